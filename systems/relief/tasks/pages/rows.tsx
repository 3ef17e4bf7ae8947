import { DueChip, Link, Status, Table, Tag } from '#platform/ui'
import { kindOf } from '../../pages/words.ts'
import { type ConferenceRow, type TaskRow, useTaskTexts } from './calls.ts'

/** Tasks in the order of their days. */
export function TaskTable({ rows, caption }: { rows: TaskRow[]; caption: string }) {
  const { t, of, office, day } = useTaskTexts()
  return (
    <Table
      caption={caption}
      rows={rows}
      idOf={row => row.id}
      nameOf={row => row.number}
      columns={[
        {
          id: 'what',
          head: t.what,
          isTitle: true,
          cell: row => (
            <Link className="title" href={`/relief/tasks/${row.id}`}>
              {row.words}
            </Link>
          ),
        },
        { id: 'origin', head: t.origin, tight: true, cell: row => <Tag>{of('origin', row.origin)}</Tag> },
        {
          id: 'who',
          head: t.who,
          tight: true,
          cell: row => row.owner ?? office(row.ownerOffice, row.ownerOfficeEn),
        },
        { id: 'due', head: t.dueOn, tight: true, cell: row => day(row.dueOn) },
        {
          id: 'state',
          head: t.state,
          tight: true,
          cell: row => (
            <span className="row tightly">
              <Status kind={kindOf(row.status)}>{of('status', row.status)}</Status>
              {row.isOpen && row.dueAt !== null && <DueChip dueAt={row.dueAt} startedAt={row.startedAt} />}
            </span>
          ),
        },
      ]}
    />
  )
}

export function ConferenceTable({ rows }: { rows: ConferenceRow[] }) {
  const { t, of, office, format } = useTaskTexts()
  return (
    <Table
      caption={t.conferences}
      rows={rows}
      idOf={row => row.id}
      nameOf={row => row.number}
      columns={[
        {
          id: 'title',
          head: t.title,
          isTitle: true,
          cell: row => (
            <Link className="title" href={`/relief/conferences/${row.id}`}>
              {row.title}
            </Link>
          ),
        },
        { id: 'when', head: t.heldAt, tight: true, cell: row => format.moment(row.heldAt) },
        { id: 'where', head: t.place, tight: true, cell: row => row.place },
        { id: 'who', head: t.who, tight: true, cell: row => office(row.ownerOffice, row.ownerOfficeEn) },
        {
          id: 'state',
          head: t.state,
          tight: true,
          cell: row => <Status kind={kindOf(row.status)}>{of('status', row.status)}</Status>,
        },
      ]}
    />
  )
}
