import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Button,
  DueChip,
  Empty,
  Fetched,
  FilterBar,
  FilterSelect,
  Link,
  PageHead,
  Status,
  Table,
  Tag,
  useAddress,
  ViewTabs,
} from '#platform/ui'
import { kindOf } from '../../pages/words.ts'
import { ExchangeKind } from '../schema.ts'
import { exchange, useExchangeTexts } from './calls.ts'
import { NewNeed, NewOffer } from './write.tsx'

/** Needs and offers 供需对接. */
export function ExchangePage() {
  const { t, of } = useExchangeTexts()
  const { query, setQuery } = useAddress()
  const [open, setOpen] = useState<'need' | 'offer'>()
  const view = query.view === 'offers' || query.view === 'closed' ? query.view : 'needs'
  const kind = ExchangeKind.safeParse(query.kind).data
  const href = (next: string) => `/relief/exchange?view=${next}`
  return (
    <>
      <PageHead
        title={t.exchange}
        actions={
          <>
            <Button onClick={() => setOpen('offer')}>{t.newOffer}</Button>
            <Button kind="primary" onClick={() => setOpen('need')}>
              {t.newNeed}
            </Button>
          </>
        }
      />
      <ViewTabs
        label={t.exchange}
        views={[
          { label: t.needs, href: href('needs'), isCurrent: view === 'needs' },
          { label: t.offers, href: href('offers'), isCurrent: view === 'offers' },
          { label: t.closedNeeds, href: href('closed'), isCurrent: view === 'closed' },
        ]}
      />
      <FilterBar {...(kind !== undefined && { onClear: () => setQuery({ kind: '' }) })}>
        <FilterSelect
          label={t.kind}
          value={kind ?? ''}
          onChange={next => setQuery({ kind: next })}
          options={ExchangeKind.options.map(value => ({ value, label: of('kind', value) }))}
        />
      </FilterBar>
      {view === 'offers' ? (
        <Offers kind={kind} />
      ) : (
        <Needs kind={kind} open={view === 'closed' ? 'closed' : 'open'} />
      )}
      {open === 'need' && <NewNeed onClose={() => setOpen(undefined)} />}
      {open === 'offer' && <NewOffer onClose={() => setOpen(undefined)} />}
    </>
  )
}

function Needs({ kind, open }: { kind: ExchangeKind | undefined; open: 'open' | 'closed' }) {
  const { t, of, format, days } = useExchangeTexts()
  const view = useQuery({
    queryKey: ['matters', 'needs', open, kind],
    queryFn: ({ signal }) => exchange.listNeeds({ query: { open, kind, limit: 100 } }, { signal }),
  })
  return (
    <Fetched query={view} what={t.needs}>
      {rows =>
        rows.length === 0 ? (
          <Empty title={t.noNeeds}>{t.noNeedsHint}</Empty>
        ) : (
          <Table
            caption={t.needs}
            rows={rows}
            idOf={row => row.id}
            nameOf={row => row.number}
            columns={[
              {
                id: 'title',
                head: t.what,
                isTitle: true,
                cell: row => (
                  <Link className="title" href={`/relief/needs/${row.id}`}>
                    {row.title}
                  </Link>
                ),
              },
              { id: 'kind', head: t.kind, tight: true, cell: row => <Tag>{of('kind', row.needKind)}</Tag> },
              {
                id: 'quantity',
                head: t.quantity,
                tight: true,
                cell: row =>
                  t.covered({
                    confirmed: format.figure(row.confirmed),
                    quantity: format.figure(row.quantity),
                  }),
              },
              { id: 'days', head: t.days, tight: true, cell: days },
              {
                id: 'state',
                head: t.state,
                tight: true,
                cell: row => (
                  <span className="row tightly">
                    <Status kind={kindOf(row.status)}>{of('status', row.status)}</Status>
                    {row.isOpen && row.dueAt !== null && (
                      <DueChip dueAt={row.dueAt} startedAt={row.startedAt} />
                    )}
                  </span>
                ),
              },
            ]}
          />
        )
      }
    </Fetched>
  )
}

function Offers({ kind }: { kind: ExchangeKind | undefined }) {
  const { t, of, format, days } = useExchangeTexts()
  const view = useQuery({
    queryKey: ['exchange', 'offers', kind],
    queryFn: ({ signal }) => exchange.listOffers({ query: { kind, limit: 100 } }, { signal }),
  })
  return (
    <Fetched query={view} what={t.offers}>
      {rows =>
        rows.length === 0 ? (
          <Empty title={t.noOffers}>{t.noOffersHint}</Empty>
        ) : (
          <Table
            caption={t.offers}
            rows={rows}
            idOf={row => row.id}
            nameOf={row => row.offerer}
            columns={[
              {
                id: 'who',
                head: t.who,
                isTitle: true,
                cell: row => (
                  <Link className="title" href={`/relief/offers/${row.id}`}>
                    {row.offerer}
                  </Link>
                ),
              },
              { id: 'kind', head: t.kind, tight: true, cell: row => <Tag>{of('kind', row.kind)}</Tag> },
              { id: 'what', head: t.what, cell: row => row.specification || row.words },
              {
                id: 'free',
                head: t.quantity,
                tight: true,
                cell: row =>
                  t.freeOf({ free: format.figure(row.free), quantity: format.figure(row.quantity) }),
              },
              { id: 'place', head: t.place, tight: true, cell: row => row.divisionName },
              { id: 'days', head: t.days, tight: true, cell: days },
            ]}
          />
        )
      }
    </Fetched>
  )
}
