import { useQuery } from '@tanstack/react-query'
import { Empty, LinkButton, Notice, useAddress } from '#platform/ui'
import type { Neighbours } from '../../pages/neighbours.ts'
import { Frame, Opened } from '../../pages/public-frame.tsx'
import { exchange, type OpenExchange, useOpenTexts } from './calls.ts'
import { Few, NeedCard, OfferCard } from './open-cards.tsx'
import { Held } from './open-held.tsx'
import { Say } from './open-say.tsx'

/** The enterprise's own page by its link: what it needs and can spare, and what is reserved for it and of it. */
export function OpenExchangePage({ neighbours }: { neighbours: Neighbours }) {
  const { t } = useOpenTexts()
  const { params, query } = useAddress()
  const secret = params.secret ?? ''
  const view = useQuery({
    queryKey: ['open-exchange', secret],
    queryFn: ({ signal }) => exchange.openExchange({ query: { secret } }, { signal }),
    refetchInterval: 60_000,
  })
  const say = query.say === 'need' || query.say === 'offer' ? query.say : undefined
  return (
    <Frame neighbours={neighbours} purpose={t.purpose}>
      <Opened query={view} what={t.purpose}>
        {data =>
          say === undefined ? (
            <Overview secret={secret} view={data} said={query.said} />
          ) : (
            <Say key={say} side={say} secret={secret} enterprise={data.organisationName} />
          )
        }
      </Opened>
    </Frame>
  )
}

function Overview({ secret, view, said }: { secret: string; view: OpenExchange; said: string | undefined }) {
  const { t, of } = useOpenTexts()
  const here = `/r/${encodeURIComponent(secret)}/exchange`
  const { needs, offers, reservations } = view
  const waiting = reservations.flatMap(one => {
    const offer = offers.find(each => each.id === one.offerId)
    return one.maySettle && offer !== undefined ? [{ one, offer }] : []
  })
  return (
    <div className="stack">
      <p className="quiet">{view.organisationName}</p>
      {said !== undefined && (
        <Notice kind="done" live title={t.received}>
          {said === 'offer' ? t.offerReceived : t.needReceived({ number: said })}
        </Notice>
      )}
      {waiting.length > 0 && (
        <section className="stack" aria-label={t.answerFirst}>
          <h2>{t.answerFirst}</h2>
          {waiting.map(({ one, offer }) => (
            <Held
              key={one.id}
              secret={secret}
              one={one}
              unit={offer.unit}
              what={offer.specification || of('kind', offer.kind)}
            />
          ))}
        </section>
      )}
      <h1>{t.title}</h1>
      <p className="lead">{t.lead}</p>
      <LinkButton kind="primary" big wide href={`${here}?say=need`}>
        {t.sayNeed}
      </LinkButton>
      <LinkButton big wide href={`${here}?say=offer`}>
        {t.sayOffer}
      </LinkButton>
      {needs.length + offers.length === 0 && <Empty title={t.nothingYet}>{t.nothingYetHint}</Empty>}
      {needs.length > 0 && (
        <section className="stack ahead" aria-label={t.yourNeeds}>
          <h2>{t.yourNeeds}</h2>
          <Few rows={needs}>
            {need => (
              <NeedCard
                key={need.number}
                secret={secret}
                need={need}
                held={reservations.filter(one => one.side === 'need' && one.needNumber === need.number)}
              />
            )}
          </Few>
        </section>
      )}
      {offers.length > 0 && (
        <section className="stack ahead" aria-label={t.yourOffers}>
          <h2>{t.yourOffers}</h2>
          <Few rows={offers}>
            {offer => (
              <OfferCard
                key={offer.id}
                secret={secret}
                offer={offer}
                held={reservations.filter(
                  one => one.side === 'offer' && one.offerId === offer.id && !one.maySettle,
                )}
              />
            )}
          </Few>
        </section>
      )}
    </div>
  )
}
