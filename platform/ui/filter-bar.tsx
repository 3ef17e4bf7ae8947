import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { Button, Link } from './button.tsx'
import { Icon } from './icon.tsx'
import { useFormat, useTexts } from './language.tsx'
import { uiTexts } from './texts.ts'

/** Over a table: SearchBox, FilterSelects and FilterToggles; `onClear` is absent while nothing is set. */
export function FilterBar({
  children,
  onClear,
}: {
  children: ReactNode
  onClear?: (() => void) | undefined
}) {
  const t = useTexts(uiTexts)
  return (
    <search className="filters" aria-label={t.filters}>
      {children}
      {onClear && (
        <span className="push">
          <Button kind="plain" onClick={onClear}>
            {t.clear}
          </Button>
        </span>
      )}
    </search>
  )
}

/** Finds as one types, a third of a second after the last key; `/` jumps into it from anywhere on the page. */
export function SearchBox({
  value,
  onChange,
  placeholder,
}: {
  value: string
  onChange: (value: string) => void
  placeholder: string
}) {
  const t = useTexts(uiTexts)
  const input = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(value)
  const latest = useRef(onChange)
  latest.current = onChange
  useEffect(() => setTyped(value), [value])
  useEffect(() => {
    if (typed === value) return
    const wait = setTimeout(() => latest.current(typed), 300)
    return () => clearTimeout(wait)
  }, [typed, value])
  useEffect(() => {
    const jump = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey) return
      if (
        event.target instanceof Element &&
        event.target.closest(
          'input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable]',
        )
      )
        return
      event.preventDefault()
      input.current?.focus()
    }
    document.addEventListener('keydown', jump)
    return () => document.removeEventListener('keydown', jump)
  }, [])
  return (
    <label className="search">
      <Icon name="search" />
      <span className="visually-hidden">{t.search}</span>
      <input
        ref={input}
        type="search"
        value={typed}
        placeholder={placeholder}
        onChange={event => setTyped(event.target.value)}
      />
    </label>
  )
}

export type Option = { value: string; label: string; hint?: string }

/** One condition: `''` means all. */
export function FilterSelect({
  label,
  value,
  options,
  onChange,
}: {
  label: string
  value: string
  options: Option[]
  onChange: (value: string) => void
}) {
  const t = useTexts(uiTexts)
  const id = useId()
  return (
    <span className="filter" data-set={value === '' ? undefined : true}>
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={event => onChange(event.target.value)}>
        <option value="">{t.all}</option>
        {options.map(option => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <Icon name="down" />
    </span>
  )
}

/** A day, or with `withTime` a moment of the region (no zone); `error` says what is wrong with it. */
export function FilterDate({
  label,
  value,
  onChange,
  earliest,
  latest,
  withTime,
  error,
}: {
  label: string
  value: string
  onChange: (value: string) => void
  earliest?: string
  latest?: string
  withTime?: boolean
  error?: string | undefined
}) {
  const id = useId()
  return (
    <span className="filter-field">
      <span className="filter" data-set={value === '' ? undefined : true}>
        <label htmlFor={id}>{label}</label>
        <input
          id={id}
          type={withTime ? 'datetime-local' : 'date'}
          value={value}
          min={earliest}
          max={latest}
          aria-invalid={error !== undefined}
          aria-describedby={error && `${id}error`}
          onChange={event => onChange(event.target.value)}
        />
      </span>
      {error && (
        <span className="error" id={`${id}error`} role="alert">
          <Icon name="overdue" />
          {error}
        </span>
      )}
    </span>
  )
}

/** A condition that is on or off: only mine. */
export function FilterToggle({
  label,
  checked,
  onChange,
}: {
  label: string
  checked: boolean
  onChange: (checked: boolean) => void
}) {
  return (
    <label className="filter" data-set={checked || undefined}>
      <input
        type="checkbox"
        className="check"
        checked={checked}
        onChange={event => onChange(event.target.checked)}
      />{' '}
      {label}
    </label>
  )
}

export type View = { label: string; href: string; count?: number; isLate?: boolean; isCurrent?: boolean }

/** Saved views of a list as links, each with its count. */
export function ViewTabs({ label, views }: { label: string; views: View[] }) {
  const format = useFormat()
  return (
    <nav className="tabs" aria-label={label}>
      {views.map(view => (
        <Link key={view.href} href={view.href} current={view.isCurrent ?? false}>
          {view.label}
          {view.count !== undefined && (
            <span className={view.isLate && view.count > 0 ? 'count late' : 'count'}>
              {format.figure(view.count)}
            </span>
          )}
        </Link>
      ))}
    </nav>
  )
}
