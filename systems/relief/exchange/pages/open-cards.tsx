import { type ReactNode, useState } from 'react'
import { Button, Panel, Share, Status, type StatusKind, Tag } from '#platform/ui'
import type { Terms, Unit } from '../schema.ts'
import { exchange, type OpenExchange, useOpenTexts } from './calls.ts'
import { Asked, AskWhy, Held } from './open-held.tsx'

type Reservation = OpenExchange['reservations'][number]

const kinds: Record<string, StatusKind> = {
  partly: 'info',
  met: 'done',
  closed: 'done',
  withdrawn: 'info',
  unmet: 'due',
}

/** What the enterprise needs, how far it got, and who brings it. */
export function NeedCard({
  secret,
  need,
  held,
}: {
  secret: string
  need: OpenExchange['needs'][number]
  held: Reservation[]
}) {
  const { t, of, amount, format, office } = useOpenTexts()
  const isFree = need.reserved === 0 && !held.some(one => one.state === 'confirmed' && one.delivered === null)
  return (
    <Panel
      title={format.joined([need.specification || of('kind', need.kind), amount(need.quantity, need.unit)])}
      aside={<Status kind={kinds[need.status] ?? 'info'}>{of('status', need.status)}</Status>}
    >
      <div className="stack">
        <What
          terms={need}
          more={[
            need.number,
            need.owner === null
              ? need.office && t.by({ who: office(need.office, need.officeEn ?? need.office) })
              : t.by({ who: need.owner }),
          ]}
        />
        <Share of={need.quantity} sure={need.confirmed} likely={need.reserved}>
          {t.covered({
            confirmed: format.figure(need.confirmed),
            quantity: amount(need.quantity, need.unit),
          })}
        </Share>
        <HeldList secret={secret} held={held} unit={need.unit} none={need.isOpen ? t.nobodyYet : undefined} />
        {need.isOpen && isFree && (
          <AskWhy
            verb={t.withdrawNeed}
            call={(reason, key) =>
              exchange.withdrawNeedByLink(
                { body: { secret, number: need.number, version: need.version, reason } },
                { key },
              )
            }
          />
        )}
      </div>
    </Panel>
  )
}

/** What the enterprise can spare, how much of it is taken, and by whom. */
export function OfferCard({
  secret,
  offer,
  held,
}: {
  secret: string
  offer: OpenExchange['offers'][number]
  held: Reservation[]
}) {
  const { t, of, amount, format } = useOpenTexts()
  const free = offer.quantity - offer.reserved - offer.confirmed
  const [kind, word]: [StatusKind, string] = offer.withdrawn
    ? ['info', t.isWithdrawn]
    : offer.isOver
      ? ['info', t.isOver]
      : free === 0
        ? ['done', t.isTaken]
        : ['info', t.isOpen]
  return (
    <Panel
      title={format.joined([
        offer.specification || of('kind', offer.kind),
        amount(offer.quantity, offer.unit),
      ])}
      aside={<Status kind={kind}>{word}</Status>}
    >
      <div className="stack">
        <What terms={offer} />
        <Share of={offer.quantity} sure={offer.confirmed} likely={offer.reserved}>
          {t.freeOf({ free: format.figure(free), quantity: amount(offer.quantity, offer.unit) })}
        </Share>
        <HeldList secret={secret} held={held} unit={offer.unit} />
        {!(offer.withdrawn || offer.isOver) && offer.reserved === 0 && (
          <Asked
            verb={t.withdrawOffer}
            question={t.withdrawOfferSure}
            call={(_, key) =>
              exchange.withdrawOfferByLink(
                { params: { id: offer.id }, body: { secret, version: offer.version } },
                { key },
              )
            }
          />
        )}
      </div>
    </Panel>
  )
}

function What({ terms, more = [] }: { terms: Terms; more?: (string | null)[] }) {
  const { t, days, format } = useOpenTexts()
  return (
    <div>
      <p>{terms.words}</p>
      <p className="quiet">{format.joined([days(terms), ...more])}</p>
      {(terms.testHours !== null || terms.closedLoopBus) && (
        <p className="row tightly">
          {terms.testHours !== null && <Tag>{t.testedWithin({ hours: format.figure(terms.testHours) })}</Tag>}
          {terms.closedLoopBus && <Tag>{t.bus}</Tag>}
        </p>
      )}
    </div>
  )
}

/** The first few; the rest when asked for. */
export function Few<R>({ rows, children }: { rows: readonly R[]; children: (row: R) => ReactNode }) {
  const { t, format } = useOpenTexts()
  const [isWhole, setWhole] = useState(false)
  const left = rows.length - FEW
  return (
    <>
      {(isWhole ? rows : rows.slice(0, FEW)).map(children)}
      {!isWhole && left > 0 && (
        <Button wide onClick={() => setWhole(true)}>
          {t.showRest({ count: format.figure(left) })}
        </Button>
      )}
    </>
  )
}
const FEW = 4

function HeldList({
  secret,
  held,
  unit,
  none,
}: {
  secret: string
  held: Reservation[]
  unit: Unit
  none?: string | undefined
}) {
  if (held.length === 0) return none === undefined ? null : <p className="quiet">{none}</p>
  return (
    <div className="stack">
      {held.map(one => (
        <Held key={one.id} secret={secret} one={one} unit={unit} />
      ))}
    </div>
  )
}
