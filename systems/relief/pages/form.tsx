import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import {
  Button,
  ComboBox,
  DateField,
  ErrorSummary,
  type FieldError,
  type Option,
  RadioCards,
  Rating,
  type RefusedProblem,
  Select,
  TextArea,
  TextField,
  type Words,
} from '#platform/ui'
import type { FieldSpec } from './calls.ts'
import { Unsent } from './unsent.tsx'
import { usePageTexts, useWords } from './words.ts'

/** How an office, a colleague or another matter is found by what somebody types: by the field's name, or for its sort. */
export type Finders = Readonly<Record<string, (typed: string) => Promise<Option[]>>>

type SpecProps = {
  words: Words
  onChange: (change: Words) => void
  errors: FieldError[]
  find?: Finders | undefined
}

/** The entries of an action's table as fields. Values are words until they are sent. */
export function SpecFields({ specs, ...rest }: SpecProps & { specs: FieldSpec[] }) {
  return specs.map(spec => <SpecField key={spec.name} spec={spec} {...rest} />)
}

function SpecField({ spec, words, onChange, errors, find }: SpecProps & { spec: FieldSpec }) {
  const said = useWords()
  const common = {
    label: said.of('field', spec.name),
    name: spec.name,
    isOptional: !spec.required,
    error: errors.find(error => error.name === spec.name)?.message,
  }
  const value = words[spec.name] ?? ''
  const set = (next: string) => onChange({ [spec.name]: next })
  switch (spec.kind) {
    case 'text':
      return spec.long ? (
        <TextArea {...common} value={value} onChange={set} maxLength={spec.most ?? 1000} rows={4} />
      ) : (
        <TextField {...common} value={value} onChange={set} maxLength={spec.most ?? 200} />
      )
    case 'choice': {
      const options = (spec.options ?? []).map(option => ({
        value: option,
        label: said.of(spec.name, option),
      }))
      return options.length > 3 ? (
        <Select {...common} value={value} onChange={set} options={options} />
      ) : (
        <RadioCards {...common} value={value} onChange={set} options={options} />
      )
    }
    case 'rating':
      return (
        <Rating
          {...common}
          value={value === '' ? undefined : Number(value)}
          onChange={next => set(String(next))}
        />
      )
    case 'instant':
      return <DateField {...common} value={value} onChange={set} withTime />
    case 'office':
    case 'account':
    case 'matter':
      return (
        <ComboBox
          {...common}
          value={value === '' ? undefined : { value, label: words[`${spec.name}Label`] ?? value }}
          onChange={option =>
            onChange({ [spec.name]: option?.value ?? '', [`${spec.name}Label`]: option?.label ?? '' })
          }
          find={find?.[spec.name] ?? find?.[spec.kind] ?? (async () => [])}
        />
      )
  }
}

/** What a form's words are to the server; `momentOf` makes an instant of a written moment. */
export function inputOf(
  specs: FieldSpec[],
  words: Words,
  momentOf: (written: string) => string,
): Record<string, string | number> {
  const input: Record<string, string | number> = {}
  for (const { name, kind } of specs) {
    const value = (words[name] ?? '').trim()
    if (value === '') continue
    input[name] = kind === 'rating' ? Number(value) : kind === 'instant' ? momentOf(value) : value
  }
  return input
}

/** What is still missing, before the server is asked. */
export function useMissing(): (specs: FieldSpec[], words: Words) => FieldError[] {
  const said = useWords()
  const t = usePageTexts()
  return (specs, words) =>
    specs
      .filter(spec => spec.required && (words[spec.name] ?? '').trim() === '')
      .map(spec => ({ name: spec.name, message: t.missing({ field: said.of('field', spec.name) }) }))
}

/**
 * A form in a page: error summary, fields, what went wrong, one filled button. Takes the focus to its first field
 * when it appears.
 */
export function PageForm({
  errors,
  problem,
  isOffline,
  pending,
  submit,
  onSubmit,
  onCancel,
  big,
  children,
}: {
  errors: FieldError[]
  problem?: RefusedProblem | undefined
  isOffline?: boolean
  pending: boolean
  submit: string
  onSubmit: () => void
  onCancel?: () => void
  big?: boolean
  children: ReactNode
}) {
  const t = usePageTexts()
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    const first =
      form.current?.querySelector<HTMLElement>('input, textarea, select') ??
      form.current?.querySelector<HTMLElement>('button')
    first?.focus({ preventScroll: true })
    form.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (!pending) onSubmit()
  }
  return (
    <form ref={form} onSubmit={send} noValidate>
      <ErrorSummary errors={errors} />
      {children}
      <Unsent of={{ problem, errors, isOffline }} />
      <div className="row">
        <Button kind="primary" type="submit" pending={pending} {...(big && { big, wide: true })}>
          {submit}
        </Button>
        {onCancel && (
          <Button onClick={onCancel} {...(big && { big, wide: true })}>
            {t.cancel}
          </Button>
        )}
      </div>
    </form>
  )
}

/** Client-side errors first, else the server's. */
export function useFormErrors() {
  const [own, setOwn] = useState<FieldError[]>([])
  return { own, setOwn, of: (server: FieldError[]) => (own.length > 0 ? own : server) }
}
