import { type Column, DueChip, Empty, Link, Stars, Status, Table, useAddress } from '#platform/ui'
import { type OrderRow, useMenuTexts } from './calls.ts'

/** Orders as a table: what, for whom, who brings it, until when. */
export function OrderTable({ rows, withEnterprise }: { rows: OrderRow[]; withEnterprise: boolean }) {
  const { t, status, kindOf, named } = useMenuTexts()
  const { go } = useAddress()
  const columns: Column<OrderRow>[] = [
    {
      id: 'service',
      head: t.service,
      isTitle: true,
      cell: row => (
        <Link href={`/relief/orders/${row.id}`}>
          <b>{named(row.service, row.serviceEn)}</b> <span className="faint code">{row.number}</span>
        </Link>
      ),
    },
    ...(withEnterprise
      ? [{ id: 'enterprise', head: t.enterprise, tight: true, cell: (row: OrderRow) => row.organisationName }]
      : []),
    {
      id: 'status',
      head: t.status,
      tight: true,
      cell: row => <Status kind={kindOf(row.status)}>{status(row.status)}</Status>,
    },
    {
      id: 'owner',
      head: t.owner,
      tight: true,
      cell: row => row.owner ?? named(row.office, row.officeEn),
    },
    {
      id: 'due',
      head: t.due,
      tight: true,
      cell: row =>
        row.rating !== null ? (
          <Stars count={row.rating} />
        ) : row.dueAt === null || !row.isOpen ? null : (
          <DueChip dueAt={row.dueAt} startedAt={row.openedAt} />
        ),
    },
  ]
  if (rows.length === 0) return <Empty title={t.noOrders}>{t.noOrdersHint}</Empty>
  return (
    <Table
      caption={t.orders}
      columns={columns}
      rows={rows}
      idOf={row => row.id}
      nameOf={row => row.number}
      onOpen={row => go(`/relief/orders/${row.id}`)}
    />
  )
}
