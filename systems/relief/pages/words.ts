import { createContext, useContext } from 'react'
import { texts as matterTexts } from '#platform/matter/texts'
import { type StatusKind, useLang, useTexts } from '#platform/ui'
import { industries } from '#region/industries'
import { pageTexts } from '../page-texts.ts'
import type { Category, Tier } from '../schema.ts'
import { texts } from '../texts.ts'

export const categories: readonly Category[] = [
  'SUPPLY',
  'LOGISTICS',
  'LABOUR',
  'FINANCE',
  'TAX',
  'POLICY',
  'EPIDEMIC',
  'OTHER',
]
export const tiers: readonly Tier[] = ['town', 'county', 'city']
export const statuses = [
  'reported',
  'returned',
  'accepted',
  'sign-off',
  'confirming',
  'solved',
  'explained',
  'withdrawn',
  'timed-out',
  'merged',
] as const
export const lists = ['top100', 'above-scale'] as const

const kinds: Record<string, StatusKind> = {
  returned: 'due',
  'sign-off': 'decide',
  confirming: 'decide',
  solved: 'done',
  'timed-out': 'due',
}

/** The shape and colour of a problem's status. */
export const kindOf = (status: string): StatusKind => kinds[status] ?? 'info'

/** The words of one kind of matter by key: `status.…`, `next.…`, `action.…`, `did.…` (as the story tells it), `field.…`. */
export type KindWords = Readonly<Record<string, unknown>>
const OfKind = createContext<KindWords>({})
/** Within it a kind's own words go before those of problems and of matters. */
export const KindWordsProvider = OfKind.Provider

/** The words of relief and of matters by key; an unknown key reads as itself. */
export function useWords() {
  const lang = useLang()
  const kind = useContext(OfKind)
  const own = useTexts(texts) as Record<string, string>
  const every = useTexts(matterTexts) as Record<string, string>
  const pages = useTexts(pageTexts) as unknown as Record<string, string | undefined>
  const ofKind = (key: string) => {
    const word = kind[key]
    return typeof word === 'string' ? word : undefined
  }
  const of = (group: string, key: string) =>
    ofKind(`${group}.${key}`) ?? own[`${group}.${key}`] ?? every[`${group}.${key}`] ?? key
  return {
    of,
    /** the kind's own word where it has one */
    ofKind,
    status: (status: string) => of('status', status),
    action: (action: string) => of('action', action),
    /** an action as the story tells it */
    did: (action: string) => ofKind(`did.${action}`) ?? pages[`did.${action}`] ?? of('action', action),
    next: (step: string) => of('next', step),
    category: (category: string) => of('category', category),
    tier: (tier: string) => of('tier', tier),
    /** an industry's name; one that the classification doesn't know reads as it was given */
    industry: (code: string | null) => {
      const known = industries.find(one => one.code === code)
      return (lang === 'en' ? known?.en : known?.zh) ?? code
    },
    office: (zh: string | null | undefined, en: string | null | undefined) =>
      (lang === 'en' ? (en ?? zh) : zh) ?? '',
  }
}

/** A matter's title without the enterprise that leads it. */
export const shortTitle = (title: string, enterprise: string) =>
  title.startsWith(`${enterprise}：`) ? title.slice(enterprise.length + 1) : title

export const usePageTexts = () => useTexts(pageTexts)
