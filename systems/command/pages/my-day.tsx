import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import {
  Button,
  Columns,
  DueChip,
  Duties,
  type Duty,
  Empty,
  Fetched,
  Group,
  Link,
  LinkButton,
  List,
  Notice,
  PageHead,
  Panel,
  Status,
  useAction,
  useFormat,
  useViewer,
} from '#platform/ui'
import { type MatterRow, matters, notices, useSession } from './clients.ts'
import { enterpriseHref, hrefOf, ownEnterprisesHref, problemsHref, relief, reportHref } from './kinds.ts'
import { Onward } from './onward.tsx'
import { usePageTexts, useWords } from './words.ts'

type Day = Awaited<ReturnType<typeof matters.myDay>>

const SHOWN_LATER = 8
const SHOWN_ENTERPRISES = 6

/** Those with most open problems first. */
async function readOwnEnterprises() {
  const { rows, total } = await relief.listEnterprises({ query: { officer: 'me', limit: 50 } })
  return {
    rows: rows.toSorted((a, b) => (b.openProblems ?? 0) - (a.openProblems ?? 0)).slice(0, SHOWN_ENTERPRISES),
    total: total ?? rows.length,
  }
}

/** Where somebody begins whose roles own no matters: an administrator, an auditor, a supervisor. */
function startOf(nav: readonly string[]): string | undefined {
  if (nav.length === 0 || nav.includes('my-day')) return undefined
  return ['map', 'accounts', 'audit'].filter(page => nav.includes(page)).map(page => `/${page}`)[0]
}

/** The start page of everybody. */
export function MyDayPage() {
  const t = usePageTexts()
  const session = useSession()
  const start = session && startOf(session.nav)
  return start ? <Onward href={start} what={t.myDay} /> : <MyDay />
}

/** What waits for me, by deadline, with its next step; then what comes, what nobody owns, what is done. */
function MyDay() {
  const t = usePageTexts()
  const viewer = useViewer()
  const session = useSession()
  const nav = session?.nav ?? []
  const day = useQuery({
    queryKey: ['matters', 'my-day'],
    queryFn: ({ signal }) => matters.myDay({}, { signal }),
  })
  const signs = viewer.roles.includes('leader')
  const toSign = useQuery({
    queryKey: ['matters', 'to-sign'],
    queryFn: ({ signal }) =>
      matters.listMatters({ query: { scope: 'office', status: 'sign-off', limit: 20 } }, { signal }),
    enabled: signs,
  })
  const calls = useQuery({
    queryKey: ['calls', 'count'],
    queryFn: ({ signal }) => notices.dueCalls({ query: { limit: 1 } }, { signal }),
  })
  const waiting = (toSign.data?.rows ?? []).filter(row => !day.data?.now.some(own => own.id === row.id))
  const count = day.data && (!signs || !toSign.isPending) ? day.data.now.length + waiting.length : undefined
  const lead = [
    day.data && day.data.counts.overdue > 0 && t.dayOverdue({ count: day.data.counts.overdue }),
    waiting.length > 0 && t.dayDecide({ count: waiting.length }),
    day.data && day.data.counts.unowned > 0 && t.dayUnowned({ count: day.data.counts.unowned }),
    calls.data && calls.data.total > 0 && t.dayCalls({ count: calls.data.total }),
  ].filter(part => typeof part === 'string')
  return (
    <>
      <PageHead
        title={
          count === undefined
            ? t.myDay
            : count === 0
              ? t.dayNothing({ name: viewer.name })
              : t.dayWaits({ name: viewer.name, count })
        }
        lead={count !== undefined && (lead.length > 0 ? t.sentence({ parts: lead }) : t.dayCalm)}
        actions={
          nav.includes('report') && (
            <LinkButton icon="plus" href={reportHref}>
              {t.report}
            </LinkButton>
          )
        }
      />
      <Columns
        sideLabel={t.related}
        side={
          <>
            {viewer.roles.includes('liaison') && <OwnEnterprises />}
            {calls.data && calls.data.total > 0 && (
              <Panel title={t.callsTitle} aside={<Link href="/calls">{t.openList}</Link>}>
                <p>{t.callsWaiting({ count: calls.data.total })}</p>
              </Panel>
            )}
            <WhatChanged />
          </>
        }
      >
        <Fetched query={day} what={t.myDay}>
          {({ now, later, office, doneToday, extensions, counts }) => (
            <>
              {extensions.length > 0 && <Extensions rows={extensions} />}
              <Now rows={now} toSign={waiting} open={counts.open} />
              {office.length > 0 && <Unowned rows={office} total={counts.unowned} />}
              {later.length > 0 && <Later rows={later} />}
              {doneToday.length > 0 && <Done rows={doneToday} />}
            </>
          )}
        </Fetched>
      </Columns>
    </>
  )
}

function useDuty() {
  const t = usePageTexts()
  const words = useWords()
  const format = useFormat()
  return (row: MatterRow, when: ReactNode, action?: ReactNode): Duty => {
    const next = words.next(row)
    return {
      id: row.id,
      when,
      title: row.title,
      href: hrefOf(row),
      text: (
        <>
          {next ? t.nextStep({ step: next }) : words.status(row)}{' '}
          <span className="faint keep">{format.joined([row.number, row.divisionName])}</span>
        </>
      ),
      action,
    }
  }
}

const Due = ({ row, none }: { row: MatterRow; none: string }) =>
  row.dueAt === null ? (
    <span className="faint">{none}</span>
  ) : (
    <DueChip dueAt={row.dueAt} startedAt={row.startedAt} />
  )

function Now({ rows, toSign, open }: { rows: MatterRow[]; toSign: MatterRow[]; open: number }) {
  const t = usePageTexts()
  const words = useWords()
  const duty = useDuty()
  const nav = useSession()?.nav ?? []
  const isLate = (row: MatterRow) => row.dueAt ?? '9999'
  const all = [...rows, ...toSign].sort((a, b) => (isLate(a) < isLate(b) ? -1 : 1))
  if (all.length === 0) {
    return (
      <Panel title={t.now}>
        <Empty
          title={t.nothingNow}
          actions={nav.includes('problems') && <LinkButton href={problemsHref()}>{t.seeProblems}</LinkButton>}
        >
          {open > 0 ? t.laterBelow({ count: open }) : t.notifiedHere}
        </Empty>
      </Panel>
    )
  }
  return (
    <>
      <Group title={t.now} note={t.byDeadline} />
      <div className="panel">
        <Duties
          duties={all.map((row, index) =>
            duty(
              row,
              toSign.includes(row) ? (
                <Status kind="decide">{t.forYouToDecide}</Status>
              ) : (
                <Due row={row} none={t.noDeadline} />
              ),
              <LinkButton href={hrefOf(row)} {...(index === 0 && { kind: 'primary' as const })}>
                {row.nextStep === 'sign' && !toSign.includes(row) ? t.follow : words.verb(row)}
                <span className="visually-hidden"> {row.number}</span>
              </LinkButton>,
            ),
          )}
        />
      </div>
    </>
  )
}

/** More time that somebody of my office asks for, and that I decide on. */
function Extensions({ rows }: { rows: Day['extensions'] }) {
  const t = usePageTexts()
  const format = useFormat()
  const duty = useDuty()
  return (
    <>
      <Group title={t.extensions} note={t.countOf({ count: rows.length })} />
      <div className="panel">
        <Duties
          duties={rows.map(({ matter, askedBy, until, reason }) => ({
            ...duty(
              matter,
              <Status kind="decide">{t.forYouToGrant}</Status>,
              <LinkButton href={hrefOf(matter)}>
                {t.decide}
                <span className="visually-hidden"> {matter.number}</span>
              </LinkButton>,
            ),
            text: (
              <>
                {t.extensionAsked({ who: askedBy, until: format.moment(until), reason })}{' '}
                <span className="faint keep">{matter.number}</span>
              </>
            ),
          }))}
        />
      </div>
    </>
  )
}

/** Matters of my office that nobody has taken: anybody of the office may take one with one press. */
function Unowned({ rows, total }: { rows: MatterRow[]; total: number }) {
  const t = usePageTexts()
  const viewer = useViewer()
  const duty = useDuty()
  const take = useAction((row: { id: string; version: number }, key) =>
    matters.assign({ params: { id: row.id }, body: { accountId: viewer.id, version: row.version } }, { key }),
  )
  return (
    <>
      <Group title={t.unowned} note={t.unownedNote({ count: total })} />
      {(take.problem || take.isOffline) && (
        <Notice kind="overdue" live title={t.notTaken}>
          {take.problem?.detail ?? t.offlineTryAgain}
        </Notice>
      )}
      <div className="panel">
        <Duties
          duties={rows.map(row =>
            duty(
              row,
              <Due row={row} none={t.noDeadline} />,
              <Button
                pending={take.pending}
                onClick={() => void take.run({ id: row.id, version: row.version })}
              >
                {t.take}
                <span className="visually-hidden"> {row.number}</span>
              </Button>,
            ),
          )}
        />
      </div>
    </>
  )
}

function Later({ rows }: { rows: MatterRow[] }) {
  const t = usePageTexts()
  const duty = useDuty()
  return (
    <>
      <Group
        title={t.later}
        note={
          rows.length > SHOWN_LATER ? (
            <Link href={problemsHref({ scope: 'mine' })}>{t.seeAll({ count: rows.length })}</Link>
          ) : (
            t.countOf({ count: rows.length })
          )
        }
      />
      <div className="panel">
        <Duties
          duties={rows.slice(0, SHOWN_LATER).map(row => duty(row, <Due row={row} none={t.noDeadline} />))}
        />
      </div>
    </>
  )
}

function Done({ rows }: { rows: MatterRow[] }) {
  const t = usePageTexts()
  const words = useWords()
  const format = useFormat()
  return (
    <>
      <Group title={t.doneToday} note={t.countOf({ count: rows.length })} />
      <div className="panel">
        <Duties
          duties={rows.map(row => ({
            id: row.id,
            when: (
              <Status kind="done" bare>
                {words.status(row)}
              </Status>
            ),
            title: row.title,
            href: hrefOf(row),
            text: <span className="faint">{format.joined([row.number, row.divisionName])}</span>,
          }))}
        />
      </div>
    </>
  )
}

function OwnEnterprises() {
  const t = usePageTexts()
  const format = useFormat()
  const own = useQuery({ queryKey: ['matters', 'own-enterprises'], queryFn: readOwnEnterprises })
  return (
    <Panel
      flush
      title={t.myEnterprises}
      aside={
        own.data &&
        own.data.total > 0 && <Link href={ownEnterprisesHref}>{t.seeFirms({ count: own.data.total })}</Link>
      }
    >
      <Fetched query={own} what={t.myEnterprises}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty title={t.noEnterprises}>{t.noEnterprisesHint}</Empty>
          ) : (
            <List
              items={rows.map(firm => ({
                id: firm.id,
                title: <Link href={enterpriseHref(firm.id)}>{firm.name}</Link>,
                badge: firm.openProblems !== null && firm.openProblems > 0 && (
                  <span className="keep">{t.openProblems({ count: firm.openProblems })}</span>
                ),
                text: format.joined([
                  firm.countyName ?? firm.divisionName,
                  firm.employees !== null && t.employees({ count: format.figure(firm.employees) }),
                ]),
              }))}
            />
          )
        }
      </Fetched>
    </Panel>
  )
}

function WhatChanged() {
  const t = usePageTexts()
  const format = useFormat()
  const latest = useQuery({
    queryKey: ['notices', 'latest'],
    queryFn: ({ signal }) => notices.listNotices({ query: { limit: 5 } }, { signal }),
  })
  return (
    <Panel flush title={t.whatChanged} aside={<Link href="/notices">{t.allNotices}</Link>}>
      <Fetched query={latest} what={t.notices}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty title={t.noNotices}>{t.noNoticesHint}</Empty>
          ) : (
            <ul className="list news">
              {rows.map(row => (
                <li key={row.id}>
                  <h3>
                    {row.matterId ? <Link href={`/matters/${row.matterId}`}>{row.text}</Link> : row.text}
                  </h3>
                  <p>
                    {format.joined([
                      format.moment(row.createdAt),
                      row.forOffice && t.forOffice,
                      row.readAt === null && t.unread,
                    ])}
                  </p>
                </li>
              ))}
            </ul>
          )
        }
      </Fetched>
    </Panel>
  )
}
