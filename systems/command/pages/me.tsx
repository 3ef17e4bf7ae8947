import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import {
  Button,
  Checkbox,
  DateField,
  Empty,
  FactList,
  Fetched,
  Field,
  Notice,
  type Option,
  PageHead,
  Panel,
  Select,
  Status,
  setPreferences,
  TextField,
  useAction,
  useBusinessNow,
  useFormat,
  usePreferences,
  useViewer,
} from '#platform/ui'
import type { Role } from '../schema.ts'
import { Roles } from './account.tsx'
import { command, type HoldingRow, useSession } from './clients.ts'
import { Failed } from './failed.tsx'
import { AccountFinder } from './finders.tsx'
import { usePageTexts, useWords } from './words.ts'

/** My account: where I am signed in, who covers for me, my password, and how pages look to me. */
export function MePage() {
  const t = usePageTexts()
  const viewer = useViewer()
  const session = useSession()
  const [done, setDone] = useState<string>()
  return (
    <>
      <PageHead title={t.me} lead={t.meLead({ name: viewer.name, office: viewer.office.name })} />
      {done && <Notice kind="done" live title={done} />}
      <div className="matter">
        <div className="stack">
          <Panel title={t.account}>
            <FactList
              facts={[
                [t.person, viewer.name],
                [t.accountName, session && <span className="code">{session.account.name}</span>],
                [t.office, viewer.office.name],
              ]}
            />
          </Panel>
          <Display />
          <Password onDone={() => setDone(t.passwordChanged)} />
        </div>
        <div className="stack">
          <Sessions onDone={setDone} />
          <Cover onDone={setDone} />
        </div>
      </div>
    </>
  )
}

/** What a browser calls itself, in two words that its owner knows. */
function deviceOf(agent: string | null): string | undefined {
  if (!agent) return undefined
  const browser = [
    ['Edge', /Edg\//],
    ['Firefox', /Firefox\//],
    ['Chrome', /Chrome\//],
    ['Safari', /Safari\//],
  ].find(([, pattern]) => (pattern as RegExp).test(agent))?.[0]
  const system = [
    ['HarmonyOS', /HarmonyOS/],
    ['Android', /Android/],
    ['iPhone', /iPhone/],
    ['iPad', /iPad/],
    ['Windows', /Windows/],
    ['macOS', /Mac OS X/],
    ['Linux', /Linux/],
  ].find(([, pattern]) => (pattern as RegExp).test(agent))?.[0]
  return [browser, system].filter(Boolean).join(' ') || undefined
}

function Sessions({ onDone }: { onDone: (words: string) => void }) {
  const t = usePageTexts()
  const format = useFormat()
  const sessions = useQuery({
    queryKey: ['sessions'],
    queryFn: ({ signal }) => command.listSessions({}, { signal }),
    staleTime: 0,
  })
  const revoke = useAction((id: string, key) =>
    command.revokeSession({ params: { id } }, { key }).then(() => true),
  )
  const end = async (id: string) => {
    if (!(await revoke.run(id))) return
    await sessions.refetch()
    onDone(t.sessionEnded)
  }
  return (
    <Panel flush title={t.sessions} aside={sessions.data && t.devices({ count: sessions.data.rows.length })}>
      <Failed tried={revoke} />
      <Fetched query={sessions} what={t.sessions}>
        {({ rows }) => (
          <ul className="list">
            {rows.map(one => (
              <li key={one.id}>
                <div className="head">
                  <b>{deviceOf(one.agent) ?? t.unknownDevice}</b>
                  {one.isThis ? (
                    <Status kind="done">{t.thisDevice}</Status>
                  ) : (
                    <Button pending={revoke.pending} onClick={() => void end(one.id)}>
                      {t.endSession}
                      <span className="visually-hidden"> {deviceOf(one.agent)}</span>
                    </Button>
                  )}
                </div>
                <p>
                  {format.joined([
                    one.address,
                    t.signedInAt({ at: format.moment(one.createdAt) }),
                    t.lastSeen({ at: format.moment(one.seenAt) }),
                  ])}
                </p>
              </li>
            ))}
          </ul>
        )}
      </Fetched>
    </Panel>
  )
}

function Password({ onDone }: { onDone: () => void }) {
  const t = usePageTexts()
  const queries = useQueryClient()
  const [present, setPresent] = useState('')
  const [password, setPassword] = useState('')
  const [isChecked, setChecked] = useState(false)
  const change = useAction((body: { present: string; password: string }, key) =>
    command.changePassword({ body }, { key }).then(() => true),
  )
  const missing = [
    ...(present ? [] : [{ name: 'present', message: t.missing({ field: t.presentPassword }) }]),
    ...(password ? [] : [{ name: 'password', message: t.missing({ field: t.newPassword }) }]),
  ]
  const shown = isChecked ? missing : []
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (missing.length > 0) return
    if (!(await change.run({ present, password }))) return
    setPresent('')
    setPassword('')
    setChecked(false)
    await queries.invalidateQueries({ queryKey: ['sessions'] })
    onDone()
  }
  const errorOf = (name: string) => shown.find(error => error.name === name)?.message ?? change.errorOf(name)
  return (
    <Panel title={t.changePassword}>
      <form noValidate onSubmit={event => void submit(event)}>
        <Failed tried={change} missing={shown} />
        <TextField
          name="present"
          label={t.presentPassword}
          type="password"
          autoComplete="current-password"
          value={present}
          onChange={setPresent}
          error={errorOf('present')}
        />
        <TextField
          name="password"
          label={t.newPassword}
          hint={t.newPasswordHint}
          type="password"
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
          error={errorOf('password')}
        />
        <Button type="submit" pending={change.pending}>
          {t.changePassword}
        </Button>
      </form>
    </Panel>
  )
}

/** My roles, who covers for me in which, and a new cover for a period. */
function Cover({ onDone }: { onDone: (words: string) => void }) {
  const t = usePageTexts()
  const viewer = useViewer()
  const queries = useQueryClient()
  const session = useSession()
  const own = session?.holdings ?? []
  const given = useQuery({
    queryKey: ['roles', 'given', viewer.id],
    queryFn: async ({ signal }) => {
      const offices = [...new Set(own.filter(held => !held.coversFor).map(held => held.officeId))]
      const lists = await Promise.all(
        offices.map(office => command.listRoles({ query: { office, state: 'all', limit: 200 } }, { signal })),
      )
      return lists.flatMap(({ rows }) => rows).filter(held => held.coversFor?.id === viewer.id)
    },
    enabled: session !== undefined,
    staleTime: 0,
  })
  const changed = async (words: string) => {
    await queries.invalidateQueries({ queryKey: ['roles'] })
    onDone(words)
  }
  return (
    <>
      <Roles title={t.myRoles} holdings={own} mayEnd={false} onChanged={() => undefined} />
      <Fetched query={given} what={t.cover}>
        {rows =>
          rows.length === 0 ? null : (
            <Roles
              title={t.coverGiven}
              holdings={rows}
              mayEnd={held => held.coversFor?.id === viewer.id}
              onChanged={words => void changed(words)}
              naming="holder"
            />
          )
        }
      </Fetched>
      <Delegate own={own.filter(held => !held.coversFor)} onDone={words => void changed(words)} />
    </>
  )
}

function Delegate({ own, onDone }: { own: HoldingRow[]; onDone: (words: string) => void }) {
  const t = usePageTexts()
  const words = useWords()
  const format = useFormat()
  const today = format.dayKey(useBusinessNow())
  const [held, setHeld] = useState(own.length === 1 ? (own[0]?.id ?? '') : '')
  const [to, setTo] = useState<Option>()
  const [from, setFrom] = useState('')
  const [until, setUntil] = useState('')
  const [isChecked, setChecked] = useState(false)
  const give = useAction(
    (body: { role: Role; officeId: string; to: string; from?: string; until: string }, key) =>
      command.delegate({ body }, { key }),
  )
  const holding = own.find(one => one.id === held)
  const missing = [
    ...(holding ? [] : [{ name: 'held', message: t.missing({ field: t.role }) }]),
    ...(to?.value ? [] : [{ name: 'to', message: t.missing({ field: t.coverBy }) }]),
    ...(until ? [] : [{ name: 'until', message: t.missing({ field: t.until }) }]),
  ]
  const shown = isChecked ? missing : []
  const errorOf = (name: string) => shown.find(error => error.name === name)?.message ?? give.errorOf(name)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (!holding || !to?.value || !until) return
    const done = await give.run({
      role: holding.role,
      officeId: holding.officeId,
      to: to.value,
      ...(from && from !== today && { from: format.instantOf(`${from}T00:00`) }),
      until: format.instantOf(`${until}T23:59`),
    })
    if (!done) return
    setTo(undefined)
    setFrom('')
    setUntil('')
    setChecked(false)
    onDone(t.coverSet({ person: to.label }))
  }
  return (
    <Panel title={t.cover}>
      {own.length === 0 ? (
        <Empty title={t.nothingToCover}>{t.nothingToCoverHint}</Empty>
      ) : (
        <form noValidate onSubmit={event => void submit(event)}>
          <p className="intro">{t.coverHint}</p>
          <Failed tried={give} missing={shown} />
          <Select
            name="held"
            label={t.role}
            value={held}
            onChange={setHeld}
            error={errorOf('held')}
            options={own.map(one => ({
              value: one.id,
              label: format.joined([words.role(one.role), words.office(one)]),
            }))}
          />
          <AccountFinder
            name="to"
            label={t.coverBy}
            hint={t.coverByHint}
            value={to}
            onChange={setTo}
            error={errorOf('to')}
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
              hint={t.coverUntilHint}
              value={until}
              onChange={setUntil}
              earliest={from || today}
              error={errorOf('until')}
            />
          </div>
          <Button type="submit" pending={give.pending}>
            {t.setCover}
          </Button>
        </form>
      )}
    </Panel>
  )
}

/** Kept on this device; each takes effect as it is chosen. */
function Display() {
  const t = usePageTexts()
  const { lang, theme, isElder, isRoomy } = usePreferences()
  return (
    <Panel title={t.display} aside={t.thisDeviceOnly}>
      <Choice
        name="lang"
        label={t.language}
        chosen={lang}
        options={[
          ['zh-CN', '中文'],
          ['en', 'English'],
        ]}
        onChoose={chosen => setPreferences({ lang: chosen })}
      />
      <Choice
        name="theme"
        label={t.theme}
        chosen={theme}
        options={[
          ['system', t.themeSystem],
          ['light', t.themeLight],
          ['dark', t.themeDark],
        ]}
        onChoose={chosen => setPreferences({ theme: chosen })}
      />
      <Checkbox
        name="elder"
        label={t.elder}
        hint={t.elderHint}
        checked={isElder}
        onChange={on => setPreferences({ isElder: on })}
      />
      <Checkbox
        name="roomy"
        label={t.roomy}
        hint={t.roomyHint}
        checked={isRoomy}
        onChange={on => setPreferences({ isRoomy: on })}
      />
    </Panel>
  )
}

function Choice<V extends string>({
  name,
  label,
  chosen,
  options,
  onChoose,
}: {
  name: string
  label: string
  chosen: V
  options: [value: V, label: string][]
  onChoose: (value: V) => void
}) {
  return (
    <Field group name={name} label={label}>
      {() => (
        <div className="segments">
          {options.map(([value, words]) => (
            <button
              key={value}
              type="button"
              aria-pressed={chosen === value}
              lang={name === 'lang' ? value : undefined}
              onClick={() => onChoose(value)}
            >
              {words}
            </button>
          ))}
        </div>
      )}
    </Field>
  )
}
