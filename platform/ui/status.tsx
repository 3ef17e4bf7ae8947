import type { ReactNode } from 'react'
import { ClockFace, Icon } from './icon.tsx'
import { useBusinessNow, useFormat, useTexts } from './language.tsx'
import { uiTexts } from './texts.ts'

export type StatusKind = 'overdue' | 'due' | 'done' | 'decide' | 'info'

/** Shape + word + colour. `children` is the word: how long past, what was reached, by whom it is to be decided. */
export function Status({ kind, bare, children }: { kind: StatusKind; bare?: boolean; children: ReactNode }) {
  return (
    <span className={`badge ${kind}${bare ? ' bare' : ''}`}>
      {kind === 'due' ? <ClockFace used={0.8} /> : <Icon name={kind} />}
      {children}
    </span>
  )
}

/**
 * A deadline: relative within 24 hours, else the day; the face fills with the time used; amber from the last
 * quarter, red with a triangle when past. `stoppedAt` ends the clock: then it says how it went.
 */
export function DueChip({
  dueAt,
  startedAt,
  now,
}: {
  dueAt: string
  startedAt?: string | undefined
  now?: Date
}) {
  const format = useFormat()
  const businessNow = useBusinessNow()
  const { state, words, used } = format.deadline(dueAt, now ?? businessNow, startedAt)
  const exact = (
    <time dateTime={dueAt} title={format.moment(dueAt)}>
      {words}
    </time>
  )
  if (state === 'overdue') return <Status kind="overdue">{exact}</Status>
  return (
    <span className={state === 'soon' ? 'badge due' : 'badge bare calm'}>
      <ClockFace used={used ?? (state === 'soon' ? 0.8 : 0.25)} />
      {exact}
    </span>
  )
}

/** A small fact about a row (joint handling, hotline): never a status. */
export function Tag({ children }: { children: ReactNode }) {
  return <span className="tag">{children}</span>
}

/** A rating already given, 1…5. */
export function Stars({ count }: { count: number }) {
  const t = useTexts(uiTexts)
  return (
    <span className="stars" role="img" aria-label={t.ratingOf({ count })}>
      {[1, 2, 3, 4, 5].map(n => (
        <Icon key={n} name={n <= count ? 'star' : 'star-empty'} />
      ))}
    </span>
  )
}
