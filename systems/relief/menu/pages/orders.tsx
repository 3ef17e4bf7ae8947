import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Button,
  type Column,
  Empty,
  Fetched,
  FilterBar,
  FilterToggle,
  Notice,
  PageHead,
  Panel,
  Stars,
  Table,
  Tabs,
  Tag,
  useAction,
  useAddress,
  useFormat,
  useViewer,
} from '#platform/ui'
import type { Neighbours } from '../../pages/neighbours.ts'
import { menu, type Service, type Team, useMenuTexts } from './calls.ts'
import { OrderTable } from './order-list.tsx'
import { PublishForm } from './publish.tsx'
import { TeamForm } from './team.tsx'

/** What enterprises ordered of my team and office; the office's menu and its teams. */
export function OrdersPage({ neighbours }: { neighbours: Neighbours }) {
  const { t } = useMenuTexts()
  const viewer = useViewer()
  const { query, setQuery } = useAddress()
  const [open, setOpen] = useState<'service' | 'team'>()
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
          <span className="row tightly">
            <Button onClick={() => setOpen('team')}>{t.makeTeam}</Button>
            <Button kind="primary" onClick={() => setOpen('service')}>
              {t.publish}
            </Button>
          </span>
        }
      />
      {done !== undefined && <Notice kind="done" live title={done} />}
      {open === 'service' && (
        <PublishForm teams={teams.data?.rows ?? []} onDone={setDone} onClose={() => setOpen(undefined)} />
      )}
      {open === 'team' && (
        <TeamForm
          services={services.data?.rows ?? []}
          neighbours={neighbours}
          onDone={setDone}
          onClose={() => setOpen(undefined)}
        />
      )}
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
                {({ rows }) => <Menu rows={rows} />}
              </Fetched>
            ),
          },
          {
            id: 'teams',
            label: t.teams,
            content: (
              <Fetched query={teams} what={t.teams}>
                {({ rows }) => <Teams rows={rows} />}
              </Fetched>
            ),
          },
        ]}
      />
    </>
  )
}

function Menu({ rows }: { rows: Service[] }) {
  const { t, named } = useMenuTexts()
  const format = useFormat()
  const queries = useQueryClient()
  const withdraw = useAction((service: Service, key) =>
    menu
      .withdrawService({ params: { id: service.id }, body: { version: service.version } }, { key })
      .then(() => true),
  )
  const columns: Column<Service>[] = [
    {
      id: 'name',
      head: t.service,
      isTitle: true,
      cell: row => (
        <>
          <b>{named(row.name, row.nameEn)}</b> <span className="faint">{row.description}</span>
        </>
      ),
    },
    { id: 'days', head: t.due, tight: true, cell: row => t.days({ days: format.figure(row.days) }) },
    { id: 'team', head: t.team, tight: true, cell: row => row.team ?? t.noTeamYet },
    {
      id: 'orders',
      head: t.orders,
      tight: true,
      cell: row => t.counts({ orders: format.figure(row.orders), delivered: format.figure(row.delivered) }),
    },
    {
      id: 'rating',
      head: t.rating,
      tight: true,
      cell: row =>
        row.rating === null ? null : (
          <>
            <Stars count={Math.round(row.rating)} /> {format.figure(row.rating)}
          </>
        ),
    },
    {
      id: 'state',
      head: t.status,
      tight: true,
      cell: row =>
        row.withdrawnAt !== null ? (
          <Tag>{t.withdrawn}</Tag>
        ) : (
          <button
            type="button"
            className="link"
            onClick={async () => {
              if (await withdraw.run(row)) await queries.invalidateQueries({ queryKey: ['menu'] })
            }}
          >
            {t.withdraw}
            <span className="visually-hidden"> {named(row.name, row.nameEn)}</span>
          </button>
        ),
    },
  ]
  if (rows.length === 0) return <Empty title={t.noServices}>{t.noServicesHint}</Empty>
  return (
    <>
      {withdraw.problem && (
        <Notice kind="overdue" live>
          {withdraw.problem.detail}
        </Notice>
      )}
      <Table caption={t.menu} columns={columns} rows={rows} idOf={row => row.id} nameOf={row => row.name} />
    </>
  )
}

function Teams({ rows }: { rows: Team[] }) {
  const { t } = useMenuTexts()
  const format = useFormat()
  if (rows.length === 0) return <Empty title={t.noTeams}>{t.noTeamsHint}</Empty>
  return (
    <div className="stack">
      {rows.map(team => (
        <Panel
          key={team.id}
          title={team.name}
          aside={
            <>
              {t.openCount({ count: format.figure(team.open) })}{' '}
              {team.rating !== null && <Stars count={Math.round(team.rating)} />}
            </>
          }
        >
          <dl className="facts">
            <dt>{t.leader}</dt>
            <dd>
              <b>{team.leader}</b>
            </dd>
            <dt>{t.members}</dt>
            <dd>{format.list(team.members.map(member => member.name))}</dd>
            <dt>{t.services}</dt>
            <dd>{format.list(team.services)}</dd>
          </dl>
        </Panel>
      ))}
    </div>
  )
}
