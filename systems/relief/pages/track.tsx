import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import {
  Button,
  DueChip,
  ErrorSummary,
  FactList,
  type FieldError,
  NotFound,
  NothingKeptProvider,
  Notice,
  Stars,
  Status,
  Steps,
  Story,
  type StoryEntry,
  TextField,
  useAction,
  useAddress,
  useDraft,
  useFormat,
  useTexts,
  useTitle,
} from '#platform/ui'
import { texts as confidentialTexts } from '../confidential/texts.ts'
import { TrackedAttach } from '../uploads/attach.tsx'
import { type FieldSpec, relief, type TrackedProblem, trackedFile, trackedPicture } from './calls.ts'
import { inputOf, PageForm, SpecFields, useFormErrors, useMissing } from './form.tsx'
import type { Neighbours } from './neighbours.ts'
import { stepsOf } from './problem-steps.ts'
import { Frame, handOver, Opened, takeHanded, useFragment } from './public-frame.tsx'
import { KindWordsProvider, kindOf, usePageTexts, useWords } from './words.ts'

/** Asks for number and code. */
export function TrackPage({ neighbours }: { neighbours: Neighbours }) {
  const t = usePageTexts()
  const { go } = useAddress()
  return (
    <Frame neighbours={neighbours} purpose={t.purposeTrack}>
      <Ask
        known=""
        onTyped={(number, code) => {
          handOver({ number, code })
          go(`/t/${encodeURIComponent(number)}`)
        }}
      />
    </Frame>
  )
}

function Ask({ known, onTyped }: { known: string; onTyped: (number: string, code: string) => void }) {
  const t = usePageTexts()
  const [number, setNumber] = useState(known)
  const [code, setCode] = useState('')
  const [errors, setErrors] = useState<FieldError[]>([])
  useTitle(t.trackTitle)
  const errorOf = (name: string) => errors.find(error => error.name === name)?.message
  const submit = () => {
    const lacking = [
      ...(number.trim() === '' ? [{ name: 'number', message: t.giveNumber }] : []),
      ...(code.trim() === '' ? [{ name: 'code', message: t.giveCode }] : []),
    ]
    setErrors(lacking)
    if (lacking.length === 0) onTyped(number.trim().toUpperCase(), code.trim())
  }
  return (
    <>
      <ErrorSummary errors={errors} />
      <h1 tabIndex={-1}>{t.trackTitle}</h1>
      <p className="lead">{t.trackLead}</p>
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault()
          submit()
        }}
      >
        <TextField
          name="number"
          label={t.trackNumber}
          hint={t.trackNumberHint}
          error={errorOf('number')}
          value={number}
          onChange={setNumber}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={40}
        />
        <TextField
          name="code"
          label={t.trackCode}
          error={errorOf('code')}
          value={code}
          onChange={setCode}
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={200}
        />
        <Button kind="primary" type="submit" big wide>
          {t.trackGo}
        </Button>
      </form>
    </>
  )
}

/**
 * Where a problem stands, by its number and code. The code of a problem then stands in the address's fragment, which no
 * server sees, so that the page can be reloaded and kept; that of a confidential report stands nowhere.
 */
export function TrackedPage({ neighbours }: { neighbours: Neighbours }) {
  const t = usePageTexts()
  const confidential = useTexts(confidentialTexts)
  const { params, go, goInstead } = useAddress()
  const number = params.number ?? ''
  const fragment = useFragment()
  const [typed, setTyped] = useState(takeHanded)
  const secret = fragment || (typed?.number === number ? typed.code : '')
  const track = useQuery({
    queryKey: ['track', number, secret],
    queryFn: () => relief.track({ body: { number, secret } }),
    enabled: secret !== '',
    refetchInterval: 60_000,
  })
  const kind = track.data?.kind
  const settled = useRef('')
  useEffect(() => {
    if (kind === undefined || settled.current === number) return
    settled.current = number
    if ((kind === 'confidential') === (fragment === '')) return
    setTyped({ number, code: secret })
    const here = `/t/${encodeURIComponent(number)}`
    goInstead(kind === 'confidential' ? here : `${here}#${encodeURIComponent(secret)}`)
  })
  return (
    <Frame neighbours={neighbours} purpose={t.purposeTrack}>
      <Opened
        query={track}
        what={t.tracking}
        closed={refused =>
          refused === undefined ? (
            <Ask
              known={number}
              onTyped={(other, code) => {
                setTyped({ number: other, code })
                go(`/t/${encodeURIComponent(other)}`)
              }}
            />
          ) : (
            <NotFound
              isPage
              title={t.notFoundTitle}
              actions={<Button onClick={() => go('/t')}>{t.otherNumber}</Button>}
            >
              {refused.detail}
            </NotFound>
          )
        }
      >
        {seen => (
          <NothingKeptProvider value={seen.kind === 'confidential'}>
            <KindWordsProvider value={seen.kind === 'confidential' ? confidential : {}}>
              <Tracked key={number} seen={seen} number={number} secret={secret} />
            </KindWordsProvider>
          </NothingKeptProvider>
        )}
      </Opened>
    </Frame>
  )
}

const reason: FieldSpec = { name: 'reason', kind: 'text', required: true, long: true, most: 1000 }
const note: FieldSpec = { name: 'note', kind: 'text', required: false, long: true, most: 1000 }

/** What the enterprise can do, in the order in which it is offered, with its form. */
const forms = {
  confirm: [{ name: 'rating', kind: 'rating', required: true }, note],
  dispute: [reason],
  addFacts: [{ ...note, required: true }],
  chase: [note],
  reopen: [reason],
  withdraw: [reason],
} as const satisfies Record<string, readonly FieldSpec[]>
type PublicAction = keyof typeof forms

function Tracked({ seen, number, secret }: { seen: TrackedProblem; number: string; secret: string }) {
  const t = usePageTexts()
  const words = useWords()
  const format = useFormat()
  const queries = useQueryClient()
  const [open, setOpen] = useState<PublicAction>()
  const [done, setDone] = useState<string>()
  const top = useRef<HTMLDivElement>(null)
  const title = seen.title.startsWith(`${seen.organisationName}：`)
    ? seen.title.slice(seen.organisationName.length + 1)
    : seen.title
  const office = words.office(seen.office, seen.officeEn)
  useTitle(`${seen.number} ${title}`)
  useEffect(() => {
    if (done !== undefined) top.current?.scrollIntoView({ block: 'start' })
  }, [done])
  const offers = (Object.keys(forms) as PublicAction[]).flatMap(action => {
    const offer = seen.actions.find(one => one.action === action)
    return offer ? [{ ...offer, action }] : []
  })
  const first = offers.find(offer => offer.allowed && offer.action === 'confirm')
  const finish = async (action: PublicAction) => {
    await queries.invalidateQueries({ queryKey: ['track'] })
    setOpen(undefined)
    setDone(t[`you.${action}`])
  }
  return (
    <>
      <div ref={top}>
        {done !== undefined && (
          <Notice kind="done" live>
            {done}
          </Notice>
        )}
      </div>
      <p className="quiet">
        {format.joined([
          seen.number,
          seen.organisationName,
          t.openedOn({ at: format.moment(seen.openedAt) }),
        ])}
      </p>
      <h1 tabIndex={-1}>{title}</h1>
      <p className="row">
        <Status kind={kindOf(seen.status)}>{words.status(seen.status)}</Status>
        {seen.isOpen && seen.dueAt !== null && <DueChip dueAt={seen.dueAt} />}
      </p>
      {seen.kind === 'problem' && <Steps steps={stepsOf(seen, words.status, t)} />}
      <FactList
        facts={[
          [t.handlers, office],
          [t.next, seen.nextStep === null ? t.nothingNext : words.next(seen.nextStep)],
          [
            t.deadline,
            seen.isOpen && seen.dueAt !== null ? t.dueBy({ at: format.moment(seen.dueAt) }) : undefined,
          ],
          [
            t.mergedInto,
            seen.mergedInto === null
              ? undefined
              : t.mergedTold({
                  number: seen.mergedInto.number,
                  status: words.status(seen.mergedInto.status),
                }),
          ],
          [t.theySay, seen.solution],
          [t.rating, seen.rating === null ? undefined : <Stars key="rating" count={seen.rating} />],
        ]}
      />
      <Evidence files={seen.attachments} number={number} secret={secret} />
      {seen.isOpen && (
        <TrackedAttach
          number={number}
          secret={secret}
          onDone={() => queries.invalidateQueries({ queryKey: ['track'] })}
        />
      )}
      {offers
        .map(offer => (
          <p className="ahead" key={offer.action}>
            <Button
              big
              wide
              {...(offer === first && open === undefined && { kind: 'primary' as const })}
              disabledBecause={offer.allowed ? undefined : (offer.reason ?? '')}
              aria-expanded={open === offer.action}
              onClick={() => {
                setDone(undefined)
                setOpen(open === offer.action ? undefined : offer.action)
              }}
            >
              {words.action(offer.action)}
            </Button>
          </p>
        ))
        .flatMap((button, index) => {
          const offer = offers[index]
          return offer && open === offer.action
            ? [
                button,
                <Act
                  key={`${offer.action}-form`}
                  action={offer.action}
                  seen={seen}
                  number={number}
                  secret={secret}
                  onDone={() => finish(offer.action)}
                  onClose={() => setOpen(undefined)}
                />,
              ]
            : [button]
        })}
      <h2 className="ahead">{t.story}</h2>
      <Story label={t.story} entries={storyOf(seen, words, t)} />
    </>
  )
}

/** What the office attached: pictures stand here, everything else is saved. */
function Evidence({
  files,
  number,
  secret,
}: {
  files: TrackedProblem['attachments']
  number: string
  secret: string
}) {
  const t = usePageTexts()
  const format = useFormat()
  const open = useAction((file: { id: string; name: string }) => trackedFile(number, secret, file))
  if (files.length === 0) return null
  return (
    <>
      <h2 className="ahead">{t.files}</h2>
      <ul className="stack">
        {files.map(file => (
          <li key={file.id} className="row">
            {file.hasThumbnail && <Picture file={file} number={number} secret={secret} />}
            <span>
              <button type="button" className="link" onClick={() => void open.run(file)}>
                {file.name}
              </button>{' '}
              <span className="faint">{format.size(file.bytes)}</span>
            </span>
          </li>
        ))}
      </ul>
      {open.problem && (
        <Notice kind="overdue" live>
          {open.problem.detail}
        </Notice>
      )}
    </>
  )
}

function Picture({
  file,
  number,
  secret,
}: {
  file: { id: string; name: string }
  number: string
  secret: string
}) {
  const [src, setSrc] = useState<string>()
  useEffect(() => {
    let made: string | undefined
    let isGone = false
    // Without its picture the file still stands there by name.
    const show = (url: string) => {
      made = url
      if (isGone) URL.revokeObjectURL(url)
      else setSrc(url)
    }
    trackedPicture(number, secret, file.id).then(show, () => undefined)
    return () => {
      isGone = true
      if (made !== undefined) URL.revokeObjectURL(made)
    }
  }, [number, secret, file.id])
  return src === undefined ? null : <img src={src} alt={file.name} height={72} />
}

function storyOf(
  seen: TrackedProblem,
  words: ReturnType<typeof useWords>,
  t: ReturnType<typeof usePageTexts>,
): StoryEntry[] {
  return seen.history.map(entry => {
    const own = `you.${entry.action}` as keyof typeof t
    const isOwn = entry.actorKind === 'link' && own in t
    return {
      id: String(entry.seq),
      at: entry.at,
      text: isOwn ? String(t[own]) : words.action(entry.action),
      who:
        entry.actorKind === 'link'
          ? t.you
          : entry.actorKind === 'system'
            ? t.system
            : words.office(entry.actorOffice, entry.actorOfficeEn) || t.handlers,
      ...(entry.note !== null && { quote: entry.note }),
      weight:
        entry.action === 'confirm' || entry.action === 'explain'
          ? 'end'
          : entry.actorKind === 'staff'
            ? 'turn'
            : undefined,
    }
  })
}

function Act({
  action,
  seen,
  number,
  secret,
  onDone,
  onClose,
}: {
  action: PublicAction
  seen: TrackedProblem
  number: string
  secret: string
  onDone: () => Promise<void>
  onClose: () => void
}) {
  const t = usePageTexts()

  const queries = useQueryClient()
  const missing = useMissing()
  const { own, setOwn, of } = useFormErrors()
  const specs = [...forms[action]]
  // Decided on what was seen when the form was opened.
  const [version, setVersion] = useState(seen.version)
  const [words, change, clear] = useDraft(`${number}.${action}`, {} as Record<string, string>)
  const send = useAction((input: { version: number; input: Record<string, string | number> }, key) =>
    relief.actByLink({ params: { action }, body: { number, secret, ...input } }, { key }),
  )
  const submit = async () => {
    const lacking = missing(specs, words)
    setOwn(lacking)
    if (lacking.length > 0) return
    const answer = await send.run({ version, input: inputOf(specs, words, written => written) })
    if (answer === undefined) return
    clear()
    await onDone()
  }
  const isStale = send.problem?.code === 'stale-version'
  return (
    <>
      <p className="quiet">{t[`sure.${action}`]}</p>
      {isStale && (
        <Notice
          kind="due"
          title={t.changedMeanwhile}
          live
          actions={
            <Button
              onClick={async () => {
                await queries.invalidateQueries({ queryKey: ['track'] })
                const latest = queries.getQueryData<TrackedProblem>(['track', number, secret])
                setVersion(latest?.version ?? version)
                send.reset()
              }}
            >
              {t.seeLatest}
            </Button>
          }
        >
          {t.wordsKept}
        </Notice>
      )}
      <PageForm
        errors={of(send.errors)}
        problem={isStale ? undefined : send.problem}
        isOffline={send.isOffline}
        pending={send.pending}
        submit={t.submit}
        onSubmit={() => void submit()}
        onCancel={onClose}
        big
      >
        <SpecFields
          specs={specs}
          words={words}
          onChange={change}
          errors={own.length > 0 ? own : send.errors}
        />
      </PageForm>
    </>
  )
}
