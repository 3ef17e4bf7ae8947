import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Button,
  Empty,
  Fetched,
  FilterBar,
  FilterSelect,
  LinkButton,
  PageHead,
  useAddress,
  useViewer,
  ViewTabs,
} from '#platform/ui'
import type { ExchangeKind } from '../schema.ts'
import { exchange, kinds, useExchangeTexts } from './calls.ts'
import { NeedTable, OfferTable } from './rows.tsx'
import { NewNeed, NewOffer } from './write.tsx'

const importers: ReadonlySet<string> = new Set(['leader', 'liaison', 'handler', 'duty'])

/** Needs and offers 供需对接. */
export function ExchangePage() {
  const { t, of } = useExchangeTexts()
  const { query, setQuery } = useAddress()
  const viewer = useViewer()
  const [open, setOpen] = useState<'need' | 'offer'>()
  const view = query.view === 'offers' || query.view === 'closed' ? query.view : 'needs'
  const kind = kinds.find(one => one === query.kind)
  const href = (next: string) => `/relief/exchange?view=${next}`
  return (
    <>
      <PageHead
        title={t.exchange}
        actions={
          <>
            {viewer.roles.some(role => importers.has(role)) && (
              <LinkButton href="/relief/import?kind=offers">{t.importOffers}</LinkButton>
            )}
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
          options={kinds.map(value => ({ value, label: of('kind', value) }))}
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
  const { t } = useExchangeTexts()
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
          <NeedTable rows={rows} caption={t.needs} />
        )
      }
    </Fetched>
  )
}

function Offers({ kind }: { kind: ExchangeKind | undefined }) {
  const { t } = useExchangeTexts()
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
          <OfferTable rows={rows} caption={t.offers} />
        )
      }
    </Fetched>
  )
}
