import { startServer } from '#apps/server/main'
import type { Config } from '#platform/config'
import { keyOf } from '#platform/seal'

export type ChildParts = {
  config: Config
  urls: { owner: string; app: string; public: string }
  /** the master key, in hex */
  key: string
}

/** A server as a process of its own, so that it can be killed; says its address on standard output. */
const { config, urls, key } = JSON.parse(process.env.SERVER_PARTS ?? '') as ChildParts
const { address } = await startServer({
  config,
  urls,
  masterKey: keyOf(Buffer.from(key, 'hex')),
  version: 'test',
  onError: error => process.stderr.write(`${error.message}\n`),
})
process.stdout.write(`ready ${address}\n`)
