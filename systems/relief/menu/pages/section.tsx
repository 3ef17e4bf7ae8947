import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button, Empty, Fetched, Notice, Panel, useFormat } from '#platform/ui'
import { menu, useMenuTexts } from './calls.ts'
import { OrderTable } from './order-list.tsx'
import { Ticks } from './ticks.tsx'

/** On the enterprise's page: its orders, and ticking for it on a visit. */
export function OrdersSection({ organisationId }: { organisationId: string }) {
  const { t } = useMenuTexts()
  const [isTicking, setTicking] = useState(false)
  const [done, setDone] = useState<string>()
  const orders = useQuery({
    queryKey: ['matters', 'orders', 'of', organisationId],
    queryFn: ({ signal }) =>
      menu.listOrders({ query: { organisation: organisationId, open: 'all', limit: 20 } }, { signal }),
  })
  return (
    <Panel title={t.orders} aside={!isTicking && <Button onClick={() => setTicking(true)}>{t.tick}</Button>}>
      {done !== undefined && <Notice kind="done" live title={done} />}
      {isTicking && (
        <Tick
          organisationId={organisationId}
          onClose={() => setTicking(false)}
          onDone={said => {
            setDone(said)
            setTicking(false)
          }}
        />
      )}
      <Fetched query={orders} what={t.orders}>
        {({ rows }) => <OrderTable rows={rows} withEnterprise={false} />}
      </Fetched>
    </Panel>
  )
}

function Tick({
  organisationId,
  onClose,
  onDone,
}: {
  organisationId: string
  onClose: () => void
  onDone: (said: string) => void
}) {
  const { t, named } = useMenuTexts()
  const format = useFormat()
  const queries = useQueryClient()
  const services = useQuery({
    queryKey: ['menu', 'for', organisationId],
    queryFn: ({ signal }) => menu.listServices({ query: { organisation: organisationId } }, { signal }),
  })
  return (
    <Fetched query={services} what={t.menu}>
      {({ rows }) =>
        rows.length === 0 ? (
          <Empty title={t.emptyMenu} />
        ) : (
          <Ticks
            services={rows}
            hintOf={service =>
              format.joined([
                t.days({ count: service.days }),
                service.leader ?? named(service.office, service.officeEn),
              ])
            }
            call={(order, key) =>
              menu.orderServices({ params: { id: organisationId }, body: order }, { key })
            }
            onDone={async count => {
              await queries.invalidateQueries({ queryKey: ['matters'] })
              onDone(t.ordered({ count: format.figure(count) }))
            }}
            onClose={onClose}
          />
        )
      }
    </Fetched>
  )
}
