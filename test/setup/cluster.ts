import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrate, startEmbedded } from '#platform/db'
import { keyOf, loginPasswords } from '#platform/seal'

declare module 'vitest' {
  interface ProvidedContext {
    cluster: { ownerUrl: string; passwords: { app: string; public: string }; fault: string | null }
  }
}

const prefix = 'tongzhou-test-'

function isGone(pid: number) {
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

/** What a killed run of the same user left behind. */
function removeAbandoned() {
  for (const name of fs.readdirSync(os.tmpdir())) {
    const folder = path.join(os.tmpdir(), name)
    const pid = Number(/^tongzhou-test-(\d+)-/.exec(name)?.[1])
    if (!pid || !isGone(pid)) continue
    if (fs.statSync(folder, { throwIfNoEntry: false })?.uid === process.getuid?.())
      fs.rmSync(folder, { recursive: true, force: true })
  }
}

/** One throw-away cluster for the whole run, with a migrated template that each test file clones. */
export default async function setup(project: TestProject) {
  removeAbandoned()
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `${prefix}${process.pid}-`))
  // As root the server runs as nobody, who must get through.
  fs.chmodSync(folder, 0o755)
  const cluster = await startEmbedded({ dataDir: folder, onStep: () => undefined, fsync: false })
  const client = new pg.Client({ connectionString: cluster.url('postgres') })
  await client.connect()
  await client.query('create database tongzhou_template')
  await client.end()
  // The logins that belong to the key of `startWorld`: the command line opens a test's world as it does any other.
  const passwords = loginPasswords(keyOf(createHash('sha256').update('test').digest()))
  let fault: string | null = null
  try {
    await migrate(cluster.url('tongzhou_template'), passwords)
  } catch (error) {
    // Tests that need no database still run; the others say why they can't.
    fault = error instanceof Error ? error.message : String(error)
  }
  project.provide('cluster', { ownerUrl: cluster.url('postgres'), passwords, fault })

  return async () => {
    await cluster.stop()
    for (const left of [path.dirname(cluster.dataPath), folder])
      fs.rmSync(left, { recursive: true, force: true })
  }
}
