import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'
import { useFormat } from './language.tsx'

export type StoryFile = { id: string; name: string; bytes: number; href: string }
export type StoryEntry = {
  id: string
  /** ISO moment of business */
  at: string
  /** what happened, as a sentence */
  text: ReactNode
  /** who did it: person, office, or the rule */
  who: string
  /** words that were said or written */
  quote?: string | undefined
  files?: StoryFile[]
  /** `turn`: the matter changed hands or status; `end`: it was brought to its end */
  weight?: 'turn' | 'end' | undefined
}

/** Attachments as links that open beside. */
function Files({ files }: { files: StoryFile[] }) {
  const format = useFormat()
  if (files.length === 0) return null
  return (
    <div className="files">
      {files.map(file => (
        <a className="file" key={file.id} href={file.href} target="_blank" rel="noreferrer">
          <Icon name="file" />
          {file.name} <small>{format.size(file.bytes)}</small>
        </a>
      ))}
    </div>
  )
}

/** What happened, grouped by the days of the region, oldest first as one reads a story. */
export function Story({ entries, label }: { entries: StoryEntry[]; label: string }) {
  const format = useFormat()
  let lastDay = ''
  return (
    <ol className="story" aria-label={label}>
      {entries.flatMap(entry => {
        const day = format.dayKey(entry.at)
        const isNewDay = day !== lastDay
        lastDay = day
        const line = (
          <li key={entry.id} className={entry.weight ?? ''}>
            <time dateTime={entry.at}>{format.time(entry.at)}</time>
            <div>
              <p>{entry.text}</p>
              <p className="who-did">{entry.who}</p>
              {entry.quote && <blockquote>{entry.quote}</blockquote>}
              {entry.files && <Files files={entry.files} />}
            </div>
          </li>
        )
        if (!isNewDay) return [line]
        return [
          <li className="day" key={day}>
            <h3>{format.longDay(entry.at)}</h3>
          </li>,
          line,
        ]
      })}
    </ol>
  )
}

/** The bar at the bottom of a matter's page: Buttons, disabled ones with their reason. */
export function ActionBar({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: buttons of one bar, not fields of a form
    <div className="actions" role="group" aria-label={label}>
      {children}
    </div>
  )
}
