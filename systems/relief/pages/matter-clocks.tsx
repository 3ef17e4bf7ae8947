import { useState } from 'react'
import {
  Button,
  DateField,
  DueChip,
  Notice,
  Panel,
  Status,
  Table,
  Tag,
  TextArea,
  useAction,
  useDraft,
  useFormat,
  useViewer,
} from '#platform/ui'
import { type Matter, matters } from './calls.ts'
import { PageForm, useFormErrors } from './form.tsx'
import { isLead } from './matter-facts.tsx'
import { useMomentOf } from './moment-of.ts'
import { usePageTexts, useWords } from './words.ts'

type Clock = Matter['clocks'][number]

/** Who takes part, and how much time is left: pauses and extensions are asked for here. */
export function Clocks({ matter, onDone }: { matter: Matter; onDone: () => Promise<void> }) {
  const t = usePageTexts()
  const words = useWords()
  const format = useFormat()
  const viewer = useViewer()
  const mayAct = matter.isOpen && isLead(matter, viewer.office.id)
  const [open, setOpen] = useState<{ clock: string; what: 'pause' | 'extend' }>()
  const close = () => setOpen(undefined)
  const finish = async () => {
    await onDone()
    close()
  }
  return (
    <div className="stack">
      <Panel title={t.clocks} flush>
        <ul className="list">
          {matter.clocks.map(clock => (
            <li key={clock.id}>
              <div className="head">
                <b>{words.of('clock', clock.name)}</b>
                <ClockState clock={clock} />
              </div>
              <p>
                {format.joined([
                  clock.promised ? t.promised : t.inner,
                  t.startedAt({ at: format.moment(clock.startedAt) }),
                  t.dueAt({ at: format.moment(clock.dueAt) }),
                  clock.pauseReason,
                ])}
              </p>
              {mayAct && clock.stoppedAt === null && (
                <ClockActions
                  clock={clock}
                  matter={matter}
                  onOpen={what => setOpen({ clock: clock.id, what })}
                  onDone={finish}
                />
              )}
              {open?.clock === clock.id && (
                <MoreTime
                  key={open.what}
                  what={open.what}
                  matter={matter}
                  clock={clock}
                  onDone={finish}
                  onClose={close}
                />
              )}
            </li>
          ))}
        </ul>
      </Panel>
      {matter.extensions.length > 0 && (
        <Panel title={t.extensions} flush>
          <ul className="list">
            {matter.extensions.map(extension => (
              <li key={extension.id}>
                <div className="head">
                  <b>{t.extensionAsked({ who: extension.askedBy, until: format.moment(extension.until) })}</b>
                  <Status
                    kind={extension.approved === null ? 'decide' : extension.approved ? 'done' : 'info'}
                  >
                    {extension.approved === null ? t.waiting : extension.approved ? t.approved : t.declined}
                  </Status>
                </div>
                <p>{extension.reason}</p>
                {extension.approved === null && mayAct && viewer.roles.includes('leader') && (
                  <Decide matterId={matter.id} extensionId={extension.id} onDone={onDone} />
                )}
              </li>
            ))}
          </ul>
        </Panel>
      )}
      <Panel title={t.parties} flush>
        <Table
          caption={t.parties}
          rows={matter.parties}
          idOf={party => party.id}
          nameOf={party => party.name}
          columns={[
            {
              id: 'party',
              head: t.party,
              isTitle: true,
              cell: party => words.office(party.name, party.nameEn),
            },
            { id: 'part', head: t.part, tight: true, cell: party => words.of('part', party.part) },
            {
              id: 'state',
              head: t.state,
              tight: true,
              cell: party => (
                <>
                  {words.of('state', party.state)}{' '}
                  {party.reason && <span className="quiet">{party.reason}</span>}
                </>
              ),
            },
            {
              id: 'since',
              head: t.since,
              tight: true,
              cell: party => (
                <>
                  {format.moment(party.since)}{' '}
                  {party.until !== null && <Tag>{t.until({ at: format.moment(party.until) })}</Tag>}
                </>
              ),
            },
          ]}
        />
      </Panel>
    </div>
  )
}

function ClockState({ clock }: { clock: Clock }) {
  const t = usePageTexts()
  const format = useFormat()
  if (clock.stoppedAt !== null) {
    const left = Date.parse(clock.dueAt) - Date.parse(clock.stoppedAt)
    return left >= 0 ? (
      <Status kind="done">{t.stoppedEarly({ left: format.duration(left) })}</Status>
    ) : (
      <Status kind="overdue">{t.stoppedLate({ past: format.duration(-left) })}</Status>
    )
  }
  if (clock.pausedAt !== null)
    return (
      <Status kind="info">{t.pausedUntil({ at: format.moment(clock.pauseUntil ?? clock.dueAt) })}</Status>
    )
  return <DueChip dueAt={clock.dueAt} startedAt={clock.startedAt} />
}

function ClockActions({
  clock,
  matter,
  onOpen,
  onDone,
}: {
  clock: Clock
  matter: Matter
  onOpen: (what: 'pause' | 'extend') => void
  onDone: () => Promise<void>
}) {
  const t = usePageTexts()
  const resume = useAction((_: null, key) =>
    matters.resumeClock({ params: { id: matter.id, clockId: clock.id } }, { key }).then(() => true),
  )
  return (
    <span className="row">
      {clock.pausedAt === null ? (
        <>
          <Button kind="plain" onClick={() => onOpen('pause')}>
            {t.pause}
          </Button>
          <Button kind="plain" onClick={() => onOpen('extend')}>
            {t.extend}
          </Button>
        </>
      ) : (
        <Button
          kind="plain"
          pending={resume.pending}
          onClick={() => void resume.run(null).then(done => (done ? onDone() : undefined))}
        >
          {t.resume}
        </Button>
      )}
      {resume.problem && <span className="error">{resume.problem.detail}</span>}
    </span>
  )
}

function MoreTime({
  what,
  matter,
  clock,
  onDone,
  onClose,
}: {
  what: 'pause' | 'extend'
  matter: Matter
  clock: Clock
  onDone: () => Promise<void>
  onClose: () => void
}) {
  const t = usePageTexts()
  const momentOf = useMomentOf()
  const { own, setOwn, of } = useFormErrors()
  const [words, change, clear] = useDraft(`${clock.id}.${what}`, { until: '', reason: '' })
  const send = useAction((body: { until: string; reason: string }, key) => {
    const call = what === 'pause' ? matters.pauseClock : matters.askExtension
    return call({ params: { id: matter.id, clockId: clock.id }, body }, { key }).then(() => true)
  })
  const submit = async () => {
    const lacking = [
      ...(words.until === ''
        ? [{ name: 'until', message: t.missing({ field: what === 'pause' ? t.pauseUntil : t.extendUntil }) }]
        : []),
      ...(words.reason.trim() === '' ? [{ name: 'reason', message: t.missing({ field: t.reason }) }] : []),
    ]
    setOwn(lacking)
    if (lacking.length > 0) return
    if (!(await send.run({ until: momentOf(words.until), reason: words.reason.trim() }))) return
    clear()
    await onDone()
  }
  const errorOf = (name: string) => own.find(error => error.name === name)?.message ?? send.errorOf(name)
  return (
    <PageForm
      errors={of(send.errors)}
      problem={send.problem}
      isOffline={send.isOffline}
      pending={send.pending}
      submit={what === 'pause' ? t.pause : t.extend}
      onSubmit={() => void submit()}
      onCancel={onClose}
    >
      <DateField
        name="until"
        label={what === 'pause' ? t.pauseUntil : t.extendUntil}
        hint={what === 'pause' ? t.pauseHint : t.extendHint}
        error={errorOf('until')}
        value={words.until}
        onChange={until => change({ until })}
        withTime
      />
      <TextArea
        name="reason"
        label={t.reason}
        error={errorOf('reason')}
        value={words.reason}
        onChange={value => change({ reason: value })}
        rows={3}
        maxLength={2000}
      />
    </PageForm>
  )
}

function Decide({
  matterId,
  extensionId,
  onDone,
}: {
  matterId: string
  extensionId: string
  onDone: () => Promise<void>
}) {
  const t = usePageTexts()
  const send = useAction((approved: boolean, key) =>
    matters
      .decideExtension({ params: { id: matterId, extensionId }, body: { approved } }, { key })
      .then(() => true),
  )
  const decide = async (approved: boolean) => {
    if (await send.run(approved)) await onDone()
  }
  return (
    <>
      <span className="row">
        <Button pending={send.pending} onClick={() => void decide(true)}>
          {t.approve}
        </Button>
        <Button onClick={() => void decide(false)}>{t.decline}</Button>
      </span>
      {send.problem && (
        <Notice kind="overdue" live>
          {send.problem.detail}
        </Notice>
      )}
    </>
  )
}
