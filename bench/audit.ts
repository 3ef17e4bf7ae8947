import pg from 'pg'
import { sealOnce, verify } from '#platform/audit'
import type { Ground } from './ground.ts'
import type { Table } from './measure.ts'

/** How fast what was written is sealed into the chain, and the chain checked from its beginning. */
export async function benchAudit(ground: Ground): Promise<Table> {
  const owner = new pg.Pool({ connectionString: ground.urls.owner, max: 2 })
  try {
    await sealOnce(owner)
    await owner.query(
      `insert into audit.entry (id, recorded_at, business_at, actor_kind, kind, action, subject_kind, subject_id, fields, seats)
       select gen_random_uuid(), now(), now(), 'operator', 'change', 'bench.entry', 'matter', n::text, '{status}', '{audit:33}'
       from generate_series(1, 50000) n`,
    )
    const start = performance.now()
    await sealOnce(owner)
    const between = performance.now()
    const { checked, broken } = await verify(owner)
    const end = performance.now()
    if (broken !== undefined) throw new Error(`The chain is broken at ${broken.seq}.`)
    return {
      name: 'audit',
      title: 'Audit chain',
      rows: [
        { what: 'sealed', value: 50_000 / ((between - start) / 1000), unit: 'rows/s' },
        {
          what: 'verified',
          value: checked / ((end - between) / 1000),
          unit: 'rows/s',
          detail: `${checked} links`,
        },
      ],
      notes: ['50,000 entries at once, after all that stood there was sealed.'],
    }
  } finally {
    await owner.end()
  }
}
