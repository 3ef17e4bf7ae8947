import { Link, Stars } from '#platform/ui'
import { MatterFetched, MatterScreen } from '../../pages/matter.tsx'
import type { Fact } from '../../pages/matter-facts.tsx'
import type { Neighbours } from '../../pages/neighbours.ts'
import { menu, useMenuTexts } from './calls.ts'

/** An order 点单: the page of its matter. */
export function OrderPage({ neighbours }: { neighbours: Neighbours }) {
  const { t, words, kindOf, named } = useMenuTexts()
  const list = { label: t.orders, href: '/relief/orders' }
  return (
    <MatterFetched kind="order" call={menu.viewOrder} list={list} what={t.order}>
      {({ matter, order }) => (
        <MatterScreen
          matter={matter}
          neighbours={neighbours}
          list={list}
          words={words}
          statusKind={kindOf}
          endings={['confirmed', 'declined', 'withdrawn', 'timed-out']}
          facts={[
            [
              t.enterprise,
              <Link key="e" href={`/relief/enterprises/${order.organisationId}`}>
                {order.organisationName}
              </Link>,
            ],
            [t.service, named(order.service, order.serviceEn)],
            [t.team, order.team ?? t.noTeamYet],
            [t.channel, t[`channel.${order.channel}`]],
          ]}
          moreFacts={[
            ...(order.delivered === null ? [] : [[t.delivered, order.delivered] as Fact]),
            ...(order.rating === null ? [] : [[t.rating, <Stars key="r" count={order.rating} />] as Fact]),
            ...(order.words === null ? [] : [[t.said, order.words] as Fact]),
          ]}
        />
      )}
    </MatterFetched>
  )
}
