import { Stars, Story, type StoryEntry, useFormat } from '#platform/ui'
import type { HistoryEntry, Matter } from './calls.ts'
import { usePageTexts, useWords } from './words.ts'

export type StoryWords = {
  /** actions beside those that change the status at which the matter takes a turn */
  turns?: readonly string[]
  /** how the kind tells a line in its own way; `office` is the one that the line names */
  tell?: (entry: HistoryEntry, office: string | undefined) => string | undefined
}

/** The story 经过 of a matter: what happened, who did it, what was said and attached. */
export function MatterStory({
  matter,
  endings,
  turns = [],
  tell,
}: { matter: Matter; endings: readonly string[] } & StoryWords) {
  const format = useFormat()
  const t = usePageTexts()
  const words = useWords()
  const files = new Map(matter.attachments.map(file => [file.id, file]))
  const offices = new Map(
    matter.parties.map(party => [party.officeId, words.office(party.name, party.nameEn)]),
  )
  const entries = matter.history.map((entry): StoryEntry => {
    const { detail } = entry
    const action = words.did(entry.action)
    const office = typeof detail.officeId === 'string' ? offices.get(detail.officeId) : undefined
    const attached = typeof detail.attachmentId === 'string' ? files.get(detail.attachmentId) : undefined
    const about = office ?? (typeof detail.clock === 'string' ? words.of('clock', detail.clock) : undefined)
    const what =
      tell?.(entry, office) ?? (about === undefined ? action : t.toOffice({ action, office: about }))
    const by = {
      staff: [entry.actor, words.office(entry.actorOffice, entry.actorOfficeEn)].filter(Boolean).join(' '),
      link: t.enterprise,
      system: t.system,
    }[entry.actorKind]
    const who = format.joined([
      by,
      entry.coversFor !== null && t.forWhom({ name: entry.coversFor }),
      typeof detail.rule === 'string' && t.rule({ version: detail.rule }),
      entry.audience === 'staff' && t.staffOnly,
    ])
    const isTurn = entry.seq === 1 || typeof detail.to === 'string' || turns.includes(entry.action)
    return {
      id: String(entry.seq),
      at: entry.at,
      text: (
        <>
          {what}
          {typeof detail.rating === 'number' && (
            <>
              {' '}
              <Stars count={detail.rating} />
            </>
          )}
        </>
      ),
      who,
      ...(entry.note !== null && { quote: entry.note }),
      ...(attached && {
        files: [
          {
            id: attached.id,
            name: attached.name,
            bytes: attached.bytes,
            href: `/api/matters/${matter.id}/attachments/${attached.id}`,
          },
        ],
      }),
      ...(isTurn && { weight: endings.includes(String(detail.to)) ? ('end' as const) : ('turn' as const) }),
    }
  })
  return <Story entries={entries} label={t.story} />
}
