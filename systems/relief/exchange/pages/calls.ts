import { client } from '#platform/http'
import { type StatusKind, useFormat, useLang, useTexts } from '#platform/ui'
import { headers } from '../../pages/calls.ts'
import { exchangeApi } from '../api.ts'
import { openTexts } from '../open-texts.ts'
import { pageTexts } from '../page-texts.ts'
import type { ExchangeKind, Unit } from '../schema.ts'
import { needTexts } from '../texts.ts'

export const exchange = client(exchangeApi, { headers })
const byKind: Record<ExchangeKind, true> = {
  part: true,
  workers: true,
  transport: true,
  material: true,
  place: true,
}
export const kinds = Object.keys(byKind) as ExchangeKind[]
export type NeedView = Awaited<ReturnType<typeof exchange.viewNeed>>
export type Reservation = NeedView['reservations'][number]
export type NeedRow = Awaited<ReturnType<typeof exchange.listNeeds>>[number]
export type OfferRow = Awaited<ReturnType<typeof exchange.listOffers>>[number]
export type Candidate = Awaited<ReturnType<typeof exchange.matchNeed>>['candidates'][number]

export type Contact = Awaited<ReturnType<typeof exchange.needContact>>
export type OpenExchange = Awaited<ReturnType<typeof exchange.openExchange>>

export const stateKinds: Record<Reservation['state'], StatusKind> = {
  reserved: 'due',
  confirmed: 'done',
  released: 'info',
  declined: 'info',
  lapsed: 'info',
}

export function useExchangeTexts() {
  const t = useTexts(pageTexts)
  const words = useTexts(needTexts) as unknown as Record<string, string>
  const all = t as unknown as Record<string, string>
  const format = useFormat()
  const lang = useLang()
  const day = (on: string) => format.day(`${on}T12:00:00Z`)
  return {
    t,
    words,
    format,
    /** a quantity with what it is counted in */
    amount: (value: number, unit: Unit) => t[`unit.${unit}`]({ figure: format.figure(value) }),
    of: (group: string, key: string) => all[`${group}.${key}`] ?? words[`${group}.${key}`] ?? key,
    days: (one: { fromOn: string; untilOn: string }) => `${day(one.fromOn)} – ${day(one.untilOn)}`,
    office: (zh: string, en: string) => (lang === 'en' ? en : zh),
  }
}

/** The same, with the words of the enterprise's own page before those of the desk. */
export function useOpenTexts() {
  const { t, ...rest } = useExchangeTexts()
  const own = useTexts(openTexts)
  const hints = own as unknown as Record<string, string>
  return {
    ...rest,
    t: { ...t, ...own },
    hint: (kind: ExchangeKind) => hints[`hint.${kind}`],
  }
}
