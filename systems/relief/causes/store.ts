import { sql } from 'kysely'
import { type Tx, uuidv7 } from '#platform/db'
import { matterRow, toMatterRow } from '#platform/matter'
import type { CauseRow, LinkedProblem } from './schema.ts'

export async function insertCause(
  tx: Tx,
  cause: { matterId: string; category: string; words: string },
  at: Date,
): Promise<void> {
  await tx
    .insertInto('relief.cause')
    .values({ matter_id: cause.matterId, category: cause.category, words: cause.words, recorded_at: at })
    .execute()
}

export async function findCause(tx: Tx, matterId: string) {
  return tx
    .selectFrom('relief.cause')
    .select(['category', 'words', 'solution'])
    .where('matter_id', '=', matterId)
    .executeTakeFirst()
}

export async function setSolution(tx: Tx, matterId: string, solution: string): Promise<void> {
  await tx.updateTable('relief.cause').set({ solution }).where('matter_id', '=', matterId).execute()
}

export async function linkProblem(
  tx: Tx,
  link: { causeId: string; problemId: string; accountId: string },
  at: Date,
): Promise<void> {
  await tx
    .insertInto('relief.cause_problem')
    .values({
      id: uuidv7(),
      cause_id: link.causeId,
      problem_id: link.problemId,
      linked_by: link.accountId,
      linked_at: at,
    })
    .execute()
}

export async function unlinkProblem(tx: Tx, problemId: string, at: Date): Promise<void> {
  await tx
    .updateTable('relief.cause_problem')
    .set({ unlinked_at: at })
    .where('problem_id', '=', problemId)
    .where('unlinked_at', 'is', null)
    .execute()
}

/** How many problems are linked, and open, whoever sees them. */
export async function countLinked(tx: Tx, causeId: string): Promise<{ linked: number; open: number }> {
  const { rows } = await sql<{
    linked: number
    open: number
  }>`select * from relief.count_linked(${causeId})`.execute(tx)
  return rows[0]!
}

/** Whether a problem that the reader sees is linked to it. */
export async function hasLinked(tx: Tx, causeId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('relief.cause_problem')
    .select('id')
    .where('cause_id', '=', causeId)
    .where('unlinked_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** How many open matters under it hold it back, whoever sees them. */
export async function countBlocking(tx: Tx, causeId: string): Promise<number> {
  const { rows } = await sql<{ open: number }>`select matter.blocking_children(${causeId}) as open`.execute(
    tx,
  )
  return rows[0]!.open
}

export async function listCauses(tx: Tx, open: 'open' | 'closed'): Promise<CauseRow[]> {
  const rows = await matterRow(tx)
    .innerJoin('relief.cause as c', 'c.matter_id', 'm.id')
    .select([
      'c.category',
      'c.words',
      sql<number>`(select n.linked from relief.count_linked(m.id) n)`.as('linked'),
      sql<number>`(select n.open from relief.count_linked(m.id) n)`.as('linked_open'),
    ])
    .where('m.is_open', '=', open === 'open')
    .orderBy('m.opened_at', 'desc')
    .orderBy('m.id')
    .limit(200)
    .execute()
  return rows.map(row => ({
    ...toMatterRow(row),
    category: row.category as CauseRow['category'],
    words: row.words,
    linked: row.linked,
    linkedOpen: row.linked_open,
  }))
}

const problemRows = (tx: Tx) =>
  matterRow(tx)
    .innerJoin('relief.problem as p', 'p.matter_id', 'm.id')
    .select(
      sql<string>`(select g.name from region.organisation g where g.id = p.organisation_id)`.as(
        'organisation_name',
      ),
    )

type RawProblem = Awaited<ReturnType<ReturnType<typeof problemRows>['execute']>>[number]
const toLinked = (row: RawProblem): LinkedProblem => ({
  ...toMatterRow(row),
  organisationName: row.organisation_name,
})

export async function listLinked(tx: Tx, causeId: string): Promise<LinkedProblem[]> {
  const rows = await problemRows(tx)
    .innerJoin('relief.cause_problem as l', join =>
      join.onRef('l.problem_id', '=', 'm.id').on('l.unlinked_at', 'is', null),
    )
    .where('l.cause_id', '=', causeId)
    .orderBy('l.linked_at')
    .orderBy('m.id')
    .limit(200)
    .execute()
  return rows.map(toLinked)
}

/** Open problems of the cause's category that no cause has: those that share most of its words first. */
export async function listSimilarOpen(tx: Tx, causeId: string, most: number): Promise<LinkedProblem[]> {
  const rows = await problemRows(tx)
    .innerJoin('relief.cause as c', join => join.on('c.matter_id', '=', causeId))
    .where('m.kind', '=', 'problem')
    .where('m.is_open', '=', true)
    .whereRef('p.category', '=', 'c.category')
    .where(sql<boolean>`p.bigrams && c.bigrams`)
    .where(
      sql<boolean>`not exists (select from relief.cause_problem l where l.problem_id = m.id and l.unlinked_at is null)`,
    )
    .orderBy(sql`(select count(*) from unnest(p.bigrams) b where b = any(c.bigrams)) desc`)
    .orderBy('m.id')
    .limit(most)
    .execute()
  return rows.map(toLinked)
}
