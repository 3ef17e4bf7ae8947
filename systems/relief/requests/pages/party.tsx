import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import {
  Button,
  DueChip,
  FactList,
  FilePicker,
  NotFound,
  Notice,
  type PieceLine,
  Status,
  Story,
  TextArea,
  TextField,
  useAction,
  useDraft,
  useTitle,
} from '#platform/ui'
import type { Neighbours } from '../../pages/neighbours.ts'
import { Frame, Opened, useFragment } from '../../pages/public-frame.tsx'
import { base64Of, useKeptFiles } from '../../pages/send-file.ts'
import { Unsent } from '../../pages/unsent.tsx'
import { kindOf } from '../../pages/words.ts'
import type { PartyView } from '../api.ts'
import { partyFile, requests, useRequestTexts } from './calls.ts'

/** What this browser is known by, where a code has opened it: made here, kept here. */
function thisDevice(): string {
  const known = localStorage.getItem('tz.device')
  if (known !== null) return known
  const made = [...crypto.getRandomValues(new Uint8Array(24))]
    .map(byte => byte.toString(16).padStart(2, '0'))
    .join('')
  localStorage.setItem('tz.device', made)
  return made
}

/** What a body without account is asked, by its link: the secret stands in the fragment, which no server sees. */
export function PartyPage({ neighbours }: { neighbours: Neighbours }) {
  const { t } = useRequestTexts()
  const secret = useFragment()
  const [device] = useState(thisDevice)
  const typed = { secret, device }
  const view = useQuery({
    queryKey: ['party', secret, device],
    queryFn: () => requests.viewParty({ body: typed }),
    enabled: secret !== '',
    refetchInterval: 60_000,
    retry: false,
  })
  useTitle(t.purpose)
  return (
    <Frame neighbours={neighbours} purpose={t.purpose}>
      <Opened
        // A link that was taken back hides at once what it showed.
        query={view.error === null ? view : { ...view, data: undefined }}
        what={t.loading}
        closed={refused =>
          refused?.code === 'party-stranger' ? (
            <Code typed={typed} onDone={() => void view.refetch()} />
          ) : refused === undefined || refused.code === 'party-unknown' ? (
            <NotFound isPage title={t.unknownTitle}>
              {refused?.detail ?? t.strangerHint}
            </NotFound>
          ) : undefined
        }
      >
        {seen => <Asked seen={seen} typed={typed} />}
      </Opened>
    </Frame>
  )
}

type Typed = { secret: string; device: string }

/** All that a stranger sees: ask whoever sent it. */
function Code({ typed, onDone }: { typed: Typed; onDone: () => void }) {
  const { t } = useRequestTexts()
  const [code, setCode] = useState('')
  const bind = useAction((value: string) => requests.bindDevice({ body: { ...typed, code: value } }))
  return (
    <>
      <h1 tabIndex={-1}>{t.strangerTitle}</h1>
      <p className="lead">{t.strangerHint}</p>
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault()
          void bind.run(code.trim()).then(answer => answer !== undefined && onDone())
        }}
      >
        <TextField
          name="code"
          label={t.code}
          value={code}
          onChange={setCode}
          autoComplete="one-time-code"
          maxLength={12}
          error={bind.problem?.detail}
        />
        {bind.isOffline && <Unsent of={bind} />}
        <Button kind="primary" type="submit" big wide pending={bind.pending}>
          {t.open}
        </Button>
      </form>
    </>
  )
}

const withReason = { accept: undefined, reply: 'reply', askBack: 'note', decline: 'reason' } as const
type Act = keyof typeof withReason

function Asked({ seen, typed }: { seen: PartyView; typed: Typed }) {
  const { t, of, office, format } = useRequestTexts()
  const queries = useQueryClient()
  const [open, setOpen] = useState<Act>()
  // What was begun as a reply isn't lost by a question in between.
  const [drafts, change, clear] = useDraft(`party.${seen.number}`, { reply: '', askBack: '', decline: '' })
  const [isDone, setDone] = useState(false)
  const act = useAction((call: { action: Act; input: Record<string, string> }, key) =>
    requests.actByParty(
      { params: { action: call.action }, body: { ...typed, version: seen.version, input: call.input } },
      { key },
    ),
  )
  const save = useAction((file: PartyView['attachments'][number]) => partyFile(typed, file).then(() => true))
  const refresh = () => queries.invalidateQueries({ queryKey: ['party'] })
  const send = async (action: Act) => {
    const field = withReason[action]
    const input: Record<string, string> =
      field === undefined || action === 'accept' ? {} : { [field]: drafts[action].trim() }
    if ((await act.run({ action, input })) === undefined) return
    setOpen(undefined)
    if (action === 'reply' || action === 'decline') clear()
    else if (action === 'askBack') change({ askBack: '' })
    setDone(true)
    await refresh()
  }
  const offers = (Object.keys(withReason) as Act[]).flatMap(
    action =>
      (seen.actions.find(one => one.action === action && one.allowed)?.action as Act | undefined) ?? [],
  )
  return (
    <>
      {isDone && (
        <Notice kind="done" live>
          {t.sent}
        </Notice>
      )}
      <p className="quiet">{format.joined([seen.number, office(seen.office, seen.officeEn)])}</p>
      <h1 tabIndex={-1}>{seen.subject}</h1>
      <p className="row">
        <Status kind={kindOf(seen.status)}>{of('status', seen.status)}</Status>
        {seen.isOpen && seen.dueAt !== null && <DueChip dueAt={seen.dueAt} />}
      </p>
      <FactList
        facts={[
          [t.whatIsAsked, seen.asked],
          [t.replyBy, seen.dueAt === null ? undefined : format.moment(seen.dueAt)],
          [t.yourReply, seen.reply],
        ]}
      />
      {!seen.isOpen && <p>{t.done}</p>}
      {seen.status === 'replied' && <p>{t.waiting}</p>}
      {save.problem && (
        <Notice kind="overdue" live>
          {save.problem.detail}
        </Notice>
      )}
      {open === undefined && <Unsent of={act} />}
      {offers.map(action => (
        <div key={action} className="ahead">
          <Button
            big
            wide
            {...(action === 'reply' && open === undefined && { kind: 'primary' as const })}
            aria-expanded={open === action}
            pending={act.pending && open === undefined}
            onClick={() =>
              withReason[action] === undefined
                ? void send(action)
                : setOpen(open === action ? undefined : action)
            }
          >
            {of('action', action)}
          </Button>
          {open === action && action !== 'accept' && (
            <form
              noValidate
              onSubmit={event => {
                event.preventDefault()
                void send(action)
              }}
            >
              <TextArea
                name="words"
                label={action === 'decline' ? t.yourReason : of('action', action)}
                rows={5}
                maxLength={action === 'reply' ? 4000 : 1000}
                value={drafts[action]}
                onChange={words => change({ [action]: words })}
              />
              <Unsent of={act} />
              <Button kind="primary" type="submit" big wide pending={act.pending}>
                {t.send}
              </Button>
            </form>
          )}
        </div>
      ))}
      {offers.length > 0 && (
        <div className="ahead">
          <AddFiles typed={typed} onDone={refresh} />
        </div>
      )}
      {seen.attachments.length > 0 && (
        <>
          <h2 className="ahead">{t.files}</h2>
          <ul>
            {seen.attachments.map(file => (
              <li key={file.id}>
                <Button kind="plain" onClick={() => void save.run(file)}>
                  {file.name}
                </Button>{' '}
                <span className="faint">{format.size(file.bytes)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <h2 className="ahead">{t.story}</h2>
      <Story
        label={t.story}
        entries={seen.history.map(entry => ({
          id: String(entry.seq),
          at: entry.at,
          text: of('action', entry.action),
          who: entry.isOwn ? t.you : office(seen.office, seen.officeEn),
          ...(entry.note !== null && { quote: entry.note }),
        }))}
      />
    </>
  )
}

const lineOf = (typed: Typed): PieceLine<{ id: string; name: string }> => ({
  begin: upload => requests.beginByParty({ body: { ...typed, ...upload } }),
  piece: async (uploadId, offset, bytes) =>
    requests.addPieceByParty({ body: { ...typed, uploadId, offset, piece: await base64Of(bytes) } }),
  finish: uploadId => requests.finishByParty({ body: { ...typed, uploadId } }, { key: uploadId }),
})

/** Files of the reply, in pieces: a broken line begins nothing anew. */
function AddFiles({ typed, onDone }: { typed: Typed; onDone: () => Promise<void> }) {
  const { t } = useRequestTexts()
  const arrived = useRef(0)
  const kept = useKeptFiles(`party:${typed.secret.slice(0, 8)}`, lineOf(typed))
  return (
    <FilePicker
      name="attach"
      label={t.addFile}
      hint={t.addFileHint}
      accept="image/*,.pdf,.xlsx,.docx"
      multiple
      most={40 * 1024 * 1024}
      resume={kept.resume}
      onDrop={kept.forget}
      send={(file, onShare) => kept.send(file, onShare, async (_, taken) => taken)}
      onChange={sent => {
        if (sent.length > arrived.current) void onDone()
        arrived.current = sent.length
      }}
    />
  )
}
