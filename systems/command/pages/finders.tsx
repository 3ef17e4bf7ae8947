import { useQueryClient } from '@tanstack/react-query'
import { ComboBox, type Option, useLang } from '#platform/ui'
import { command, type OfficeRow } from './clients.ts'

type Finder = {
  name: string
  label: string
  hint?: string
  error?: string | undefined
  isOptional?: boolean
  value: Option | undefined
  onChange: (value: Option | undefined) => void
}

const MOST = 10
const PAGES = 10

/** Offices in force at a place, read once: a province's are some thousands, a city's below two hundred. */
async function readOffices(within: string): Promise<OfficeRow[]> {
  const rows: OfficeRow[] = []
  let cursor: string | undefined
  for (let page = 0; page < PAGES; page++) {
    const got = await command.listOffices({ query: { within, limit: 200, cursor } })
    rows.push(...got.rows)
    if (got.next === null) break
    cursor = got.next
  }
  return rows
}

/** Finds an office within a place by a part of its name, in either language, or its number prefix. */
export function OfficeFinder({ within, ...rest }: Finder & { within: string }) {
  const lang = useLang()
  const queries = useQueryClient()
  return (
    <ComboBox
      {...rest}
      find={async typed => {
        const offices = await queries.fetchQuery({
          queryKey: ['offices', 'all', within],
          queryFn: () => readOffices(within),
          staleTime: 60_000,
        })
        const wanted = typed.trim().toLowerCase()
        return offices
          .filter(
            office =>
              wanted === '' ||
              office.name.includes(wanted) ||
              office.nameEn.toLowerCase().includes(wanted) ||
              office.prefix.toLowerCase().startsWith(wanted),
          )
          .slice(0, MOST)
          .map(office => ({
            value: office.id,
            label: lang === 'en' ? office.nameEn : office.name,
            hint: office.divisionName,
          }))
      }}
    />
  )
}

/** Finds an official by name, pinyin or account name. */
export function AccountFinder({ within, ...rest }: Finder & { within?: string }) {
  const lang = useLang()
  return (
    <ComboBox
      {...rest}
      find={async typed => {
        if (typed.trim() === '') return []
        const { rows } = await command.listAccounts({
          query: { q: typed, within, limit: MOST, state: 'active' },
        })
        return rows.map(row => ({
          value: row.id,
          label: row.displayName,
          hint: lang === 'en' ? row.officeEn : row.office,
        }))
      }}
    />
  )
}
