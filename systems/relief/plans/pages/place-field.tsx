import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Select, useLang, useViewer } from '#platform/ui'
import type { Neighbours } from '../../pages/neighbours.ts'
import { usePlansTexts } from './calls.ts'

/** A county or town, chosen from above: city, county, then the town where it is known. */
export function PlaceField({
  neighbours,
  value,
  onChange,
  error,
}: {
  neighbours: Neighbours
  value: string
  onChange: (code: string) => void
  error: string | undefined
}) {
  const { t } = usePlansTexts()
  const lang = useLang()
  const own = useViewer().place.code
  const [city, setCity] = useState(own.length >= 4 ? own.slice(0, 4) : '')
  const below = (parent: string, is: boolean) => ({
    queryKey: ['divisions', parent],
    queryFn: () => neighbours.divisions(parent),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: is,
  })
  const county = value.slice(0, 6)
  const cities = useQuery(below(own.slice(0, 2), true))
  const counties = useQuery(below(city, city !== ''))
  const towns = useQuery(below(county, county.length === 6))
  const options = (found: typeof cities) =>
    (found.data ?? []).map(one => ({ value: one.code, label: lang === 'en' ? one.nameEn : one.name }))
  return (
    <>
      <Select
        name="city"
        label={t.newCity}
        value={city}
        onChange={code => {
          setCity(code)
          onChange('')
        }}
        options={options(cities)}
      />
      <Select
        name="divisionCode"
        label={t.newCounty}
        value={county}
        onChange={onChange}
        options={options(counties)}
        error={error === undefined || value !== '' ? undefined : error}
      />
      {county !== '' && (
        <Select
          name="town"
          label={t.newTown}
          isOptional
          value={value.length > 6 ? value : ''}
          onChange={town => onChange(town === '' ? county : town)}
          options={options(towns)}
        />
      )}
    </>
  )
}
