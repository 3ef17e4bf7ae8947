import { Link, Status, Table, Tag } from '#platform/ui'
import {
  officeColumn,
  ownerColumn,
  stateColumn,
  statusColumn,
  titleColumn,
} from '../../pages/matter-columns.tsx'
import { AboutLink } from './about.tsx'
import { type ConferenceRow, type InstructionRow, type TaskRow, useTaskTexts } from './calls.ts'

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

/** How far an instruction is: its tasks counted. */
export function Progress({ of: row }: { of: { tasks: number; open: number; overdue: number } }) {
  const { t, format } = useTaskTexts()
  const count = { all: format.figure(row.tasks), done: format.figure(row.tasks - row.open) }
  return (
    <span className="row tightly">
      <Status kind={row.open === 0 ? 'done' : row.overdue > 0 ? 'overdue' : 'info'}>
        {row.open === 0 ? t.allDone : t.doneOf(count)}
      </Status>
      {row.overdue > 0 && <span className="quiet">{t.overdueOf({ count: format.figure(row.overdue) })}</span>}
    </span>
  )
}

/** Instructions, each with all its offices together. */
export function InstructionTable({ rows }: { rows: InstructionRow[] }) {
  const { t, orderer, day } = useTaskTexts()
  return (
    <Table
      caption={t.instructions}
      rows={rows}
      idOf={row => row.id}
      nameOf={row => row.words}
      columns={[
        {
          id: 'title',
          head: t.words,
          isTitle: true,
          cell: row => (
            <Link className="title" href={`/relief/instructions/${row.id}`}>
              {row.words}
            </Link>
          ),
        },
        { id: 'about', head: t.about, cell: row => row.about && <AboutLink about={row.about} /> },
        { id: 'by', head: t.orderedBy, tight: true, cell: row => orderer(row) },
        { id: 'due', head: t.dueOn, tight: true, cell: row => day(row.dueOn) },
        { id: 'state', head: t.state, tight: true, cell: row => <Progress of={row} /> },
      ]}
    />
  )
}
