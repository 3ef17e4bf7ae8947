import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button, Link, Notice, Panel, Status, Table, useAction } from '#platform/ui'
import type { Unit } from '../schema.ts'
import { exchange, type Reservation, stateKinds, useExchangeTexts } from './calls.ts'
import { Settle, type Step } from './write.tsx'

/** Who holds how much, and what the reader can do about it. `of` says from which side it is read. */
export function Reservations({
  rows,
  unit,
  of: side,
}: {
  rows: Reservation[]
  unit: Unit
  of: 'need' | 'offer'
}) {
  const { t, of, amount, format, office } = useExchangeTexts()
  const queries = useQueryClient()
  const [open, setOpen] = useState<{ one: Reservation; step: Step }>()
  const confirm = useAction((id: string, key: string) =>
    exchange.settle({ params: { id, how: 'confirm' }, body: {} }, { key }),
  )
  const act = async (id: string) => {
    if ((await confirm.run(id)) === undefined) return
    for (const key of ['matters', 'exchange']) await queries.invalidateQueries({ queryKey: [key] })
  }
  return (
    <Panel title={t.reservations}>
      {confirm.problem !== undefined && (
        <Notice kind="overdue" live>
          {confirm.problem.detail}
        </Notice>
      )}
      {rows.length === 0 ? (
        <p className="quiet">{t.noReservations}</p>
      ) : (
        <Table
          caption={t.reservations}
          rows={rows}
          idOf={one => one.id}
          nameOf={one => one.offerer}
          columns={[
            {
              id: 'who',
              head: side === 'need' ? t.who : t.needing,
              isTitle: true,
              cell: one => (
                <>
                  {side === 'need' ? (
                    <Link className="title" href={`/relief/offers/${one.offerId}`}>
                      {one.offerer}
                    </Link>
                  ) : (
                    office(one.office, one.officeEn)
                  )}
                  {one.reason !== null && (
                    <>
                      <br />
                      <span className="quiet">{one.reason}</span>
                    </>
                  )}
                </>
              ),
            },
            { id: 'quantity', head: t.quantity, tight: true, cell: one => amount(one.quantity, unit) },
            {
              id: 'state',
              head: t.state,
              cell: one => (
                <span className="row tightly">
                  <Status kind={stateKinds[one.state]}>{of('state', one.state)}</Status>
                  {one.state === 'reserved' && (
                    <span className="quiet">{t.holdUntil({ moment: format.moment(one.holdUntil) })}</span>
                  )}
                  {one.delivered !== null && (
                    <span>{t.came({ delivered: amount(one.delivered, unit) })}</span>
                  )}
                </span>
              ),
            },
            {
              id: 'act',
              head: t.act,
              tight: true,
              cell: one => (
                <span className="row tightly">
                  {one.maySettle && (
                    <>
                      <Button pending={confirm.pending} onClick={() => void act(one.id)}>
                        {t.confirm}
                      </Button>
                      <Button kind="plain" onClick={() => setOpen({ one, step: 'decline' })}>
                        {t.decline}
                      </Button>
                    </>
                  )}
                  {one.mayDeliver && (
                    <Button onClick={() => setOpen({ one, step: 'deliver' })}>{t.deliver}</Button>
                  )}
                  {one.mayRelease && (
                    <Button kind="plain" onClick={() => setOpen({ one, step: 'release' })}>
                      {t.release}
                    </Button>
                  )}
                </span>
              ),
            },
          ]}
        />
      )}
      {open !== undefined && (
        <Settle
          id={open.one.id}
          step={open.step}
          quantity={open.one.quantity}
          onClose={() => setOpen(undefined)}
        />
      )}
    </Panel>
  )
}
