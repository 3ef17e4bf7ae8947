import { Button, type Column, Empty, FactList, Panel, Stars, Table, Tag, useFormat } from '#platform/ui'
import { type Service, type Team, useMenuTexts } from './calls.ts'

type Changing<T> = { change: (one: T) => void; end: (one: T) => void }

/** What an office offers: each service with its team, its orders and how they were rated. */
export function Menu({ rows, on }: { rows: Service[]; on: Changing<Service> | undefined }) {
  const { t, named } = useMenuTexts()
  const format = useFormat()
  if (rows.length === 0) return <Empty title={t.noServices}>{t.noServicesHint}</Empty>
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
    { id: 'days', head: t.due, tight: true, cell: row => t.days({ count: row.days }) },
    { id: 'team', head: t.team, tight: true, cell: row => row.team ?? t.noTeamYet },
    {
      id: 'orders',
      head: t.orders,
      tight: true,
      cell: row => t.counts({ orders: row.orders, delivered: row.delivered }),
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
          <>
            <Tag>{t.withdrawn}</Tag> <span className="faint">{row.withdrawnBecause}</span>
          </>
        ) : on === undefined ? (
          t.onMenu
        ) : (
          <>
            <Button kind="plain" onClick={() => on.change(row)}>
              {t.change}
              <span className="visually-hidden"> {named(row.name, row.nameEn)}</span>
            </Button>
            <Button kind="plain" onClick={() => on.end(row)}>
              {t.withdraw}
              <span className="visually-hidden"> {named(row.name, row.nameEn)}</span>
            </Button>
          </>
        ),
    },
  ]
  return (
    <Table caption={t.menu} columns={columns} rows={rows} idOf={row => row.id} nameOf={row => row.name} />
  )
}

/** The office's teams: who leads, who is in them, what they deliver. */
export function Teams({ rows, on }: { rows: Team[]; on: Changing<Team> | undefined }) {
  const { t, named } = useMenuTexts()
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
              {t.openCount({ count: team.open })}{' '}
              {team.rating !== null && <Stars count={Math.round(team.rating)} />}
            </>
          }
        >
          <div className="stack">
            <FactList
              facts={[
                [t.leader, <b key="leader">{team.leader}</b>],
                [t.members, format.list(team.members.map(member => member.name))],
                [t.services, format.list(team.services.map(one => named(one.name, one.nameEn)))],
              ]}
            />
            {on !== undefined && (
              <div className="row">
                <Button onClick={() => on.change(team)}>
                  {t.change}
                  <span className="visually-hidden"> {team.name}</span>
                </Button>
                <Button kind="plain" onClick={() => on.end(team)}>
                  {t.endTeam}
                  <span className="visually-hidden"> {team.name}</span>
                </Button>
              </div>
            )}
          </div>
        </Panel>
      ))}
    </div>
  )
}
