import { ComboBox, type Option, Select, useLang } from '#platform/ui'
import { useTaskTexts } from '../../tasks/pages/calls.ts'
import { type Preview, usePlansTexts } from './calls.ts'

export type Chosen = { what: 'end' | 'hand' | 'stay'; office?: Option | undefined }

/** What becomes of one open matter when its enterprise closes; an office that takes it is found by name. */
export function FateField({
  matter,
  fate,
  missing,
  onChange,
}: {
  matter: Preview['matters'][number]
  fate: Chosen | undefined
  missing: boolean
  onChange: (fate: Chosen) => void
}) {
  const { t, of } = usePlansTexts()
  const lang = useLang()
  const { findOffices } = useTaskTexts()
  const office = lang === 'en' ? matter.officeEn : matter.office
  return (
    <>
      <Select
        name={`fate-${matter.id}`}
        label={t.fateOf({ kind: of('kind', matter.kind), number: matter.number })}
        hint={`${matter.title} · ${matter.owner ?? office}`}
        value={fate?.what ?? ''}
        onChange={what => onChange({ ...fate, what: what as Chosen['what'] })}
        options={matter.fates.map(value => ({ value, label: of('fate', value) }))}
      />
      {fate?.what === 'hand' && (
        <ComboBox
          name={`office-${matter.id}`}
          label={t.handTo({ number: matter.number })}
          value={fate.office}
          onChange={chosen => onChange({ what: 'hand', office: chosen })}
          error={missing && fate.office === undefined ? t.chooseOffice : undefined}
          find={findOffices}
        />
      )}
    </>
  )
}
