import { type ReactNode, useEffect, useId } from 'react'
import { Link } from './button.tsx'
import { useFormat, useTexts } from './language.tsx'
import { uiTexts } from './texts.ts'

/** Names the browser's tab; `PageHead` and `QuestionPage` do it already. */
export function useTitle(title: string) {
  const t = useTexts(uiTexts)
  useEffect(() => {
    document.title = title === t.product ? title : `${title}·${t.product}`
  }, [title, t.product])
}

type Crumb = { label: string; href?: string }

/**
 * The top of a staff page: title, one sentence that says the count, actions on the right.
 * `actions`: at most one primary. `crumbs`: from the list down to here.
 */
export function PageHead({
  title,
  lead,
  actions,
  crumbs,
}: {
  title: string
  lead?: ReactNode
  actions?: ReactNode
  crumbs?: Crumb[]
}) {
  useTitle(title)
  return (
    <>
      {crumbs && (
        <p className="crumbs">
          {crumbs.map((crumb, index) => (
            <span key={crumb.label}>
              {index > 0 && ' / '}
              {crumb.href ? (
                <Link href={crumb.href}>{crumb.label}</Link>
              ) : (
                <span className="keep">{crumb.label}</span>
              )}
            </span>
          ))}
        </p>
      )}
      <div className="page-head">
        <div>
          <h1 tabIndex={-1}>{title}</h1>
          {lead && <p>{lead}</p>}
        </div>
        {actions && <div className="row">{actions}</div>}
      </div>
    </>
  )
}

/** A surface with a heading; `aside` is a faint note or a link on its right. `flush` for lists and tables. */
export function Panel({
  title,
  aside,
  flush,
  children,
}: {
  title?: ReactNode
  aside?: ReactNode
  flush?: boolean
  children: ReactNode
}) {
  const id = useId()
  return (
    <section className="panel" aria-labelledby={title ? id : undefined}>
      {title && (
        <header>
          <h2 id={id}>{title}</h2>
          {aside && <span className="faint">{aside}</span>}
        </header>
      )}
      {flush ? children : <div className="body">{children}</div>}
    </section>
  )
}

/** Work on the left, related panels on the right; one under the other on a phone. */
export function Columns({
  children,
  side,
  sideLabel,
}: {
  children: ReactNode
  side: ReactNode
  sideLabel: string
}) {
  return (
    <div className="columns">
      <div>{children}</div>
      <aside className="stack" aria-label={sideLabel}>
        {side}
      </aside>
    </div>
  )
}

/** The page of a matter: facts left, story right (on a phone the story's newest comes after the facts). */
export function MatterColumns({ facts, children }: { facts: ReactNode; children: ReactNode }) {
  return (
    <div className="matter">
      <div className="stack">{facts}</div>
      <div>{children}</div>
    </div>
  )
}

/** Term and value, a line each. Undefined values are left out; groups are separated by a hairline. */
export function FactList({ facts }: { facts: [term: string, value: ReactNode][] }) {
  const present = facts.filter(([, value]) => value !== undefined && value !== null && value !== '')
  return (
    <dl className="facts">
      {present.map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

export type Step = {
  label: string
  at?: string | undefined
  note?: string | undefined
  state: 'past' | 'now' | 'ahead'
}

/** The stages of a matter as a bar. `at` is the moment it was reached. */
export function Steps({ steps }: { steps: Step[] }) {
  const t = useTexts(uiTexts)
  const format = useFormat()
  return (
    <ol className="steps" aria-label={t.progress}>
      {steps.map(step => (
        <li key={step.label} className={step.state} aria-current={step.state === 'now' ? 'step' : undefined}>
          <b>{step.label}</b>
          {step.at ? format.moment(step.at) : step.note}
        </li>
      ))}
    </ol>
  )
}

export type Figure = {
  label: string
  value: number | string
  unit?: string
  source: string
  isAlarm?: boolean
  href?: string
}

/** Tiles: figure, unit, source with its age. */
export function Figures({ figures }: { figures: Figure[] }) {
  const format = useFormat()
  return (
    <dl className="stats">
      {figures.map(({ label, value, unit, source, isAlarm, href }) => (
        <div className="stat" key={label}>
          <dt>{href ? <Link href={href}>{label}</Link> : label}</dt>
          <dd>
            <span className={isAlarm ? 'figure act' : 'figure'}>
              {typeof value === 'number' ? format.figure(value) : value}
              {unit && <span className="unit">{unit}</span>}
            </span>
            <span className="source">{source}</span>
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** A heading over panels in a page, with a faint note at the right. */
export function Group({ title, note }: { title: string; note?: ReactNode }) {
  return (
    <h2 className="group">
      {title} {note && <span className="faint">{note}</span>}
    </h2>
  )
}

export type Duty = {
  id: string
  when: ReactNode
  title: string
  href: string
  text: ReactNode
  action?: ReactNode
}

/** My day: what must be done, each with when, what, next step, and one button. */
export function Duties({ duties }: { duties: Duty[] }) {
  return (
    <ul className="duties">
      {duties.map(duty => (
        <li key={duty.id}>
          <div className="when">{duty.when}</div>
          <div>
            <h3>
              <Link href={duty.href}>{duty.title}</Link>
            </h3>
            <p>{duty.text}</p>
          </div>
          {duty.action}
        </li>
      ))}
    </ul>
  )
}

export type ListItem = { id: string; title: ReactNode; badge?: ReactNode; text?: ReactNode }

/** A short list inside a flush panel. */
export function List({ items }: { items: ListItem[] }) {
  return (
    <ul className="list">
      {items.map(item => (
        <li key={item.id}>
          <div className="head">
            <b>{item.title}</b>
            {item.badge}
          </div>
          {item.text && <p>{item.text}</p>}
        </li>
      ))}
    </ul>
  )
}
