import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button, Fetched, Panel } from '#platform/ui'
import { relief } from '../../pages/calls.ts'
import { exchange, useExchangeTexts } from './calls.ts'
import { NeedTable, OfferTable } from './rows.tsx'
import { NewNeed, NewOffer } from './write.tsx'

/** On an enterprise's page: what it needs, what it offers. */
export function EnterpriseExchange({ organisationId }: { organisationId: string }) {
  const { t } = useExchangeTexts()
  const [open, setOpen] = useState<'need' | 'offer'>()
  const needs = useQuery({
    queryKey: ['matters', 'needs', 'of', organisationId],
    queryFn: ({ signal }) =>
      exchange.listNeeds({ query: { organisation: organisationId, limit: 20 } }, { signal }),
  })
  const offers = useQuery({
    queryKey: ['exchange', 'offers', 'of', organisationId],
    queryFn: ({ signal }) =>
      exchange.listOffers({ query: { organisation: organisationId, limit: 20 } }, { signal }),
  })
  const view = useQuery({
    queryKey: ['enterprises', 'one', organisationId],
    queryFn: ({ signal }) => relief.viewEnterprise({ params: { id: organisationId } }, { signal }),
  })
  const firm = view.data && { value: organisationId, label: view.data.enterprise.name }
  const close = () => setOpen(undefined)
  return (
    <Panel
      title={t.exchange}
      aside={
        firm !== undefined && (
          <span className="row tightly">
            <Button onClick={() => setOpen('offer')}>{t.newOffer}</Button>
            <Button onClick={() => setOpen('need')}>{t.newNeed}</Button>
          </span>
        )
      }
    >
      <div className="stack">
        <Fetched query={needs} what={t.needs}>
          {rows =>
            rows.length === 0 ? (
              <p className="quiet">{t.noOpenNeeds}</p>
            ) : (
              <NeedTable rows={rows} caption={t.needs} />
            )
          }
        </Fetched>
        <Fetched query={offers} what={t.offers}>
          {rows => rows.length > 0 && <OfferTable rows={rows} caption={t.offers} isOwn />}
        </Fetched>
      </div>
      {open === 'need' && firm !== undefined && <NewNeed firm={firm} onClose={close} />}
      {open === 'offer' && firm !== undefined && <NewOffer firm={firm} onClose={close} />}
    </Panel>
  )
}

/** On a problem's page: the needs that came of it, and a new one. */
export function ProblemNeeds({ problemId }: { problemId: string }) {
  const { t } = useExchangeTexts()
  const [isOpen, setOpen] = useState(false)
  const needs = useQuery({
    queryKey: ['matters', 'needs', 'for', problemId],
    queryFn: ({ signal }) => exchange.listNeeds({ query: { problem: problemId, limit: 20 } }, { signal }),
  })
  const view = useQuery({
    queryKey: ['matters', 'problem', problemId],
    queryFn: ({ signal }) => relief.viewProblem({ params: { id: problemId } }, { signal }),
  })
  const problem = view.data
  return (
    <Panel
      title={t.needs}
      aside={problem?.matter.isOpen && <Button onClick={() => setOpen(true)}>{t.newNeed}</Button>}
    >
      <Fetched query={needs} what={t.needs}>
        {rows =>
          rows.length === 0 ? (
            <p className="quiet">{t.noProblemNeeds}</p>
          ) : (
            <NeedTable rows={rows} caption={t.needs} />
          )
        }
      </Fetched>
      {isOpen && problem !== undefined && (
        <NewNeed
          problemId={problemId}
          firm={{ value: problem.problem.organisationId, label: problem.problem.organisationName }}
          onClose={() => setOpen(false)}
        />
      )}
    </Panel>
  )
}
