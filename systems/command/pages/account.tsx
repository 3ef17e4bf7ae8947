import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import {
  Button,
  Conflict,
  DateField,
  Empty,
  FactList,
  Fetched,
  Notice,
  type Option,
  PageHead,
  Panel,
  Select,
  Status,
  Tag,
  TextField,
  useAction,
  useAddress,
  useBusinessNow,
  useFormat,
  useViewer,
} from '#platform/ui'
import type { Role } from '../schema.ts'
import { type AccountView, type CodeSheet, command, type HoldingRow } from './clients.ts'
import { CodePaper } from './code-sheet.tsx'
import { Failed } from './failed.tsx'
import { AccountFinder, OfficeFinder } from './finders.tsx'
import { roles, usePageTexts, useWords } from './words.ts'

/** One account: its roles with place and period, and what its administrator can do. */
export function AccountPage() {
  const t = usePageTexts()
  const { params } = useAddress()
  const id = params.id ?? ''
  const account = useQuery({
    queryKey: ['accounts', 'one', id],
    queryFn: ({ signal }) => command.viewAccount({ params: { id } }, { signal }),
  })
  return (
    <Fetched query={account} what={t.account}>
      {view => <Account key={view.id} view={view} onChanged={() => void account.refetch()} />}
    </Fetched>
  )
}

function Account({ view, onChanged }: { view: AccountView; onChanged: () => void }) {
  const t = usePageTexts()
  const words = useWords()
  const format = useFormat()
  const viewer = useViewer()
  const [given, setGiven] = useState<CodeSheet>()
  const [done, setDone] = useState<string>()
  const isSelf = view.id === viewer.id
  const isOpen = view.endedAt === null
  const may = view.mayAdminister && isOpen
  const changed = (words: string) => {
    setDone(words)
    onChanged()
  }
  return (
    <>
      <PageHead
        crumbs={[{ label: t.accounts, href: '/accounts' }, { label: view.name }]}
        title={view.displayName}
        lead={words.office(view)}
        actions={
          isOpen ? (
            <Status kind="done">{t.active}</Status>
          ) : (
            <Tag>{t.endedOn({ on: format.day(view.endedAt ?? '') })}</Tag>
          )
        }
      />
      {done && (
        <Notice kind="done" live title={done}>
          {null}
        </Notice>
      )}
      {given && (
        <CodePaper given={given} person={view.displayName} account={view.name} office={words.office(view)} />
      )}
      <div className="matter">
        <div className="stack">
          <Panel title={t.account}>
            <FactList
              facts={[
                [
                  t.accountName,
                  <span className="code" key="name">
                    {view.name}
                  </span>,
                ],
                [t.office, words.office(view)],
                [t.createdOn, format.day(view.createdAt)],
                [
                  t.openMatters,
                  view.openMatters === null ? undefined : t.countOf({ count: view.openMatters }),
                ],
                [t.demo, view.isDemo ? t.demoAccount : undefined],
              ]}
            />
          </Panel>
          {may && <Code view={view} onGiven={setGiven} />}
          {may && <Change view={view} onChanged={changed} />}
          {may &&
            (isSelf ? (
              <Panel title={t.endAccount}>
                <p>{t.notOwn}</p>
              </Panel>
            ) : (
              <End view={view} onChanged={changed} />
            ))}
          {!view.mayAdminister && isOpen && !isSelf && (
            <Panel title={t.forAdministrators}>
              <p>{t.notYourPlace}</p>
            </Panel>
          )}
        </div>
        <div className="stack">
          <Roles holdings={view.holdings} mayEnd={may} onChanged={changed} />
          {isOpen && viewer.roles.includes('admin') && !isSelf && <Grant view={view} onChanged={changed} />}
        </div>
      </div>
    </>
  )
}

/** Roles in force first, then those to come, then the past. */
export function Roles({
  holdings,
  mayEnd,
  onChanged,
  title,
  note,
  naming,
}: {
  holdings: HoldingRow[]
  mayEnd: boolean | ((holding: HoldingRow) => boolean)
  onChanged: (words: string) => void
  title?: string
  note?: ReactNode
  /** says who holds each instead of for whom it is held */
  naming?: 'holder'
}) {
  const t = usePageTexts()
  const words = useWords()
  const format = useFormat()
  const now = useBusinessNow()
  const [asked, setAsked] = useState<string>()
  const end = useAction((id: string, key) => command.endRole({ params: { id } }, { key }).then(() => true))
  const isPast = (holding: HoldingRow) => holding.until !== null && new Date(holding.until) <= now
  const isAhead = (holding: HoldingRow) => new Date(holding.from) > now
  const sorted = [...holdings].sort(
    (a, b) => Number(isPast(a)) - Number(isPast(b)) || (a.from < b.from ? 1 : -1),
  )
  const mayEndOne = (holding: HoldingRow) =>
    !isPast(holding) && (typeof mayEnd === 'boolean' ? mayEnd : mayEnd(holding))
  return (
    <Panel flush title={title ?? t.roles} aside={note}>
      <Failed tried={end} />
      {sorted.length === 0 ? (
        <Empty title={t.noRoles}>{t.noRolesHint}</Empty>
      ) : (
        <ul className="list">
          {sorted.map(holding => (
            <li key={holding.id}>
              <div className="head">
                <b>
                  {words.role(holding.role)}
                  {naming === 'holder' ? (
                    <Tag>{t.coveredBy({ person: holding.account })}</Tag>
                  ) : (
                    holding.coversFor && <Tag>{t.coversFor({ person: holding.coversFor.name })}</Tag>
                  )}
                </b>
                {isPast(holding) ? (
                  <span className="faint">{t.over}</span>
                ) : isAhead(holding) ? (
                  <Status kind="info">{t.notYet}</Status>
                ) : (
                  <Status kind="done" bare>
                    {t.inForce}
                  </Status>
                )}
              </div>
              <p>
                {format.joined([
                  words.office(holding),
                  t.period({
                    from: format.day(holding.from),
                    until: holding.until ? format.day(holding.until) : t.noEnd,
                  }),
                ])}
              </p>
              {mayEndOne(holding) &&
                (asked === holding.id ? (
                  <div className="row">
                    <span>{t.endRoleSure}</span>
                    <Button
                      kind="danger"
                      pending={end.pending}
                      onClick={() =>
                        void end.run(holding.id).then(ended => {
                          if (!ended) return
                          setAsked(undefined)
                          onChanged(t.roleEnded({ role: words.role(holding.role) }))
                        })
                      }
                    >
                      {t.endRole}
                    </Button>
                    <Button onClick={() => setAsked(undefined)}>{t.cancel}</Button>
                  </div>
                ) : (
                  <button type="button" className="link" onClick={() => setAsked(holding.id)}>
                    {t.endRole}
                    <span className="visually-hidden"> {words.role(holding.role)}</span>
                  </button>
                ))}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

function Grant({ view, onChanged }: { view: AccountView; onChanged: (words: string) => void }) {
  const t = usePageTexts()
  const words = useWords()
  const format = useFormat()
  const viewer = useViewer()
  const now = useBusinessNow()
  const today = format.dayKey(now)
  const [role, setRole] = useState('')
  const [office, setOffice] = useState<Option | undefined>({
    value: view.officeId,
    label: words.office(view),
  })
  const [from, setFrom] = useState('')
  const [until, setUntil] = useState('')
  const [isChecked, setChecked] = useState(false)
  const grant = useAction((body: { role: Role; officeId: string; from?: string; until?: string }, key) =>
    command.grantRole({ params: { id: view.id }, body }, { key }),
  )
  const missing = [
    ...(role ? [] : [{ name: 'role', message: t.missing({ field: t.role }) }]),
    ...(office?.value ? [] : [{ name: 'officeId', message: t.missing({ field: t.office }) }]),
  ]
  const shown = isChecked ? missing : []
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    const wanted = roles.find(one => one === role)
    if (!wanted || !office?.value) return
    const granted = await grant.run({
      role: wanted,
      officeId: office.value,
      // A role that begins today begins now: the past cannot be granted.
      ...(from && from !== today && { from: format.instantOf(`${from}T00:00`) }),
      ...(until && { until: format.instantOf(`${until}T23:59`) }),
    })
    if (!granted) return
    setRole('')
    setFrom('')
    setUntil('')
    setChecked(false)
    onChanged(t.roleGranted({ role: words.role(wanted), person: view.displayName }))
  }
  const errorOf = (field: string) =>
    shown.find(error => error.name === field)?.message ?? grant.errorOf(field)
  return (
    <Panel title={t.grantRole}>
      <form noValidate onSubmit={event => void submit(event)}>
        <Failed tried={grant} missing={shown} />
        <Select
          name="role"
          label={t.role}
          value={role}
          onChange={setRole}
          error={errorOf('role')}
          options={roles.map(value => ({ value, label: words.role(value) }))}
        />
        <OfficeFinder
          name="officeId"
          label={t.atOffice}
          hint={t.atOfficeHint}
          within={viewer.place.code}
          value={office}
          onChange={setOffice}
          error={errorOf('officeId')}
        />
        <div className="pair">
          <DateField
            name="from"
            label={t.from}
            hint={t.fromHint}
            value={from}
            onChange={setFrom}
            earliest={today}
            isOptional
          />
          <DateField
            name="until"
            label={t.until}
            hint={t.untilHint}
            value={until}
            onChange={setUntil}
            earliest={from || today}
            isOptional
          />
        </div>
        <Button type="submit" kind="primary" pending={grant.pending}>
          {t.grantRole}
        </Button>
      </form>
    </Panel>
  )
}

function Code({ view, onGiven }: { view: AccountView; onGiven: (given: CodeSheet) => void }) {
  const t = usePageTexts()
  const [isAsking, setAsking] = useState(false)
  const issue = useAction((id: string, key) => command.issueCode({ params: { id } }, { key }))
  return (
    <Panel title={t.newCode}>
      <Failed tried={issue} />
      <p className="intro">{t.newCodeHint}</p>
      {isAsking ? (
        <div className="row">
          <Button
            kind="danger"
            pending={issue.pending}
            onClick={() =>
              void issue.run(view.id).then(given => {
                if (!given) return
                setAsking(false)
                onGiven(given)
              })
            }
          >
            {t.issueCode}
          </Button>
          <Button onClick={() => setAsking(false)}>{t.cancel}</Button>
        </div>
      ) : (
        <p>
          <Button onClick={() => setAsking(true)}>{t.newCode}</Button>
        </p>
      )}
    </Panel>
  )
}

function Change({ view, onChanged }: { view: AccountView; onChanged: (words: string) => void }) {
  const t = usePageTexts()
  const words = useWords()
  const viewer = useViewer()
  const queries = useQueryClient()
  const [displayName, setDisplayName] = useState(view.displayName)
  const [office, setOffice] = useState<Option | undefined>({
    value: view.officeId,
    label: words.office(view),
  })
  const change = useAction((body: { displayName: string; officeId: string; version: number }, key) =>
    command.changeAccount({ params: { id: view.id }, body }, { key }),
  )
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!office?.value) return
    const saved = await change.run({
      displayName: displayName.trim(),
      officeId: office.value,
      version: view.version,
    })
    if (!saved) return
    await queries.invalidateQueries({ queryKey: ['accounts'] })
    onChanged(t.accountChanged)
  }
  if (change.problem?.code === 'stale-version') {
    return (
      <Conflict
        onSee={() => {
          change.reset()
          onChanged(t.latestShown)
        }}
      />
    )
  }
  return (
    <Panel title={t.changeAccount}>
      <form noValidate onSubmit={event => void submit(event)}>
        <Failed tried={change} />
        <TextField
          name="displayName"
          label={t.person}
          value={displayName}
          onChange={setDisplayName}
          error={change.errorOf('displayName')}
          maxLength={60}
          autoComplete="off"
        />
        <OfficeFinder
          name="ownOfficeId"
          label={t.office}
          within={viewer.place.code}
          value={office}
          onChange={setOffice}
          error={change.errorOf('officeId') ?? (office?.value ? undefined : t.missing({ field: t.office }))}
        />
        <Button type="submit" pending={change.pending}>
          {t.saveChange}
        </Button>
      </form>
    </Panel>
  )
}

/** An officer who moves on: the open matters go to a successor by name, and nothing stays without an owner. */
function End({ view, onChanged }: { view: AccountView; onChanged: (words: string) => void }) {
  const t = usePageTexts()
  const queries = useQueryClient()
  const [isAsking, setAsking] = useState(false)
  const [successor, setSuccessor] = useState<Option>()
  const end = useAction((body: { version: number; successorId?: string }, key) =>
    command.endAccount({ params: { id: view.id }, body }, { key }),
  )
  const count = view.openMatters ?? 0
  const needs = count > 0 && !successor?.value ? t.successorFirst({ count }) : undefined
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (needs) return
    const ended = await end.run({
      version: view.version,
      ...(successor?.value && { successorId: successor.value }),
    })
    if (!ended) return
    await queries.invalidateQueries({ queryKey: ['accounts'] })
    onChanged(
      ended.handedOver > 0
        ? t.accountEndedTo({ count: ended.handedOver, person: successor?.label ?? '' })
        : t.accountEnded({ person: view.displayName }),
    )
  }
  return (
    <Panel title={t.endAccount}>
      <p className="intro">{count > 0 ? t.endWithMatters({ count }) : t.endHint}</p>
      {isAsking ? (
        <form noValidate onSubmit={event => void submit(event)}>
          <Failed tried={end} />
          <AccountFinder
            name="successorId"
            label={t.successor}
            hint={t.successorHint}
            isOptional={count === 0}
            value={successor}
            onChange={setSuccessor}
            error={end.errorOf('successorId')}
          />
          <div className="row">
            <Button type="submit" kind="danger" pending={end.pending} disabledBecause={needs}>
              {t.endAccount}
            </Button>
            <Button onClick={() => setAsking(false)}>{t.cancel}</Button>
          </div>
        </form>
      ) : (
        <p>
          <Button onClick={() => setAsking(true)}>{t.endAccountAsk}</Button>
        </p>
      )}
    </Panel>
  )
}
