import type { Actor, Tx } from '#platform/db'
import { refuse } from '#platform/http'
import { bind, type Route } from '#platform/http/server'
import { figuresApi } from './api.ts'
import type { Figures } from './figures.ts'
import type { Figure } from './schema.ts'

async function getPath(tx: Tx, code: string): Promise<string[]> {
  const row = await tx
    .selectFrom('region.division')
    .select('path')
    .where('code', '=', code)
    .executeTakeFirst()
  return row?.path ?? refuse('not-found')
}

/** The widest place of which the actor sees everything of one of these systems. */
function findWidest(actor: Actor, systems: readonly string[]): string | undefined {
  return actor.read
    .map(key => key.split(':'))
    .filter(
      ([system, code, subject]) => systems.includes(system!) && code !== undefined && subject === undefined,
    )
    .map(([, code]) => code!)
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1))[0]
}

/** A figure is never a part that looks like the whole: it needs a key to all of its division. */
const seesAll = (actor: Actor, system: string, path: readonly string[]) =>
  path.some(code => actor.read.includes(`${system}:${code}`))

export const figureRoutes = (all: readonly Figures[]): Route[] => [
  bind(figuresApi.readFigures, async ({ query, actor, tx, at, lang }) => {
    const cutOffAt = query.cutOff === undefined ? at : new Date(query.cutOff)
    if (cutOffAt > at) refuse('cut-off-ahead')
    const systems = all.map(one => one.system)
    const within = query.within ?? findWidest(actor, systems) ?? refuse('forbidden')
    const path = await getPath(tx, within)
    const seen = all.filter(one => seesAll(actor, one.system, path))
    if (seen.length === 0) refuse('forbidden')
    const found: Figure[] = []
    for (const { system, texts, read } of seen) {
      const values = await read(tx, { cutOffAt, within })
      for (const [id, words] of Object.entries(texts)) {
        found.push({ id, system, value: values[id] ?? null, ...words(lang) })
      }
    }
    return { cutOff: cutOffAt.toISOString(), within, figures: found }
  }),
]
