import { useState, useSyncExternalStore } from 'react'
import {
  ActionBar,
  Button,
  ComboBox,
  Conflict,
  Notice,
  type Option,
  useAction,
  useDraft,
  useFormat,
  useLang,
  useViewer,
  type Words,
} from '#platform/ui'
import { type Matter, matters } from './calls.ts'
import { type Finders, inputOf, PageForm, SpecFields, useFormErrors, useMissing } from './form.tsx'
import { useMomentOf } from './moment-of.ts'
import type { Neighbours } from './neighbours.ts'
import { usePageTexts, useWords } from './words.ts'

const narrow = '(max-width: 60rem)'
const useIsNarrow = () =>
  useSyncExternalStore(
    listener => {
      const query = matchMedia(narrow)
      query.addEventListener('change', listener)
      return () => query.removeEventListener('change', listener)
    },
    () => matchMedia(narrow).matches,
  )

/** Actions that give a matter up: never the filled button by themselves. */
const ends = new Set(['drop', 'cancel', 'withdraw'])

/** Most buttons that a phone's bar shows before it is asked for more. */
const FEW = 2

/** Adding a file, where an action waits for it. */
export const ATTACH = 'attach'

/** Exactly what the server offers; what a fact forbids says why. The first that can be done is the filled one. */
export function Actions({
  matter,
  waitsForFile,
  open,
  onOpen,
}: {
  matter: Matter
  /** the action that waits for a file, where the kind has one */
  waitsForFile: string | undefined
  open: string | undefined
  onOpen: (action: string | undefined) => void
}) {
  const t = usePageTexts()
  const words = useWords()
  const isNarrow = useIsNarrow()
  const [isAll, setAll] = useState(false)
  // The step that the matter waits for comes first, also where a fact forbids it yet: then its reason is what to do.
  const step = matter.actions.find(offer => offer.action === matter.nextStep)
  const first = step ?? matter.actions.find(offer => offer.allowed)
  // Where the step has a form of its own on the page, what is left here isn't the way on.
  const isOnward = step !== undefined || !ends.has(first?.action ?? '')
  const sorted = first ? [first, ...matter.actions.filter(offer => offer !== first)] : matter.actions
  const lacksFile =
    step !== undefined && step.action === waitsForFile && !step.allowed && matter.attachments.length === 0
  const shown = isNarrow && !isAll && sorted.length > FEW + 1 ? sorted.slice(0, FEW) : sorted
  return (
    <ActionBar label={t.actions}>
      {matter.actions.length === 0 && <span className="quiet">{t.nothingToDo}</span>}
      {lacksFile && (
        <Button
          {...(open === undefined && { kind: 'primary' as const })}
          aria-expanded={open === ATTACH}
          onClick={() => onOpen(open === ATTACH ? undefined : ATTACH)}
        >
          {t.attach}
        </Button>
      )}
      {shown.map(offer => (
        <Button
          key={offer.action}
          {...(offer === first &&
            isOnward &&
            offer.allowed &&
            open === undefined && { kind: 'primary' as const })}
          disabledBecause={offer.allowed ? undefined : (offer.reason ?? '')}
          aria-expanded={open === offer.action}
          onClick={() => onOpen(open === offer.action ? undefined : offer.action)}
        >
          {words.action(offer.action)}
        </Button>
      ))}
      {isNarrow && sorted.length > FEW + 1 && (
        <Button aria-expanded={isAll} onClick={() => setAll(!isAll)}>
          {isAll ? t.less : t.more({ count: sorted.length - FEW })}
        </Button>
      )}
    </ActionBar>
  )
}

/** What others did since `seen`, and the way to go on with the same words. */
function Changed({
  seen,
  latest,
  onSee,
  onDiscard,
}: {
  seen: Matter
  latest: Matter
  onSee: () => void
  onDiscard: () => void
}) {
  const t = usePageTexts()
  const words = useWords()
  const format = useFormat()
  const known = seen.history.at(-1)?.seq ?? 0
  const between = latest.history.filter(entry => entry.seq > known)
  return (
    <Conflict title={t.changedMeanwhile} onSee={onSee} onDiscard={onDiscard}>
      {between.map(entry => (
        <span key={entry.seq}>
          {t.changedBy({
            at: format.moment(entry.at),
            who: entry.actor ?? (entry.actorKind === 'link' ? t.enterprise : t.system),
            action: words.did(entry.action),
          })}
          <br />
        </span>
      ))}
      {t.wordsKept}
    </Conflict>
  )
}

type FormProps = {
  /** the matter as the reader decided on it */
  seen: Matter
  /** the matter as it is now */
  latest: Matter
  onDone: () => Promise<void>
  onClose: () => void
  /** takes the latest as decided on */
  onRenew: () => void
}

/** The form of one action, from its table. Its words stay on this device until they are sent. */
export function ActionForm({
  action,
  seen,
  latest,
  initial,
  find,
  onDone,
  onClose,
  onRefresh,
  onRenew,
}: FormProps & {
  action: string
  initial: Words
  find: Finders | undefined
  onRefresh: () => Promise<void>
}) {
  const t = usePageTexts()
  const said = useWords()
  const momentOf = useMomentOf()
  const missing = useMissing()
  const { own, setOwn, of } = useFormErrors()
  const [isStale, setStale] = useState(false)
  const offer = latest.actions.find(one => one.action === action)
  // The form stays as it was opened even when the action is gone: its words can still be copied.
  const [specs] = useState(() => offer?.fields ?? [])
  const [words, change, clear] = useDraft(
    `${seen.id}.${action}`,
    Object.fromEntries(Object.entries(initial).filter(([name]) => specs.some(spec => spec.name === name))),
  )
  const send = useAction((input: { version: number; input: Record<string, string | number> }, key) =>
    matters.actOnMatter({ params: { id: seen.id, action }, body: input }, { key }),
  )
  const submit = async () => {
    const lacking = missing(specs, words)
    setOwn(lacking)
    if (lacking.length > 0) return
    const answer = await send.run({ version: seen.version, input: inputOf(specs, words, momentOf) })
    if (answer === undefined) return
    clear()
    await onDone()
  }
  const isRefusedAsStale = send.problem?.code === 'stale-version'
  if (isRefusedAsStale && !isStale) {
    setStale(true)
    void onRefresh()
  }
  return (
    <>
      {isStale && (
        <Changed
          seen={seen}
          latest={latest}
          onSee={() => {
            setStale(false)
            send.reset()
            onRenew()
          }}
          onDiscard={() => {
            clear()
            onClose()
          }}
        />
      )}
      {!isStale && offer === undefined && (
        <Notice kind="due" live>
          {t.nowDifferent}
        </Notice>
      )}
      {offer?.allowed === false && (
        <Notice kind="due" live>
          {offer.reason}
        </Notice>
      )}
      <PageForm
        errors={of(send.errors)}
        problem={isRefusedAsStale ? undefined : send.problem}
        isOffline={send.isOffline}
        pending={send.pending}
        submit={said.action(action)}
        onSubmit={() => void submit()}
        onCancel={onClose}
      >
        <SpecFields
          specs={specs}
          words={words}
          onChange={change}
          errors={own.length > 0 ? own : send.errors}
          find={find}
        />
      </PageForm>
    </>
  )
}

/** Names who in the handling office brings the matter to its end. */
export function AssignForm({
  seen,
  latest,
  neighbours,
  onDone,
  onClose,
  onRenew,
}: FormProps & { neighbours: Neighbours }) {
  const t = usePageTexts()
  const lang = useLang()
  const viewer = useViewer()
  const { setOwn, of } = useFormErrors()
  const [chosen, setChosen] = useState<Option | undefined>({ value: viewer.id, label: viewer.name })
  const officeId =
    latest.parties.find(party => party.part === 'lead' && party.until === null)?.officeId ?? undefined
  const send = useAction((body: { accountId: string; version: number }, key) =>
    matters.assign({ params: { id: seen.id }, body }, { key }),
  )
  const submit = async () => {
    if (!chosen) {
      setOwn([{ name: 'accountId', message: t.missing({ field: t.assignTo }) }])
      return
    }
    setOwn([])
    if ((await send.run({ accountId: chosen.value, version: seen.version })) === undefined) return
    await onDone()
  }
  const isStale = send.problem?.code === 'stale-version'
  return (
    <>
      {isStale && (
        <Changed
          seen={seen}
          latest={latest}
          onSee={() => {
            send.reset()
            onRenew()
          }}
          onDiscard={onClose}
        />
      )}
      <PageForm
        errors={of(send.errors)}
        problem={isStale ? undefined : send.problem}
        isOffline={send.isOffline}
        pending={send.pending}
        submit={t.save}
        onSubmit={() => void submit()}
        onCancel={onClose}
      >
        <ComboBox
          name="accountId"
          label={t.assignTo}
          hint={t.assignHint}
          error={of(send.errors)[0]?.message}
          value={chosen}
          onChange={setChosen}
          find={async typed =>
            (await neighbours.accounts({ q: typed, office: officeId })).map(account => ({
              value: account.id,
              label: account.displayName,
              hint: lang === 'en' ? account.officeEn : account.office,
            }))
          }
        />
      </PageForm>
    </>
  )
}
