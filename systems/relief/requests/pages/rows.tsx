import { DueChip, Status, Table } from '#platform/ui'
import { titleColumn } from '../../pages/matter-columns.tsx'
import { kindOf } from '../../pages/words.ts'
import { type RequestRow, useRequestTexts } from './calls.ts'

export function RequestTable({ rows, who }: { rows: RequestRow[]; who: 'from' | 'to' }) {
  const { t, of, office } = useRequestTexts()
  return (
    <Table
      caption={t.requests}
      rows={rows}
      idOf={row => row.id}
      nameOf={row => row.number}
      columns={[
        titleColumn(t.subject, '/relief/requests', (row: RequestRow) => row.title),
        {
          id: 'who',
          head: t[who],
          tight: true,
          cell: row => (who === 'from' ? office(row.office, row.officeEn) : office(row.to, row.toEn)),
        },
        { id: 'reply', head: t.reply, cell: row => row.reply ?? '' },
        {
          id: 'status',
          head: t.status,
          tight: true,
          cell: row => (
            <span className="row tightly">
              <Status kind={kindOf(row.status)}>{of('status', row.status)}</Status>
              {row.isOpen && row.dueAt !== null && <DueChip dueAt={row.dueAt} startedAt={row.openedAt} />}
            </span>
          ),
        },
      ]}
    />
  )
}
