import {
  type CheckedFields,
  type CheckedRow,
  type CheckedSheet,
  checkRows,
  type Finding,
  type RowIssue,
  type Sheet,
} from '#platform/sheets'
import type { Lang } from '#platform/texts'
import type { ListRow } from './api/index.ts'
import { issuesOf, type Shown } from './engine.ts'

/** A row that would be taken, with what it comes to: `row` is what the kind writes. */
export type Listed<D> = {
  line: number
  issues: RowIssue[]
  wanted: { line: number; issues: RowIssue[] }
  key: string
  name: string
  facts: (string | null)[]
  isNew: boolean
  changes: { field: string; before: string | null; after: string }[]
  row: D
}

export type ListPlan<D> = {
  checked: CheckedSheet<object>
  added: Listed<D>[]
  changed: Listed<D>[]
  unchanged: Listed<D>[]
  refused: CheckedRow<object>[]
}

/** Checks every row, and says of each good one whether it is new, changes what is on file, or is there already. */
export function planList<T extends object, D>(list: {
  sheet: Sheet
  mapping: Record<string, number | undefined>
  fields: CheckedFields<T>
  keyOf(values: T): string
  findings(values: T, line: number): Finding<T>[]
  toRow(values: T): Omit<Listed<D>, 'line' | 'issues' | 'wanted'>
}): ListPlan<D> {
  const checked = checkRows<T>({ ...list, mapping: list.mapping as Record<string, number> })
  const rows = checked.rows.flatMap((row): Listed<D>[] => {
    if (row.values === undefined) return []
    const { line, issues } = row
    return [{ line, issues, wanted: { line, issues }, ...list.toRow(row.values) }]
  })
  return {
    checked,
    added: rows.filter(row => row.isNew),
    changed: rows.filter(row => !row.isNew && row.changes.length > 0),
    unchanged: rows.filter(row => !row.isNew && row.changes.length === 0),
    refused: checked.rows.filter(row => row.state === 'refused'),
  }
}

/** The first rows of each state as a page shows them; a refused row shows what stands in the columns named. */
export function showList(
  plan: ListPlan<unknown>,
  sheet: Sheet,
  columns: { key: number | undefined; name: number | undefined },
  most: number,
  lang: Lang,
): Shown<ListRow> {
  const shown = (row: Listed<unknown>): ListRow => ({
    line: row.line,
    key: row.key,
    name: row.name,
    facts: row.facts,
    issues: issuesOf(row.issues, lang),
    changes: row.isNew ? [] : row.changes,
  })
  const lines = new Map(sheet.rows.map(row => [row.line, row.cells]))
  const cell = (line: number, column: number | undefined) =>
    column === undefined ? '' : (lines.get(line)?.[column] ?? '')
  return {
    added: plan.added.slice(0, most).map(shown),
    changed: plan.changed.slice(0, most).map(shown),
    unchanged: plan.unchanged.slice(0, most).map(shown),
    warned: [...plan.added, ...plan.changed, ...plan.unchanged]
      .filter(row => row.issues.length > 0)
      .slice(0, most)
      .map(shown),
    refused: plan.refused.slice(0, most).map(row => ({
      line: row.line,
      key: cell(row.line, columns.key),
      name: cell(row.line, columns.name),
      facts: [],
      issues: issuesOf(row.issues, lang),
      changes: [],
    })),
  }
}
