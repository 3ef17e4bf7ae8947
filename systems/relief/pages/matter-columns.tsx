import { type Column, DueChip, Link, Status, type StatusKind } from '#platform/ui'
import { kindOf, useWords } from './words.ts'

/*
 * The columns that a row of any kind of matter has. A kind's table gives each its head and its own words:
 *
 *   columns={[
 *     titleColumn(t.what, '/relief/tasks', (row: TaskRow) => row.words),
 *     ownerColumn(t.who),
 *     stateColumn(t.state, status => of('status', status)),
 *   ]}
 */

type Office = { ownerOffice: string | null; ownerOfficeEn: string | null }
type Due = { isOpen: boolean; dueAt: string | null; startedAt: string }
type State = Due & { status: string }

export const numberColumn = (head: string): Column<{ number: string }> => ({
  id: 'number',
  head,
  tight: true,
  cell: row => <span className="code">{row.number}</span>,
})

/** It leads to the matter's page in `folder`. */
export const titleColumn = <Row extends { id: string }>(
  head: string,
  folder: string,
  titleOf: (row: Row) => string,
): Column<Row> => ({
  id: 'title',
  head,
  isTitle: true,
  cell: row => (
    <Link className="title" href={`${folder}/${row.id}`}>
      {titleOf(row)}
    </Link>
  ),
})

export const officeColumn = (head: string): Column<Office> => ({
  id: 'office',
  head,
  tight: true,
  cell: row => <OfficeOf row={row} />,
})

/** Who handles it; the office while nobody does. */
export const ownerColumn = (head: string): Column<Office & { owner: string | null }> => ({
  id: 'owner',
  head,
  tight: true,
  cell: row => row.owner ?? <OfficeOf row={row} />,
})

export const statusColumn = (
  head: string,
  wordOf: (status: string) => string,
): Column<{ status: string }> => ({
  id: 'status',
  head,
  tight: true,
  cell: row => <Status kind={kindOf(row.status)}>{wordOf(row.status)}</Status>,
})

export const dueColumn = (head: string): Column<Due> => ({
  id: 'due',
  head,
  tight: true,
  cell: row => <DueOf row={row} />,
})

/** Status and, while it is open, deadline. */
export const stateColumn = (
  head: string,
  wordOf: (status: string) => string,
  kind: (row: State) => StatusKind = row => kindOf(row.status),
): Column<State> => ({
  id: 'state',
  head,
  tight: true,
  cell: row => (
    <span className="row tightly">
      <Status kind={kind(row)}>{wordOf(row.status)}</Status>
      <DueOf row={row} />
    </span>
  ),
})

function OfficeOf({ row }: { row: Office }) {
  return useWords().office(row.ownerOffice, row.ownerOfficeEn)
}

function DueOf({ row }: { row: Due }) {
  return row.isOpen && row.dueAt !== null && <DueChip dueAt={row.dueAt} startedAt={row.startedAt} />
}
