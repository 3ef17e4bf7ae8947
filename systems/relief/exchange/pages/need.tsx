import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button, Empty, Fetched, Link, Notice, Panel, Share, Table, Tag, useAction } from '#platform/ui'
import { MatterFetched, MatterScreen } from '../../pages/matter.tsx'
import type { Neighbours } from '../../pages/neighbours.ts'
import type { Unit } from '../schema.ts'
import { type Candidate, exchange, useExchangeTexts } from './calls.ts'
import { WhomToCall } from './contact.tsx'
import { Reservations } from './reservations.tsx'
import { Reserve } from './write.tsx'

/** Reasons that stand where kilometres otherwise would. */
const places: readonly string[] = ['distance-unknown', 'same-town', 'same-county']

/** A need: its matter, who could help with the reasons, and what is reserved, confirmed and came. */
export function NeedPage({ neighbours }: { neighbours: Neighbours }) {
  const { t, words, of, amount, format, days } = useExchangeTexts()
  const list = { label: t.exchange, href: '/relief/exchange' }
  return (
    <MatterFetched kind="need" call={exchange.viewNeed} list={list} what={t.need}>
      {({ matter, need, reservations, mayReserve }) => {
        const quantity = amount(need.quantity, need.unit)
        return (
          <MatterScreen
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
              [
                t.quantity,
                <Share key="q" of={need.quantity} sure={need.confirmed} likely={need.reserved}>
                  {t.covered({ confirmed: format.figure(need.confirmed), quantity })}
                </Share>,
              ],
              [t.howMany, amount(need.delivered, need.unit)],
              [t.specification, need.specification || null],
              [t.testHours, need.testHours === null ? null : format.figure(need.testHours)],
              [t.bus, need.closedLoopBus ? t.yes : null],
              [t.days, days(need)],
            ]}
            above={
              <div className="stack">
                {reservations.length > 0 && <Reservations rows={reservations} unit={need.unit} of="need" />}
                {matter.isOpen && (
                  <Candidates
                    needId={matter.id}
                    unit={need.unit}
                    held={reservations.filter(one => one.state === 'reserved').map(one => one.id)}
                    mayReserve={mayReserve}
                  />
                )}
                {mayReserve && (
                  <WhomToCall find={() => exchange.needContact({ params: { id: matter.id } })} />
                )}
              </div>
            }
          />
        )
      }}
    </MatterFetched>
  )
}

function Candidates({
  needId,
  unit,
  held,
  mayReserve,
}: {
  needId: string
  unit: Unit
  held: string[]
  mayReserve: boolean
}) {
  const { t, amount } = useExchangeTexts()
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
      {made !== undefined && held.includes(made) && (
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
            return left === 0 ? (
              <Empty title={t.allHeld}>{t.allHeldHint}</Empty>
            ) : (
              <Empty title={t.noCandidates}>{t.noCandidatesHint}</Empty>
            )
          return (
            <div className="stack">
              <p className="quiet">
                {t.missing({ left: amount(left, unit) })} · {t.candidatesHint}
              </p>
              {together.length > 1 && (
                <Notice title={t.together}>
                  {together.map(one => `${names.get(one.offerId)} ${amount(one.quantity, unit)}`).join(' + ')}
                </Notice>
              )}
              <CandidateTable
                rows={candidates}
                {...(mayReserve && {
                  onReserve: (one: Candidate) => setChosen({ offerId: one.offer.id, most: one.covers }),
                })}
              />
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

function CandidateTable({ rows, onReserve }: { rows: Candidate[]; onReserve?: (one: Candidate) => void }) {
  const { t, of, amount, format, days } = useExchangeTexts()
  return (
    <Table
      caption={t.candidates}
      rows={rows}
      idOf={one => one.offer.id}
      nameOf={one => one.offer.offerer}
      columns={[
        {
          id: 'who',
          head: t.who,
          isTitle: true,
          cell: ({ offer, reasons }) => (
            <>
              <Link className="title" href={`/relief/offers/${offer.id}`}>
                {offer.offerer}
              </Link>
              <br />
              <span className="quiet">{format.joined([offer.divisionName, days(offer)])}</span>
              <span className="row tightly">
                {reasons
                  .filter(reason => !places.includes(reason))
                  .map(reason => (
                    <Tag key={reason}>{of('why', reason)}</Tag>
                  ))}
              </span>
            </>
          ),
        },
        {
          id: 'free',
          head: t.quantity,
          tight: true,
          cell: ({ offer }) => (
            <Share of={offer.quantity} sure={offer.free}>
              {t.freeOf({ free: format.figure(offer.free), quantity: amount(offer.quantity, offer.unit) })}
            </Share>
          ),
        },
        {
          id: 'km',
          head: t.distance,
          tight: true,
          cell: one => {
            const place = one.reasons.find(reason => places.includes(reason))
            return place === undefined
              ? t.km({ km: format.figure(Math.round(one.km ?? 0)) })
              : of('why', place)
          },
        },
        { id: 'score', head: t.points, numeric: true, tight: true, cell: one => format.figure(one.score) },
        ...(onReserve === undefined
          ? []
          : [
              {
                id: 'act',
                head: t.act,
                tight: true,
                cell: (one: Candidate) => <Button onClick={() => onReserve(one)}>{t.reserve}</Button>,
              },
            ]),
      ]}
    />
  )
}
