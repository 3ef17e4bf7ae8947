import { useQueryClient } from '@tanstack/react-query'
import { ComboBox, type Option, useViewer } from '#platform/ui'
import { pairing, usePairingTexts } from './calls.ts'

/** Finds a liaison officer of the viewer's city by name. */
export function OfficerField({
  name,
  label,
  value,
  onChange,
  error,
  isOptional = false,
}: {
  name: string
  label: string
  value: Option | undefined
  onChange: (value: Option | undefined) => void
  error?: string | undefined
  isOptional?: boolean
}) {
  const { t, inLang } = usePairingTexts()
  const queries = useQueryClient()
  const within = useViewer().place.code.slice(0, 4)
  return (
    <ComboBox
      name={name}
      label={label}
      hint={t.personHint}
      error={error}
      isOptional={isOptional}
      value={value}
      onChange={onChange}
      find={async typed => {
        const officers = await queries.fetchQuery({
          queryKey: ['enterprises', 'workload', within],
          queryFn: () => pairing.readWorkload({ query: { within } }),
          staleTime: 60_000,
        })
        return officers
          .filter(one => one.name.includes(typed.trim()))
          .slice(0, 12)
          .map(one => ({
            value: one.accountId,
            label: one.name,
            hint: inLang(one.office, one.officeEn),
          }))
      }}
    />
  )
}
