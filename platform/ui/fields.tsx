import { type ComponentPropsWithRef, type ReactNode, useEffect, useId, useRef } from 'react'
import type { Option } from './filter-bar.tsx'
import { Icon } from './icon.tsx'
import { useTexts } from './language.tsx'
import { uiTexts } from './texts.ts'

export type FieldProps = {
  label: string
  /** what to write, before the mistake is made */
  hint?: ReactNode
  /** what is wrong and how to put it right */
  error?: string | undefined
  /** also the element's id, so that ErrorSummary finds it */
  name: string
  /** says so in words; nothing is marked with a star */
  isOptional?: boolean
}

/** The frame of a field: label, hint, message above the control. `children` gets the ids to point at. */
export function Field({
  label,
  hint,
  error,
  name,
  isOptional,
  children,
  group,
}: FieldProps & {
  group?: boolean
  children: (aria: { 'aria-describedby'?: string; 'aria-invalid'?: true }) => ReactNode
}) {
  const t = useTexts(uiTexts)
  const id = useId()
  const described = [hint && `${id}hint`, error && `${id}error`].filter(Boolean).join(' ')
  const aria = {
    ...(described && { 'aria-describedby': described }),
    ...(error !== undefined && { 'aria-invalid': true as const }),
  }
  const words = (
    <>
      {label}
      {isOptional && <span className="faint"> {t.optional}</span>}
    </>
  )
  const inside = (
    <>
      {hint && (
        <p className="hint" id={`${id}hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p className="error" id={`${id}error`}>
          <Icon name="overdue" />
          {error}
        </p>
      )}
      {children(aria)}
    </>
  )
  if (group) {
    return (
      <fieldset
        className="field"
        data-invalid={error !== undefined || undefined}
        aria-describedby={described || undefined}
      >
        <legend>{words}</legend>
        {inside}
      </fieldset>
    )
  }
  return (
    <div className="field" data-invalid={error !== undefined || undefined}>
      <label htmlFor={name} id={`${name}-label`}>
        {words}
      </label>
      {inside}
    </div>
  )
}

type Value = { value: string; onChange: (value: string) => void }
type InputRest = Pick<
  ComponentPropsWithRef<'input'>,
  | 'type'
  | 'autoComplete'
  | 'inputMode'
  | 'maxLength'
  | 'autoFocus'
  | 'placeholder'
  | 'spellCheck'
  | 'autoCapitalize'
>

export function TextField({
  label,
  hint,
  error,
  name,
  isOptional,
  value,
  onChange,
  ...rest
}: FieldProps & Value & InputRest) {
  return (
    <Field label={label} hint={hint} error={error} name={name} isOptional={isOptional ?? false}>
      {aria => (
        <input
          {...rest}
          {...aria}
          className="input"
          id={name}
          name={name}
          value={value}
          aria-required={!isOptional}
          onChange={event => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

export function TextArea({
  label,
  hint,
  error,
  name,
  isOptional,
  value,
  onChange,
  rows,
  maxLength,
}: FieldProps & Value & { rows?: number; maxLength?: number }) {
  return (
    <Field label={label} hint={hint} error={error} name={name} isOptional={isOptional ?? false}>
      {aria => (
        <textarea
          {...aria}
          className="input"
          id={name}
          name={name}
          rows={rows ?? 4}
          maxLength={maxLength}
          value={value}
          aria-required={!isOptional}
          onChange={event => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

/** Up to about 15 options; more, or found by name: ComboBox. `''` is "nothing chosen yet". */
export function Select({
  label,
  hint,
  error,
  name,
  isOptional,
  value,
  onChange,
  options,
}: FieldProps & Value & { options: Option[] }) {
  const t = useTexts(uiTexts)
  return (
    <Field label={label} hint={hint} error={error} name={name} isOptional={isOptional ?? false}>
      {aria => (
        <span className="select">
          <select
            {...aria}
            className="input"
            id={name}
            name={name}
            value={value}
            aria-required={!isOptional}
            onChange={event => onChange(event.target.value)}
          >
            <option value="">{t.choose}</option>
            {options.map(option => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
          <Icon name="down" />
        </span>
      )}
    </Field>
  )
}

export function Checkbox({
  label,
  name,
  checked,
  onChange,
  hint,
}: {
  label: ReactNode
  name: string
  checked: boolean
  onChange: (checked: boolean) => void
  hint?: string
}) {
  return (
    <div className="field">
      <label className="tick">
        <input
          type="checkbox"
          className="check"
          id={name}
          name={name}
          checked={checked}
          onChange={event => onChange(event.target.checked)}
        />
        <span>
          {label}
          {hint && <small className="hint">{hint}</small>}
        </span>
      </label>
    </div>
  )
}

/** One of a few, as cards of 60 px: the public's way to choose. `legend` may be the page's heading. */
export function RadioCards({
  label,
  hint,
  error,
  name,
  isOptional,
  value,
  onChange,
  options,
}: FieldProps & Value & { options: Option[] }) {
  return (
    <Field label={label} hint={hint} error={error} name={name} isOptional={isOptional ?? false} group>
      {aria => (
        <div className="choices">
          {options.map((option, index) => (
            <label className="choice" key={option.value}>
              <input
                {...aria}
                type="radio"
                className="check"
                id={index === 0 ? name : `${name}-${option.value}`}
                name={name}
                value={option.value}
                checked={value === option.value}
                onChange={() => onChange(option.value)}
              />
              <span>
                {option.label}
                {option.hint && <small>{option.hint}</small>}
              </span>
            </label>
          ))}
        </div>
      )}
    </Field>
  )
}

/** 1…5 stars with a word for each; `undefined` while nothing is chosen. */
export function Rating({
  label,
  hint,
  error,
  name,
  value,
  onChange,
}: FieldProps & { value: number | undefined; onChange: (value: number) => void }) {
  const t = useTexts(uiTexts)
  const words = [t.rating1, t.rating2, t.rating3, t.rating4, t.rating5]
  return (
    <Field label={label} hint={hint} error={error} name={name} group>
      {aria => (
        <div className="rating">
          {words.map((word, index) => (
            <label key={word} data-lit={value !== undefined && index < value ? true : undefined}>
              <input
                {...aria}
                type="radio"
                className="visually-hidden"
                id={index === 0 ? name : `${name}-${index + 1}`}
                name={name}
                checked={value === index + 1}
                onChange={() => onChange(index + 1)}
                aria-label={`${t.stars({ count: index + 1 })} ${word}`}
              />
              <Icon name={value !== undefined && index < value ? 'star' : 'star-empty'} />
            </label>
          ))}
          <span className="quiet" aria-hidden="true">
            {value === undefined ? '' : words[value - 1]}
          </span>
        </div>
      )}
    </Field>
  )
}

export type FieldError = { name: string; message: string }

/** Stands above the form after a refused submission, takes the focus, links to each field. */
export function ErrorSummary({ errors, title }: { errors: FieldError[]; title?: string }) {
  const t = useTexts(uiTexts)
  const id = useId()
  const box = useRef<HTMLDivElement>(null)
  const key = errors.map(error => `${error.name} ${error.message}`).join('\n')
  useEffect(() => {
    if (key !== '') box.current?.focus()
  }, [key])
  if (errors.length === 0) return null
  return (
    <div className="errors" role="alert" aria-labelledby={id} tabIndex={-1} ref={box}>
      <h2 id={id}>
        <Icon name="overdue" />
        {title ?? t.errorCount({ count: errors.length })}
      </h2>
      <ul>
        {errors.map(error => (
          <li key={error.name + error.message}>
            <a
              href={`#${error.name}`}
              onClick={event => {
                const field = document.getElementById(error.name)
                if (!field) return
                event.preventDefault()
                field.focus()
                field.scrollIntoView({ block: 'center' })
              }}
            >
              {error.message}
            </a>
          </li>
        ))}
      </ul>
    </div>
  )
}
