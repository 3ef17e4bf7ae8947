import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Button,
  Empty,
  LinkButton,
  Notice,
  Panel,
  Rating,
  Stars,
  Status,
  TextArea,
  useAction,
  useAddress,
  useFormat,
} from '#platform/ui'
import type { Neighbours } from '../../pages/neighbours.ts'
import { Frame, Opened } from '../../pages/public-frame.tsx'
import { menu, type OpenMenu, useMenuTexts } from './calls.ts'
import { Ticks } from './ticks.tsx'

/** The enterprise's own page by its link: what it can order, and what became of what it ordered. */
export function OpenMenuPage({ neighbours }: { neighbours: Neighbours }) {
  const { t } = useMenuTexts()
  const secret = useAddress().params.secret ?? ''
  const view = useQuery({
    queryKey: ['open-menu', secret],
    queryFn: ({ signal }) => menu.openMenu({ query: { secret } }, { signal }),
  })
  return (
    <Frame neighbours={neighbours} purpose={t.purpose}>
      <Opened query={view} what={t.purpose}>
        {data => <Menu secret={secret} view={data} />}
      </Opened>
    </Frame>
  )
}

function Menu({ secret, view }: { secret: string; view: OpenMenu }) {
  const { t, named } = useMenuTexts()
  const format = useFormat()
  const queries = useQueryClient()
  const [count, setCount] = useState(0)
  const standing = new Set(view.orders.filter(order => order.isOpen).map(order => order.serviceId))
  // What the enterprise is asked for comes before what it may ask for.
  const [waiting, others] = [true, false].map(is =>
    view.orders.filter(order => (order.status === 'delivered') === is),
  ) as [OpenMenu['orders'], OpenMenu['orders']]
  return (
    <div className="stack">
      <p className="quiet">{view.organisationName}</p>
      {count > 0 && (
        <Notice kind="done" live title={t.receiptTitle}>
          {t.ordered({ count: format.figure(count) })}
        </Notice>
      )}
      {waiting.length > 0 && (
        <section className="stack" aria-label={t.rateFirst}>
          <h2>{t.rateFirst}</h2>
          {waiting.map(order => (
            <OneOrder key={order.number} secret={secret} order={order} />
          ))}
        </section>
      )}
      <h1>{t.pickTitle}</h1>
      {view.services.length === 0 ? (
        <Empty
          title={t.emptyMenu}
          actions={<LinkButton href={`/r/${encodeURIComponent(secret)}`}>{t.report}</LinkButton>}
        >
          {t.emptyMenuHint}
        </Empty>
      ) : (
        <Ticks
          services={view.services}
          standing={standing}
          hintOf={service =>
            format.joined([
              service.description,
              t.days({ count: service.days }),
              t.by({ who: service.leader ?? named(service.office, service.officeEn) }),
            ])
          }
          call={(order, key) => menu.orderByLink({ body: { secret, ...order } }, { key })}
          onDone={made => {
            setCount(made)
            return queries.invalidateQueries({ queryKey: ['open-menu'] })
          }}
        />
      )}
      {others.length > 0 && (
        <section className="stack" aria-label={t.yourOrders}>
          <h2>{t.yourOrders}</h2>
          {others.map(order => (
            <OneOrder key={order.number} secret={secret} order={order} />
          ))}
        </section>
      )}
    </div>
  )
}

function OneOrder({ secret, order }: { secret: string; order: OpenMenu['orders'][number] }) {
  const { t, status, kindOf, named } = useMenuTexts()
  const format = useFormat()
  const queries = useQueryClient()
  const [isDisputing, setDisputing] = useState(false)
  const [rating, setRating] = useState<number>()
  const [said, setSaid] = useState('')
  const send = useAction(
    ({ action, input }: { action: 'confirm' | 'dispute'; input: Record<string, string | number> }, key) =>
      menu.actOnOrderByLink(
        { params: { action }, body: { secret, number: order.number, version: order.version, input } },
        { key },
      ),
  )
  const act = async (action: 'confirm' | 'dispute', input: Record<string, string | number>) => {
    if (await send.run({ action, input })) await queries.invalidateQueries({ queryKey: ['open-menu'] })
  }
  const words = said.trim()
  return (
    <Panel
      title={named(order.name, order.nameEn)}
      aside={<Status kind={kindOf(order.status)}>{status(order.status)}</Status>}
    >
      <p className="quiet">
        {format.joined([
          order.number,
          t.by({ who: order.owner ?? named(order.office, order.officeEn) }),
          order.isOpen && order.status !== 'delivered' && order.dueAt !== null
            ? t.dueBy({ when: format.day(order.dueAt) })
            : null,
        ])}
      </p>
      {order.delivered !== null && <p>{order.delivered}</p>}
      {order.reason !== null && <p>{t.reasonIs({ reason: order.reason })}</p>}
      {order.rating !== null && (
        <p>
          <Stars count={order.rating} /> {t.thanks}
        </p>
      )}
      {order.status === 'delivered' && (
        <form
          className="form"
          onSubmit={event => {
            event.preventDefault()
            if (isDisputing) void act('dispute', { reason: words })
            else if (rating !== undefined)
              void act('confirm', { rating, ...(words !== '' && { note: words }) })
          }}
        >
          {!isDisputing && (
            <Rating
              name={`rating-${order.number}`}
              label={t.ratingLabel}
              value={rating}
              onChange={setRating}
            />
          )}
          <TextArea
            name={`said-${order.number}`}
            label={isDisputing ? t.reason : t.remark}
            isOptional={!isDisputing}
            value={said}
            onChange={setSaid}
          />
          {send.problem && (
            <Notice kind="overdue" live>
              {send.problem.detail}
            </Notice>
          )}
          <div className="row">
            <Button
              type="submit"
              kind="primary"
              pending={send.pending}
              disabledBecause={
                isDisputing
                  ? words === ''
                    ? t.reason
                    : undefined
                  : rating === undefined
                    ? t.ratingLabel
                    : undefined
              }
            >
              {isDisputing ? t.dispute : t.confirm}
            </Button>
            <Button onClick={() => setDisputing(!isDisputing)}>{isDisputing ? t.cancel : t.dispute}</Button>
          </div>
        </form>
      )}
    </Panel>
  )
}
