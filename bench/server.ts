// The server under measurement, in a process of its own: its CPU and memory are not the measuring process's.
import pg from 'pg'
import { startServer, type Urls } from '#apps/server/main'
import { readConfig } from '#platform/config'
import { masterKey } from './ground.ts'
import { type LayerServer, startLayers } from './layers-server.ts'

/** A statement as it went to the database. */
export type Statement = { text: string; values: unknown[] }
export type Ask =
  | { ask: 'start'; urls: Urls; dataDir: string }
  | { ask: 'layers'; urls: Urls }
  | { ask: 'capture' }
  | { ask: 'captured' }
export type Reply = { address: string } | { statements: Statement[] } | { ok: true }

let captured: Statement[] | undefined
const plain = (value: unknown): unknown =>
  Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : value instanceof Date ? value.toISOString() : value

/** Listens in on what the server sends by its own logins, not on its jobs; passes everything on as it is. */
function listenIn() {
  const query = pg.Client.prototype.query as (...args: unknown[]) => unknown
  const heard = function (this: pg.Client, ...args: unknown[]): unknown {
    const first = args[0]
    if (captured !== undefined && this.user !== 'postgres') {
      if (typeof first === 'string')
        captured.push({ text: first, values: Array.isArray(args[1]) ? args[1].map(plain) : [] })
      else if (typeof first === 'object' && first !== null && 'text' in first)
        captured.push({
          text: String(first.text),
          values: 'values' in first && Array.isArray(first.values) ? first.values.map(plain) : [],
        })
    }
    return query.apply(this, args)
  }
  Object.defineProperty(pg.Client.prototype, 'query', { value: heard, writable: true })
}

let running: { close(): Promise<void> } | undefined

async function answer(message: Ask): Promise<Reply> {
  if (message.ask === 'start') {
    listenIn()
    const server = await startServer({
      config: readConfig({ PORT: '0', DATA_DIR: message.dataDir }),
      urls: message.urls,
      masterKey,
      version: 'bench',
      onError: error => process.stderr.write(`${error.message}\n`),
    })
    running = server
    return { address: server.address }
  }
  if (message.ask === 'layers') {
    const layers: LayerServer = await startLayers(message.urls)
    running = layers
    return { address: layers.address }
  }
  if (message.ask === 'capture') {
    captured = []
    return { ok: true }
  }
  const statements = captured ?? []
  captured = undefined
  return { statements }
}

process.on('message', (message: Ask) => {
  answer(message).then(
    reply => process.send?.({ reply }),
    (error: Error) => process.send?.({ error: error.stack ?? error.message }),
  )
})
process.on('disconnect', () => {
  void (running?.close() ?? Promise.resolve()).finally(() => process.exit(0))
})
