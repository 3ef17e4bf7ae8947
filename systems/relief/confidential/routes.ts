import { refuse } from '#platform/http'
import { bind, type Route } from '#platform/http/server'
import { type MatterParts, viewMatter } from '#platform/matter'
import { hashSecret } from '#platform/seal'
import type { Relief } from '../actions.ts'
import { findReportFacts } from '../link-store.ts'
import * as actions from './actions.ts'
import { confidentialApi } from './api.ts'
import * as store from './store.ts'

export const confidentialRoutes = (relief: Relief, matters: MatterParts): Route[] => [
  bind(confidentialApi.reportInConfidence, ({ body, actor, tx, at }) =>
    actions.report(tx, relief, actor, body, at),
  ),
  bind(confidentialApi.viewConfidential, async ({ params, actor, tx, at }) => {
    const matter = await viewMatter(tx, matters, actor, params.id, at)
    const row = (await store.findConfidential(tx, params.id)) ?? refuse('not-found')
    const people = row.person_id === null ? [] : [row.person_id]
    const values = (await relief.people.masked(tx, people, ['name', 'telephone'])).get(row.person_id ?? '')
    return {
      matter,
      office: row.name,
      officeEn: row.name_en,
      by: row.by_kind as 'enterprise' | 'official',
      description: row.description,
      finding: row.finding,
      contact:
        row.person_id === null || values === undefined
          ? null
          : { personId: row.person_id, name: values.name ?? '', telephone: values.telephone ?? '' },
    }
  }),
  bind(confidentialApi.nameableOffices, ({ body, db, at }) =>
    db.asLink(hashSecret(body.secret), async tx => {
      const enterprise = (await findReportFacts(tx, hashSecret(body.secret), at)) ?? refuse('link-unknown')
      return store.listNamed(tx, enterprise.path)
    }),
  ),
  bind(confidentialApi.reportByLinkInConfidence, ({ body, db, once, requestId, at }) =>
    actions.reportByLink(db, once, relief, body, requestId, at),
  ),
]
