import { Share, Table, Tag } from '#platform/ui'
import { stateColumn, titleColumn } from '../../pages/matter-columns.tsx'
import { type NeedRow, type OfferRow, useExchangeTexts } from './calls.ts'

/** Needs, the nearest day first: how much of each is sure, held, still missing. */
export function NeedTable({ rows, caption }: { rows: NeedRow[]; caption: string }) {
  const { t, of, amount, format, days } = useExchangeTexts()
  return (
    <Table
      caption={caption}
      rows={rows}
      idOf={row => row.id}
      nameOf={row => row.number}
      columns={[
        titleColumn(t.what, '/relief/needs', (row: NeedRow) => row.title),
        { id: 'kind', head: t.kind, tight: true, cell: row => <Tag>{of('kind', row.needKind)}</Tag> },
        {
          id: 'quantity',
          head: t.quantity,
          tight: true,
          cell: row => (
            <Share of={row.quantity} sure={row.confirmed} likely={row.reserved}>
              {t.covered({
                confirmed: format.figure(row.confirmed),
                quantity: amount(row.quantity, row.unit),
              })}
            </Share>
          ),
        },
        { id: 'days', head: t.days, tight: true, cell: days },
        stateColumn(t.state, status => of('status', status)),
      ]}
    />
  )
}

/** Offers in force; on an enterprise's own page its name is left out. */
export function OfferTable({
  rows,
  caption,
  isOwn = false,
}: {
  rows: OfferRow[]
  caption: string
  isOwn?: boolean
}) {
  const { t, of, amount, format, days } = useExchangeTexts()
  return (
    <Table
      caption={caption}
      rows={rows}
      idOf={row => row.id}
      nameOf={row => row.offerer}
      columns={[
        titleColumn(isOwn ? t.what : t.who, '/relief/offers', (row: OfferRow) =>
          isOwn ? row.specification || row.words : row.offerer,
        ),
        { id: 'kind', head: t.kind, tight: true, cell: row => <Tag>{of('kind', row.kind)}</Tag> },
        ...(isOwn
          ? []
          : [
              { id: 'what', head: t.what, cell: (row: OfferRow) => row.specification || row.words },
              { id: 'place', head: t.place, tight: true, cell: (row: OfferRow) => row.divisionName },
            ]),
        {
          id: 'free',
          head: t.quantity,
          tight: true,
          cell: row => (
            <Share of={row.quantity} sure={row.free}>
              {t.freeOf({ free: format.figure(row.free), quantity: amount(row.quantity, row.unit) })}
            </Share>
          ),
        },
        { id: 'days', head: t.days, tight: true, cell: days },
      ]}
    />
  )
}
