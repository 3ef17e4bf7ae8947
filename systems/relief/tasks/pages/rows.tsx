import { Table, Tag } from '#platform/ui'
import {
  officeColumn,
  ownerColumn,
  stateColumn,
  statusColumn,
  titleColumn,
} from '../../pages/matter-columns.tsx'
import { type ConferenceRow, type TaskRow, useTaskTexts } from './calls.ts'

/** Tasks in the order of their days. */
export function TaskTable({ rows, caption }: { rows: TaskRow[]; caption: string }) {
  const { t, of, day } = useTaskTexts()
  return (
    <Table
      caption={caption}
      rows={rows}
      idOf={row => row.id}
      nameOf={row => row.number}
      columns={[
        titleColumn(t.what, '/relief/tasks', (row: TaskRow) => row.words),
        { id: 'origin', head: t.origin, tight: true, cell: row => <Tag>{of('origin', row.origin)}</Tag> },
        ownerColumn(t.who),
        { id: 'due', head: t.dueOn, tight: true, cell: row => day(row.dueOn) },
        stateColumn(t.state, status => of('status', status)),
      ]}
    />
  )
}

export function ConferenceTable({ rows }: { rows: ConferenceRow[] }) {
  const { t, of, format } = useTaskTexts()
  return (
    <Table
      caption={t.conferences}
      rows={rows}
      idOf={row => row.id}
      nameOf={row => row.number}
      columns={[
        titleColumn(t.title, '/relief/conferences', (row: ConferenceRow) => row.title),
        { id: 'when', head: t.heldAt, tight: true, cell: row => format.moment(row.heldAt) },
        { id: 'where', head: t.place, tight: true, cell: row => row.place },
        officeColumn(t.who),
        statusColumn(t.state, status => of('status', status)),
      ]}
    />
  )
}
