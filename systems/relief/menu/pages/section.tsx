import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Button,
  Checkbox,
  Empty,
  Fetched,
  Notice,
  Panel,
  TextField,
  useAction,
  useFormat,
} from '#platform/ui'
import { menu, useMenuTexts } from './calls.ts'
import { OrderTable } from './order-list.tsx'

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
  const [picked, setPicked] = useState<string[]>([])
  const [words, setWords] = useState('')
  const services = useQuery({
    queryKey: ['menu', 'for', organisationId],
    queryFn: ({ signal }) => menu.listServices({ query: { organisation: organisationId } }, { signal }),
  })
  const send = useAction((serviceIds: string[], key) =>
    menu.orderServices(
      { params: { id: organisationId }, body: { serviceIds, ...(words.trim() && { words: words.trim() }) } },
      { key },
    ),
  )
  const submit = async () => {
    const answer = await send.run(picked)
    if (!answer) return
    await queries.invalidateQueries({ queryKey: ['matters'] })
    onDone(t.ordered({ count: format.figure(answer.orders.length) }))
  }
  return (
    <Fetched query={services} what={t.menu}>
      {({ rows }) =>
        rows.length === 0 ? (
          <Empty title={t.emptyMenu} />
        ) : (
          <form
            className="form"
            onSubmit={event => {
              event.preventDefault()
              void submit()
            }}
          >
            {rows.map(service => (
              <Checkbox
                key={service.id}
                name={`service-${service.id}`}
                label={named(service.name, service.nameEn)}
                hint={format.joined([
                  t.days({ days: format.figure(service.days) }),
                  service.leader ?? named(service.office, service.officeEn),
                ])}
                checked={picked.includes(service.id)}
                onChange={is =>
                  setPicked(is ? [...picked, service.id] : picked.filter(one => one !== service.id))
                }
              />
            ))}
            <TextField
              name="words"
              label={t.words}
              hint={t.wordsHint}
              isOptional
              value={words}
              onChange={setWords}
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
                disabledBecause={picked.length === 0 ? t.tickFirst : undefined}
              >
                {t.tickNow({ count: format.figure(picked.length) })}
              </Button>
              <Button onClick={onClose}>{t.cancel}</Button>
            </div>
          </form>
        )
      }
    </Fetched>
  )
}
