import { randomUUID } from 'node:crypto'
import { reportOf } from './create.ts'
import type { Ground } from './ground.ts'
import { layers } from './layers-server.ts'
import {
  connect,
  cpuOf,
  cpuOfPostgres,
  median,
  must,
  postmasterOf,
  spawnServer,
  type Table,
} from './measure.ts'

const REQUESTS = 600
const ROUNDS = 3

const names: Record<string, string> = {
  parse: 'receive, parse and validate',
  session: 'authority: session and its keys',
  enter: 'authority: transaction entered and ended',
  sql: 'SQL',
  write: 'write the answer',
  create: 'SQL of the creation, clocks and history',
}

/** CPU of one request, layer by layer: each loop does what the one before did and one thing more. */
export async function benchLayers(ground: Ground): Promise<Table> {
  const server = spawnServer()
  const postmaster = postmasterOf(ground.cluster.dataPath)
  const rows: Table['rows'] = []
  try {
    const { address } = await server.ask<{ address: string }>({ ask: 'layers', urls: ground.urls })
    const reader = connect(address, ...ground.town.colleagues)
    const { officer, organisationIds } = ground.reporters[0]!
    const reporter = connect(address, ...officer.colleagues)
    const calls = {
      read: (at: string) => reader.call('GET', `${at}?limit=50`),
      create: (at: string) => reporter.call('POST', at, reportOf(organisationIds[0]!), randomUUID()),
    }
    for (const what of ['read', 'create'] as const) {
      const used = layers[what].map((): { server: number; database: number }[] => [])
      for (let round = 0; round < ROUNDS; round++) {
        for (const [i, at] of layers[what].entries()) {
          for (let n = 0; n < 50; n++) must(await calls[what](at))
          const from = { server: cpuOf(server.pid), database: cpuOfPostgres(postmaster) }
          for (let n = 0; n < REQUESTS; n++) must(await calls[what](at))
          used[i]!.push({
            server: ((cpuOf(server.pid) - from.server) / REQUESTS) * 1e6,
            database: ((cpuOfPostgres(postmaster) - from.database) / REQUESTS) * 1e6,
          })
        }
      }
      const title = what === 'read' ? 'list of 50 problems' : 'creation'
      let last = { server: 0, database: 0 }
      for (const [i, at] of layers[what].entries()) {
        const now = {
          server: median(used[i]!.map(one => one.server)),
          database: median(used[i]!.map(one => one.database)),
        }
        const isWhole = i === layers[what].length - 1
        const layer = isWhole ? (what === 'read' ? 'write' : 'create') : at.split('/').at(-1)!
        rows.push({
          what: `${title}: ${names[layer]}`,
          value: Math.max(0, now.server - last.server),
          unit: 'µs',
          detail: `database ${Math.max(0, now.database - last.database).toFixed(0)} µs`,
        })
        if (isWhole)
          rows.push({
            what: `${title}: whole`,
            value: now.server,
            unit: 'µs',
            detail: `database ${now.database.toFixed(0)} µs`,
          })
        last = now
      }
    }
    reader.close()
    reporter.close()
  } finally {
    await server.close()
  }
  return {
    name: 'layers',
    title: 'CPU of one request in the server, by layer',
    rows,
    notes: [
      `Differences between the medians of ${ROUNDS} loops of ${REQUESTS} requests over one connection; CPU is counted in steps of 10 ms.`,
    ],
  }
}
