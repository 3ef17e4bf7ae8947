import { refuse } from '#platform/http'
import { bind, type Route } from '#platform/http/server'
import type { People } from '#platform/seal'
import { accessRecord, destroy, reveal, search } from './actions.ts'
import { auditApi } from './api.ts'

function parseCursor(cursor: string): { recordedAt: string; id: string } {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)~([0-9a-f-]{36})$/.exec(cursor)
  if (match === null) return refuse('invalid', {}, [{ path: 'cursor', code: 'format' }])
  return { recordedAt: match[1]!, id: match[2]! }
}

export const auditRoutes = ({ people }: { people: People }): Route[] => [
  bind(auditApi.searchAudit, async ({ query, actor, tx }) => {
    const { from, until, cursor, ...filter } = query
    const { rows, next } = await search(tx, actor, {
      ...filter,
      ...(from !== undefined && { from: new Date(from) }),
      ...(until !== undefined && { until: new Date(until) }),
      ...(cursor !== undefined && { after: parseCursor(cursor) }),
    })
    return { rows, next: next && `${next.recordedAt}~${next.id}` }
  }),
  bind(auditApi.accessRecord, ({ params, actor, tx, at }) => accessRecord(tx, actor, params.id, at)),
  bind(auditApi.reveal, ({ params, body, actor, tx, at }) =>
    reveal(tx, people, actor, { personId: params.id, ...body }, at),
  ),
  bind(auditApi.destroyPerson, async ({ params, body, actor, tx, at }) => {
    await destroy(tx, people, actor, { personId: params.id, ...body }, at)
    return null
  }),
]
