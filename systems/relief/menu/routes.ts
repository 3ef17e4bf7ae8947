import { refuse } from '#platform/http'
import { bind, type Route } from '#platform/http/server'
import { type MatterParts, viewMatter } from '#platform/matter'
import { dayOf } from '#platform/texts'
import * as actions from './actions.ts'
import { menuApi } from './api.ts'
import * as store from './store.ts'

export type MenuParts = { menu: actions.Menu; kind: actions.OrderKind; matters: MatterParts }

/** The menu's calls, a line each. */
export const menuRoutes = ({ menu, kind, matters }: MenuParts): Route[] => [
  bind(menuApi.listServices, async ({ query, tx, at }) => {
    const { office, organisation, state } = query
    const customer = organisation === undefined ? undefined : await store.findCustomer(tx, organisation)
    if (organisation !== undefined && customer === undefined) return refuse('not-found')
    const day = dayOf(at, menu.world.zone)
    return {
      rows: await store.listServices(tx, { office, places: customer?.path, day, all: state === 'all' }),
    }
  }),
  bind(menuApi.publishService, ({ body, actor, tx, at }) =>
    actions.publishService(tx, menu, actor, body, at),
  ),
  bind(menuApi.changeService, ({ params, body, actor, tx, at }) =>
    actions.changeService(tx, actor, params.id, body, at),
  ),
  bind(menuApi.withdrawService, async ({ params, body, actor, tx, at }) => {
    await actions.withdrawService(tx, actor, params.id, body, at)
    return null
  }),
  bind(menuApi.listTeams, async ({ query, actor, tx }) => ({
    rows: await store.listTeams(tx, {
      office: query.office,
      ...(query.mine && { member: actor.id ?? undefined }),
    }),
  })),
  bind(menuApi.makeTeam, ({ body, actor, tx, at }) => actions.makeTeam(tx, actor, body, at)),
  bind(menuApi.changeTeam, ({ params, body, actor, tx, at }) =>
    actions.changeTeam(tx, actor, params.id, body, at),
  ),
  bind(menuApi.endTeam, ({ params, body, actor, tx, at }) => actions.endTeam(tx, actor, params.id, body, at)),
  bind(menuApi.orderServices, ({ params, body, actor, tx, at }) =>
    actions.order(tx, menu, actor, params.id, body, at),
  ),
  bind(menuApi.listOrders, async ({ query, actor, tx }) => {
    const { mine, ...filter } = query
    const rows = await store.listOrders(tx, { ...filter, ...(mine && { member: actor.id ?? undefined }) })
    return { rows: rows.map(({ serviceId: _, ...row }) => row) }
  }),
  bind(menuApi.viewOrder, async ({ params, actor, tx, at }) => ({
    order: (await store.findOrder(tx, params.id)) ?? refuse('not-found'),
    matter: await viewMatter(tx, matters, actor, params.id, at),
  })),
  bind(menuApi.openMenu, ({ query, db, at }) => actions.openMenu(db, menu, query.secret, at)),
  bind(menuApi.orderByLink, ({ body, db, once, requestId, at }) =>
    actions.orderByLink(db, once, menu, body, requestId, at),
  ),
  bind(menuApi.actOnOrderByLink, ({ params, body, db, once, requestId, at }) =>
    actions.actByLink(db, once, menu, kind, body, params.action, requestId, at),
  ),
]
