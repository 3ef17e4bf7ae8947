import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button, Empty, Link, Notice, Panel, Status, type StatusKind, useAction } from '#platform/ui'
import { exchange, type Reservation, useExchangeTexts } from './calls.ts'
import { Settle, type Step } from './write.tsx'

const kinds: Record<Reservation['state'], StatusKind> = {
  reserved: 'due',
  confirmed: 'done',
  released: 'info',
  declined: 'info',
  lapsed: 'info',
}

/** Who holds how much, and what the reader can do about it. `of` says from which side it is read. */
export function Reservations({ rows, of: side }: { rows: Reservation[]; of: 'need' | 'offer' }) {
  const { t, of, format, office } = useExchangeTexts()
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
      {rows.length === 0 && <Empty title={t.noReservations} />}
      {confirm.problem !== undefined && (
        <Notice kind="overdue" live>
          {confirm.problem.detail}
        </Notice>
      )}
      <ul className="stack">
        {rows.map(one => (
          <li key={one.id} className="stack">
            <span className="row">
              <Status kind={kinds[one.state]}>{of('state', one.state)}</Status>
              <strong>{format.figure(one.quantity)}</strong>
              {side === 'need' ? (
                <Link href={`/relief/offers/${one.offerId}`}>{one.offerer}</Link>
              ) : (
                <span>{office(one.office, one.officeEn)}</span>
              )}
              {one.delivered !== null && <span>{t.came({ delivered: format.figure(one.delivered) })}</span>}
              {one.state === 'reserved' && (
                <span className="quiet">{t.holdUntil({ moment: format.moment(one.holdUntil) })}</span>
              )}
            </span>
            {one.reason !== null && <span className="quiet">{one.reason}</span>}
            <span className="row">
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
          </li>
        ))}
      </ul>
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
