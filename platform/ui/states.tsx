import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { Icon, type IconName } from './icon.tsx'
import { useFormat, useTexts } from './language.tsx'
import { uiTexts } from './texts.ts'

function State({
  icon,
  title,
  children,
  actions,
  overdue,
  isPage,
}: {
  icon: IconName
  title: string
  children?: ReactNode
  actions?: ReactNode
  overdue?: boolean
  /** the state is the whole page */
  isPage?: boolean
}) {
  return (
    <div className={overdue ? 'state overdue' : 'state'}>
      <Icon name={icon} />
      {isPage ? <h1>{title}</h1> : <h2>{title}</h2>}
      {children && <p>{children}</p>}
      {actions && <div className="row">{actions}</div>}
    </div>
  )
}

type Said = { title: string; children?: ReactNode; actions?: ReactNode }

/** What is absent (`title`), and the nearest thing there is. */
export function Empty({ title, children, actions }: Said) {
  return (
    <State icon="empty" title={title} actions={actions}>
      {children}
    </State>
  )
}

/** What is being fetched: `what` as a noun with its count if known. */
export function Loading({ what }: { what: string }) {
  const t = useTexts(uiTexts)
  return (
    <div className="state" role="status">
      <p>{t.loading({ what })}</p>
      <div className="bones" aria-hidden="true">
        <i />
        <i />
        <i />
      </div>
    </div>
  )
}

/** Something failed: what, that words are kept, the number to give by telephone, retry. */
export function ErrorState({
  title,
  detail,
  incident,
  onRetry,
}: {
  title?: string
  detail?: string
  incident?: string | undefined
  onRetry?: () => void
}) {
  const t = useTexts(uiTexts)
  return (
    <div role="alert">
      <State
        icon="overdue"
        overdue
        title={title ?? t.wentWrong}
        actions={
          onRetry && (
            <Button icon="again" onClick={onRetry}>
              {t.retry}
            </Button>
          )
        }
      >
        {detail ?? t.wentWrongHint} {incident && <span className="keep">{t.incident({ id: incident })}</span>}
      </State>
    </div>
  )
}

/** No connection. `asOf`: the moment of the data that is still shown. */
export function Offline({ asOf, onRetry }: { asOf?: string; onRetry?: () => void }) {
  const t = useTexts(uiTexts)
  const format = useFormat()
  return (
    <div role="status">
      <State
        icon="offline"
        title={asOf ? t.offlineSince({ at: format.time(asOf) }) : t.offlineNow}
        actions={
          onRetry && (
            <Button icon="again" onClick={onRetry}>
              {t.retry}
            </Button>
          )
        }
      >
        {t.offlineHint}
      </State>
    </div>
  )
}

/** Not theirs to see: whose it is and how to ask, never whether a person exists. */
export function Forbidden({ title, children, actions }: Partial<Said>) {
  const t = useTexts(uiTexts)
  return (
    <State icon="lock" title={title ?? t.forbidden} actions={actions}>
      {children ?? t.forbiddenHint}
    </State>
  )
}

export function NotFound({ title, children, actions, isPage }: Partial<Said> & { isPage?: boolean }) {
  const t = useTexts(uiTexts)
  return (
    <State icon="search" isPage={isPage ?? false} title={title ?? t.notFound} actions={actions}>
      {children ?? t.notFoundHint}
    </State>
  )
}

/** A stale version: who changed what in between; `onSee` fetches the latest. */
export function Conflict({
  title,
  children,
  onSee,
  onDiscard,
}: {
  title?: string
  children?: ReactNode
  onSee: () => void
  onDiscard?: () => void
}) {
  const t = useTexts(uiTexts)
  return (
    <div role="alert">
      <State
        icon="again"
        title={title ?? t.conflict}
        actions={
          <>
            <Button kind="primary" onClick={onSee}>
              {t.seeLatest}
            </Button>
            {onDiscard && <Button onClick={onDiscard}>{t.discardMine}</Button>}
          </>
        }
      >
        {children ?? t.conflictHint}
      </State>
    </div>
  )
}

/** A message in the page, where it matters: `done` after a success (with an undo or link), `due` and `overdue` to warn. */
export function Notice({
  kind = 'info',
  title,
  children,
  actions,
  live,
}: {
  kind?: 'info' | 'done' | 'due' | 'overdue'
  title?: string
  children?: ReactNode
  actions?: ReactNode
  live?: boolean
}) {
  return (
    <div className={`notice ${kind}`} role={live ? (kind === 'overdue' ? 'alert' : 'status') : undefined}>
      <Icon name={kind === 'due' ? 'overdue' : kind} />
      <div>
        {title && <b>{title}</b>}
        {children && <div>{children}</div>}
      </div>
      {actions && <div className="push row">{actions}</div>}
    </div>
  )
}
