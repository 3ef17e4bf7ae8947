import { refuse } from '#platform/http'
import { bind, type Route } from '#platform/http/server'
import { type MatterParts, viewMatter } from '#platform/matter'
import type { Lang } from '#platform/texts'
import type { ProblemKind } from '../actions.ts'
import type { Category } from '../schema.ts'
import * as actions from './actions.ts'
import { causesApi } from './api.ts'
import * as store from './store.ts'
import { togetherTexts } from './texts.ts'

const SIMILAR = 12

export const causeRoutes = (parts: {
  matters: MatterParts
  causes: actions.CauseKind
  problems: ProblemKind
}): Route[] => {
  const { matters, causes, problems } = parts
  /** Each with its reason; where none was done nothing is, and the refusal gives the reasons. */
  const told = (results: readonly actions.Together[], lang: Lang) => {
    const list = results.map(one => ({
      ...one,
      reason: one.code === null ? null : matters.words(one.code, lang),
    }))
    if (list.some(one => one.done)) return list
    const why = [...Map.groupBy(list, one => one.reason ?? '')].map(([reason, ones]) =>
      togetherTexts(lang).because({
        numbers: new Intl.ListFormat(lang).format(ones.map(one => one.number ?? '—')),
        reason,
      }),
    )
    return refuse('none-done', { why: why.join(lang === 'en' ? ' ' : '') })
  }
  return [
    bind(causesApi.listCauses, ({ query, tx }) => store.listCauses(tx, query.open)),
    bind(causesApi.openCause, ({ body, actor, tx, at }) =>
      actions.openCause(tx, matters.world, actor, body, at),
    ),
    bind(causesApi.viewCause, async ({ params, actor, tx, at }) => {
      await actions.getCause(tx, params.id)
      const matter = await viewMatter(tx, matters, actor, params.id, at)
      const row = (await store.findCause(tx, params.id)) ?? refuse('not-found')
      const { linked, open } = await store.countLinked(tx, params.id)
      return {
        matter,
        cause: { ...row, category: row.category as Category, linked, linkedOpen: open },
        problems: await store.listLinked(tx, params.id),
      }
    }),
    bind(causesApi.similarToCause, async ({ params, tx }) => {
      await actions.getCause(tx, params.id)
      return store.listSimilarOpen(tx, params.id, SIMILAR)
    }),
    bind(causesApi.solveTogether, async ({ params, body, actor, tx, at, lang }) => {
      const kinds = { cause: causes.kind, problem: problems.kind }
      return told(await actions.solveTogether(tx, matters.world, kinds, actor, params.id, body, at), lang)
    }),
    bind(causesApi.signTogether, async ({ params, body, actor, tx, at, lang }) =>
      told(
        await actions.signTogether(tx, matters.world, problems.kind, actor, params.id, body.problems, at),
        lang,
      ),
    ),
  ]
}
