import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Button,
  DateField,
  FactList,
  Fetched,
  FormDialog,
  Link,
  Notice,
  PageHead,
  Panel,
  Share,
  TextField,
  useAction,
  useAddress,
} from '#platform/ui'
import { exchange, type OfferRow, useExchangeTexts } from './calls.ts'
import { WhomToCall } from './contact.tsx'
import { Reservations } from './reservations.tsx'

/** An offer: how much is left, who holds the rest, and the answer to those who ask for it. */
export function OfferPage() {
  const { t, of, amount, format, days } = useExchangeTexts()
  const id = useAddress().params.id ?? ''
  const queries = useQueryClient()
  const [isChanging, setChanging] = useState(false)
  const view = useQuery({
    queryKey: ['exchange', 'offer', id],
    queryFn: ({ signal }) => exchange.viewOffer({ params: { id } }, { signal }),
  })
  const withdraw = useAction((version: number, key: string) =>
    exchange.withdrawOffer({ params: { id }, body: { version } }, { key }),
  )
  const end = async (version: number) => {
    if ((await withdraw.run(version)) !== undefined)
      await queries.invalidateQueries({ queryKey: ['exchange'] })
  }
  return (
    <Fetched query={view} what={t.offer}>
      {({ offer, reservations, mayChange }) => (
        <>
          <PageHead
            crumbs={[{ label: t.exchange, href: '/relief/exchange?view=offers' }]}
            title={`${offer.offerer} · ${of('kind', offer.kind)}`}
            actions={
              mayChange && (
                <>
                  <Button onClick={() => setChanging(true)}>{t.change}</Button>
                  <Button kind="plain" pending={withdraw.pending} onClick={() => void end(offer.version)}>
                    {t.withdraw}
                  </Button>
                </>
              )
            }
          />
          <div className="stack">
            {withdraw.problem !== undefined && (
              <Notice kind="overdue" live>
                {withdraw.problem.detail}
              </Notice>
            )}
            <Panel title={t.offer}>
              <FactList
                facts={[
                  [
                    t.who,
                    offer.organisationId === null ? (
                      offer.offerer
                    ) : (
                      <Link key="e" href={`/relief/enterprises/${offer.organisationId}`}>
                        {offer.offerer}
                      </Link>
                    ),
                  ],
                  [t.words, offer.words],
                  [t.specification, offer.specification || null],
                  [
                    t.quantity,
                    <Share key="q" of={offer.quantity} sure={offer.free}>
                      {t.freeOf({
                        free: format.figure(offer.free),
                        quantity: amount(offer.quantity, offer.unit),
                      })}
                    </Share>,
                  ],
                  [t.place, offer.divisionName],
                  [t.days, days(offer)],
                ]}
              />
            </Panel>
            <Reservations rows={reservations} unit={offer.unit} of="offer" />
            <WhomToCall find={() => exchange.offerContact({ params: { id: offer.id } })} />
          </div>
          {isChanging && <Change offer={offer} onClose={() => setChanging(false)} />}
        </>
      )}
    </Fetched>
  )
}

function Change({ offer, onClose }: { offer: OfferRow; onClose: () => void }) {
  const { t } = useExchangeTexts()
  const [quantity, setQuantity] = useState(String(offer.quantity))
  const [untilOn, setUntilOn] = useState(offer.untilOn)
  return (
    <FormDialog
      title={t.change}
      refresh={['exchange', 'matters']}
      onClose={onClose}
      input={() => ({ version: offer.version, quantity: Number(quantity), untilOn })}
      call={(body, key) => exchange.changeOffer({ params: { id: offer.id }, body }, { key })}
    >
      <TextField
        name="quantity"
        label={t.quantity}
        inputMode="numeric"
        value={quantity}
        onChange={setQuantity}
      />
      <DateField name="untilOn" label={t.untilOn} value={untilOn} onChange={setUntilOn} />
    </FormDialog>
  )
}
