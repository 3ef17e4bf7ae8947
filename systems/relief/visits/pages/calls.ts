import { client } from '#platform/http'
import { useTexts } from '#platform/ui'
import { headers } from '../../pages/calls.ts'
import { visitsApi } from '../api.ts'
import { pageTexts } from '../page-texts.ts'

export const visits = client(visitsApi, { headers })
export const useVisitTexts = () => useTexts(pageTexts)

/** A day of the calendar as a moment that is written in the region's zone as that day. */
export const noonOf = (day: string) => `${day}T04:00:00Z`

export function addDays(day: string, count: number): string {
  const at = new Date(noonOf(day))
  at.setUTCDate(at.getUTCDate() + count)
  return at.toISOString().slice(0, 10)
}

/** The Monday of a day's week. */
export const mondayOf = (day: string) => addDays(day, -((new Date(noonOf(day)).getUTCDay() + 6) % 7))
