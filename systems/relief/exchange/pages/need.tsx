import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button, Empty, Fetched, Link, Notice, Panel, Tag, useAction, useAddress } from '#platform/ui'
import { MatterFetched, MatterScreen } from '../../pages/matter.tsx'
import type { Neighbours } from '../../pages/neighbours.ts'
import { type Candidate, exchange, useExchangeTexts } from './calls.ts'
import { Reservations } from './reservations.tsx'
import { Reserve } from './write.tsx'

/** A need: its matter, who could help with the reasons, and what is reserved, confirmed and came. */
export function NeedPage({ neighbours }: { neighbours: Neighbours }) {
  const { t, words, of, format, days } = useExchangeTexts()
  const id = useAddress().params.id ?? ''
  const view = useQuery({
    queryKey: ['matters', 'need', id],
    queryFn: ({ signal }) => exchange.viewNeed({ params: { id } }, { signal }),
  })
  const list = { label: t.exchange, href: '/relief/exchange' }
  return (
    <MatterFetched query={view} list={list} what={t.need}>
      {({ matter, need, reservations, mayReserve }) => {
        const quantity = format.figure(need.quantity)
        return (
          <MatterScreen
            key={matter.id}
            matter={matter}
            neighbours={neighbours}
            list={list}
            words={words}
            endings={['closed', 'withdrawn', 'unmet']}
            facts={[
              [
                t.enterprise,
                <Link key="e" href={`/relief/enterprises/${need.organisationId}`}>
                  {need.organisationName}
                </Link>,
              ],
              [t.kind, of('kind', need.kind)],
              [t.quantity, quantity],
              [t.state, t.covered({ confirmed: format.figure(need.confirmed), quantity })],
              [t.howMany, format.figure(need.delivered)],
              [t.specification, need.specification || null],
              [t.testHours, need.testHours === null ? null : format.figure(need.testHours)],
              [t.bus, need.closedLoopBus ? '✓' : null],
              [t.days, days(need)],
              [
                t.problem,
                matter.parent && (
                  <Link key="p" href={`/relief/problems/${matter.parent.id}`}>
                    {matter.parent.title}
                  </Link>
                ),
              ],
            ]}
            above={
              <div className="stack">
                <Reservations rows={reservations} of="need" />
                {matter.isOpen && <Candidates needId={matter.id} mayReserve={mayReserve} />}
              </div>
            }
          />
        )
      }}
    </MatterFetched>
  )
}

function Candidates({ needId, mayReserve }: { needId: string; mayReserve: boolean }) {
  const { t, format } = useExchangeTexts()
  const queries = useQueryClient()
  const [chosen, setChosen] = useState<{ offerId: string; most: number }>()
  const [made, setMade] = useState<string>()
  const undo = useAction((id: string, key: string) =>
    exchange.settle({ params: { id, how: 'release' }, body: { reason: t.undone } }, { key }),
  )
  const view = useQuery({
    queryKey: ['matters', 'need', needId, 'candidates'],
    queryFn: ({ signal }) => exchange.matchNeed({ params: { id: needId } }, { signal }),
  })
  const takeBack = async (id: string) => {
    if ((await undo.run(id)) === undefined) return
    setMade(undefined)
    await queries.invalidateQueries({ queryKey: ['matters'] })
  }
  return (
    <Panel title={t.candidates}>
      {made !== undefined && (
        <Notice
          kind="done"
          live
          actions={
            <Button kind="plain" pending={undo.pending} onClick={() => void takeBack(made)}>
              {t.undo}
            </Button>
          }
        >
          {t.reserved}
        </Notice>
      )}
      <Fetched query={view} what={t.candidates}>
        {({ candidates, together, left }) => {
          const names = new Map(candidates.map(one => [one.offer.id, one.offer.offerer]))
          if (candidates.length === 0)
            return <Empty title={left === 0 ? t.noReservations : t.noCandidates}>{t.noCandidatesHint}</Empty>
          return (
            <div className="stack">
              <p className="quiet">
                {t.missing({ left: format.figure(left) })} · {t.candidatesHint}
              </p>
              {together.length > 1 && (
                <Notice title={t.together}>
                  {together
                    .map(one => `${names.get(one.offerId)} ${format.figure(one.quantity)}`)
                    .join(' + ')}
                </Notice>
              )}
              <ol className="stack">
                {candidates.map(one => (
                  <Row
                    key={one.offer.id}
                    one={one}
                    {...(mayReserve && {
                      onReserve: () => setChosen({ offerId: one.offer.id, most: one.covers }),
                    })}
                  />
                ))}
              </ol>
            </div>
          )
        }}
      </Fetched>
      {chosen !== undefined && (
        <Reserve needId={needId} {...chosen} onClose={() => setChosen(undefined)} onDone={setMade} />
      )}
    </Panel>
  )
}

function Row({ one, onReserve }: { one: Candidate; onReserve?: () => void }) {
  const { t, of, format, days } = useExchangeTexts()
  const { offer } = one
  const free = format.figure(offer.free)
  const quantity = format.figure(offer.quantity)
  return (
    <li className="stack">
      <span className="row">
        <Link className="title" href={`/relief/offers/${offer.id}`}>
          {offer.offerer}
        </Link>
        <span className="quiet">
          {offer.divisionName} · {t.km({ km: format.figure(one.km) })} ·{' '}
          {t.score({ score: format.figure(one.score) })}
        </span>
      </span>
      <span>{offer.words}</span>
      <span className="row">
        <progress max={offer.quantity} value={offer.free} aria-label={t.freeOf({ free, quantity })} />
        {t.freeOf({ free, quantity })} · {days(offer)}
      </span>
      <span className="row tightly">
        {one.reasons.map(reason => (
          <Tag key={reason}>{of('why', reason)}</Tag>
        ))}
        {onReserve && <Button onClick={onReserve}>{t.reserve}</Button>}
      </span>
    </li>
  )
}
