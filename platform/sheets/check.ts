import type { Lang } from '#platform/texts'
import type { ColumnMapping, SheetField } from './columns.ts'
import type { CellReader } from './readings.ts'
import { type Saying, saying } from './refusal.ts'
import { columnLetters, type Sheet, type SheetRow } from './sheet.ts'

/** A field with the reader of its cells. */
export type CheckedField<T = unknown> = SheetField & { read: CellReader<T> }
export type CheckedFields<T> = { [K in keyof T]-?: Omit<CheckedField<Exclude<T[K], undefined>>, 'key'> }

/**
 * What is wrong or doubtful in one row. `column` is its name in the file, or its letters where it has none.
 * `value` is what stands there, for the person who has the file: never log it.
 */
export type RowIssue = {
  line: number
  severity: 'error' | 'warning'
  code: string
  field?: string
  column?: string
  value?: string
  say: Saying
}

/** A row with what was read. `values` is there unless the row is refused; a blank optional cell leaves no key. */
export type CheckedRow<T> = {
  line: number
  state: 'ok' | 'warned' | 'refused'
  values?: T
  issues: RowIssue[]
}

export type CheckedSheet<T> = {
  rows: CheckedRow<T>[]
  ok: number
  warned: number
  refused: number
}

/** A finding of a check that looks at the whole row. */
export type Finding<T> = {
  severity: 'error' | 'warning'
  code: string
  field?: keyof T & string
  say: Saying
}

export type CheckOptions<T> = {
  sheet: Pick<Sheet, 'header' | 'rows'>
  mapping: ColumnMapping
  fields: CheckedFields<T>
  /** What two rows of one file may not share; undefined where a row has none. */
  keyOf?: (values: T) => string | undefined
  /** What only the row as a whole can tell: a code whose check digit is wrong, a division that does not exist. */
  findings?: (values: T, line: number) => Finding<T>[]
}

/**
 * Reads every row by the mapping and reports row by row. A row with an error is refused whole; one with
 * warnings is taken. Of rows with the same key the first is taken and each later one refused with its line.
 */
export function checkRows<T extends object>(options: CheckOptions<T>): CheckedSheet<T> {
  const { sheet, mapping, fields, keyOf, findings } = options
  const list = (Object.keys(fields) as (keyof T & string)[]).map(key => ({
    ...(fields[key] as Omit<CheckedField, 'key'>),
    key,
    column: mapping[key],
  }))
  const firstLines = new Map<string, number>()
  const checked: CheckedSheet<T> = { rows: [], ok: 0, warned: 0, refused: 0 }
  for (const row of sheet.rows) {
    const issues: RowIssue[] = []
    const values: Record<string, unknown> = {}
    for (const field of list) {
      const reading = readCell(row, field)
      if (reading === undefined) continue
      if ('value' in reading) values[field.key] = reading.value
      const found = 'error' in reading ? reading.error : reading.warning
      if (!found) continue
      issues.push({
        line: row.line,
        severity: 'error' in reading ? 'error' : 'warning',
        field: field.key,
        ...spotOf(sheet.header, row, field.column),
        ...found,
      })
    }
    const sound = () => issues.every(issue => issue.severity === 'warning')
    // A whole-row check is only asked when every cell could be read: it may rely on the type.
    if (findings && sound()) {
      for (const { field, ...finding } of findings(values as T, row.line)) {
        issues.push({
          line: row.line,
          ...(field === undefined ? {} : { field, ...spotOf(sheet.header, row, mapping[field]) }),
          ...finding,
        })
      }
    }
    const key = sound() ? keyOf?.(values as T) : undefined
    if (key !== undefined) {
      const first = firstLines.get(key)
      if (first === undefined) firstLines.set(key, row.line)
      else {
        issues.push({
          line: row.line,
          severity: 'error',
          code: 'doubled-in-file',
          say: saying('doubled-in-file', { line: first }),
        })
      }
    }
    const state = !sound() ? 'refused' : issues.length > 0 ? 'warned' : 'ok'
    checked[state]++
    checked.rows.push({
      line: row.line,
      state,
      ...(state === 'refused' ? {} : { values: values as T }),
      issues,
    })
  }
  return checked
}

function readCell(row: SheetRow, field: CheckedField & { column: number | undefined }) {
  const { column } = field
  const flaw = column === undefined ? undefined : row.flaws?.[column]
  if (flaw) return { error: { code: flaw, say: saying(flaw) } }
  const cell = column === undefined ? '' : (row.cells[column] ?? '').trim()
  if (cell !== '') return field.read(cell)
  return field.required ? { error: { code: 'required', say: saying('required') } } : undefined
}

function spotOf(header: string[], row: SheetRow, column: number | undefined) {
  if (column === undefined) return {}
  return { column: header[column] || columnLetters(column), value: row.cells[column] ?? '' }
}

/**
 * The rows to be corrected as a sheet of its own: as they stood, with a first column saying what is wrong.
 * Corrected and uploaded again it is read as the original would be. Hand it to `writeSheet`.
 */
export function errorSheet(
  sheet: Pick<Sheet, 'header' | 'rows'>,
  checked: Pick<CheckedSheet<unknown>, 'rows'>,
  lang: Lang,
): { header: string[]; rows: Iterable<string[]> } {
  const reports = new Map(checked.rows.map(row => [row.line, row]))
  const refused = sheet.rows.filter(row => reports.get(row.line)?.state === 'refused')
  return {
    header: [errorColumn(lang), ...sheet.header],
    rows: refused.map(row => [
      (reports.get(row.line)?.issues ?? []).map(issue => sentence(issue, lang)).join(' '),
      ...sheet.header.map((_, column) => row.cells[column] ?? ''),
    ]),
  }
}

function errorColumn(lang: Lang): string {
  return saying('error-column')(lang)
}

function sentence(issue: RowIssue, lang: Lang): string {
  const what = issue.say(lang)
  return issue.column === undefined ? what : saying('error-item', { column: issue.column, what })(lang)
}
