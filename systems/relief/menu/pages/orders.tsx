import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Button,
  Fetched,
  FilterBar,
  FilterToggle,
  Notice,
  PageHead,
  Tabs,
  useAddress,
  useViewer,
} from '#platform/ui'
import type { Neighbours } from '../../pages/neighbours.ts'
import { publishes } from '../rules.ts'
import { menu, type Service, type Team, useMenuTexts } from './calls.ts'
import { EndTeam, WithdrawService } from './endings.tsx'
import { Menu, Teams } from './menu-tabs.tsx'
import { OrderTable } from './order-list.tsx'
import { ServiceForm } from './service.tsx'
import { TeamForm } from './team.tsx'

/** What stands open over the page: a form for a new or standing service or team, or the end of one. */
type Open =
  | { what: 'service'; one?: Service }
  | { what: 'team'; one?: Team }
  | { what: 'withdraw'; one: Service }
  | { what: 'end'; one: Team }

/** What enterprises ordered of my team and office; the office's menu and its teams. */
export function OrdersPage({ neighbours }: { neighbours: Neighbours }) {
  const { t } = useMenuTexts()
  const viewer = useViewer()
  const { query, setQuery } = useAddress()
  const [open, setOpen] = useState<Open>()
  const [done, setDone] = useState<string>()
  const show = query.show === 'all' ? 'all' : 'open'
  const mine = useQuery({
    queryKey: ['matters', 'orders', 'mine', show],
    queryFn: ({ signal }) => menu.listOrders({ query: { mine: 'true', open: show } }, { signal }),
  })
  const town = useQuery({
    queryKey: ['matters', 'orders', viewer.office.id, show],
    queryFn: ({ signal }) => menu.listOrders({ query: { office: viewer.office.id, open: show } }, { signal }),
  })
  const services = useQuery({
    queryKey: ['menu', viewer.office.id],
    queryFn: ({ signal }) =>
      menu.listServices({ query: { office: viewer.office.id, state: 'all' } }, { signal }),
  })
  const teams = useQuery({
    queryKey: ['teams', viewer.office.id],
    queryFn: ({ signal }) => menu.listTeams({ query: { office: viewer.office.id } }, { signal }),
  })
  const mayPublish = viewer.roles.some(role => publishes.has(role))
  const form = { onDone: setDone, onClose: () => setOpen(undefined) }
  const tabs = [
    { id: 'mine', label: t.myTeam, query: mine },
    { id: 'town', label: t.townOrders, query: town },
  ]
  return (
    <>
      <PageHead
        title={t.menu}
        lead={t.menuLead({ office: viewer.office.name })}
        actions={
          mayPublish && (
            <span className="row tightly">
              <Button onClick={() => setOpen({ what: 'team' })}>{t.makeTeam}</Button>
              <Button kind="primary" onClick={() => setOpen({ what: 'service' })}>
                {t.publish}
              </Button>
            </span>
          )
        }
      />
      {done !== undefined && <Notice kind="done" live title={done} />}
      {open?.what === 'service' && (
        <ServiceForm service={open.one} teams={teams.data?.rows ?? []} {...form} />
      )}
      {open?.what === 'team' && (
        <TeamForm team={open.one} services={services.data?.rows ?? []} neighbours={neighbours} {...form} />
      )}
      {open?.what === 'withdraw' && <WithdrawService service={open.one} {...form} />}
      {open?.what === 'end' && <EndTeam team={open.one} neighbours={neighbours} {...form} />}
      <FilterBar>
        <FilterToggle
          label={t.endedToo}
          checked={show === 'all'}
          onChange={is => setQuery({ show: is ? 'all' : '' })}
        />
      </FilterBar>
      <Tabs
        label={t.menu}
        tabs={[
          ...tabs.map(tab => ({
            id: tab.id,
            label: tab.label,
            ...(tab.query.data && { count: tab.query.data.rows.length }),
            content: (
              <Fetched query={tab.query} what={t.orders}>
                {({ rows }) => <OrderTable rows={rows} withEnterprise />}
              </Fetched>
            ),
          })),
          {
            id: 'menu',
            label: t.ourMenu,
            content: (
              <Fetched query={services} what={t.menu}>
                {({ rows }) => (
                  <Menu
                    rows={rows}
                    on={
                      mayPublish
                        ? {
                            change: one => setOpen({ what: 'service', one }),
                            end: one => setOpen({ what: 'withdraw', one }),
                          }
                        : undefined
                    }
                  />
                )}
              </Fetched>
            ),
          },
          {
            id: 'teams',
            label: t.teams,
            content: (
              <Fetched query={teams} what={t.teams}>
                {({ rows }) => (
                  <Teams
                    rows={rows}
                    on={
                      mayPublish
                        ? {
                            change: one => setOpen({ what: 'team', one }),
                            end: one => setOpen({ what: 'end', one }),
                          }
                        : undefined
                    }
                  />
                )}
              </Fetched>
            ),
          },
        ]}
      />
    </>
  )
}
