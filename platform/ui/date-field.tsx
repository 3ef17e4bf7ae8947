import { Field, type FieldProps } from './fields.tsx'

/**
 * A day (`2022-05-04`), or with `withTime` a moment of the region (`2022-05-04T18:00`, no zone).
 * The browser's own field: its segments, calendar and wheel are the ones a phone's owner knows.
 */
export function DateField({
  label,
  hint,
  error,
  name,
  isOptional,
  value,
  onChange,
  earliest,
  latest,
  withTime,
}: FieldProps & {
  value: string
  onChange: (value: string) => void
  earliest?: string
  latest?: string
  withTime?: boolean
}) {
  return (
    <Field label={label} hint={hint} error={error} name={name} isOptional={isOptional ?? false}>
      {aria => (
        <input
          {...aria}
          className="input date"
          type={withTime ? 'datetime-local' : 'date'}
          id={name}
          name={name}
          value={value}
          min={earliest}
          max={latest}
          aria-required={!isOptional}
          onChange={event => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}
