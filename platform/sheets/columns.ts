import { nameKey } from './header.ts'

/** A field to be filled from a sheet: its key, the names its column goes by in Chinese and English. */
export type SheetField = { key: string; names: string[]; required?: boolean }

/** Column (from 0) by field key; a field that the sheet does not have is absent. */
export type ColumnMapping = Record<string, number>

export type MappingProposal = {
  mapping: ColumnMapping
  /** How each was found: by one of its very names, or by a name that contains or is contained. */
  certainty: Record<string, 'exact' | 'similar'>
  /** Keys of required fields that no column was found for. */
  missing: string[]
  /** Columns that were given to no field. */
  unused: number[]
}

/**
 * Proposes which column fills which field. Exact names come first, over all fields; then names that contain
 * one another, the longest in common first; a column fills one field only. A person confirms it.
 */
export function mapColumns(header: string[], fields: SheetField[]): MappingProposal {
  const columns = header.map(nameKey)
  const mapping: ColumnMapping = {}
  const certainty: MappingProposal['certainty'] = {}
  const taken = new Set<number>()
  const give = (key: string, column: number, how: 'exact' | 'similar') => {
    mapping[key] = column
    certainty[key] = how
    taken.add(column)
  }
  for (const field of fields) {
    for (const name of field.names.map(nameKey)) {
      const column = columns.findIndex((column, index) => column === name && !taken.has(index))
      if (column === -1) continue
      give(field.key, column, 'exact')
      break
    }
  }
  const near: { key: string; column: number; common: number }[] = []
  for (const field of fields) {
    if (field.key in mapping) continue
    for (const name of field.names.map(nameKey)) {
      for (const [index, column] of columns.entries()) {
        if (taken.has(index) || column.length < 2 || name.length < 2) continue
        if (column.includes(name) || name.includes(column)) {
          near.push({ key: field.key, column: index, common: Math.min(column.length, name.length) })
        }
      }
    }
  }
  near.sort((one, other) => other.common - one.common || one.column - other.column)
  for (const { key, column } of near)
    if (!(key in mapping) && !taken.has(column)) give(key, column, 'similar')
  return {
    mapping,
    certainty,
    missing: fields.filter(field => field.required && !(field.key in mapping)).map(field => field.key),
    unused: [...header.keys()].filter(column => !taken.has(column)),
  }
}
