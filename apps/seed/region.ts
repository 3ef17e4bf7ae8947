import type pg from 'pg'
import { divisionSeats } from '#platform/db'
import { calendarDays } from '#region/calendar'
import { pathOf, readDivisions } from '#region/divisions'
import { nameTokens } from '#region/names'
import { readPlaces } from '#region/places'
import { copyInPieces, copyRows } from './copy.ts'
import { idsOf } from './random.ts'

export type OnProgress = (done: number, total: number) => void

/** Divisions of the whole province, down to villages and communities, and the published working days. Returns their numbers. */
export async function seedRegion(
  client: pg.Client,
  onProgress: OnProgress = () => undefined,
): Promise<{ divisions: number; days: number }> {
  const divisions = readDivisions()
  await copyInPieces(
    client,
    'region.division',
    [
      'code',
      'name',
      'level',
      'parent_code',
      'path',
      'pinyin',
      'initials',
      'longitude',
      'latitude',
      'valid_from',
      'valid_until',
      'successor_code',
    ],
    divisions.map(one => [
      one.code,
      one.name,
      one.level,
      one.parentCode,
      pathOf(one.code),
      one.pinyin,
      one.initials,
      one.longitude ?? null,
      one.latitude ?? null,
      one.validFrom,
      one.validUntil,
      one.successorCode,
    ]),
    done => onProgress(done, divisions.length),
  )
  const days = calendarDays()
  await copyRows(
    client,
    'region.calendar_day',
    ['day', 'is_working', 'name', 'notice'],
    days.map(day => [day.on, day.isWorking, day.name, day.notice]),
  )
  return { divisions: divisions.length, days: days.length }
}

/** The demonstration's places: invented, at points typed by hand. */
export async function seedPlaces(client: pg.Client, seed: number, since: Date): Promise<void> {
  const newId = idsOf(seed, 'places')
  await copyRows(
    client,
    'region.place',
    [
      'id',
      'division_code',
      'name',
      'name_en',
      'kind',
      'pinyin',
      'initials',
      'longitude',
      'latitude',
      'valid_from',
      'seats',
    ],
    readPlaces().map(place => {
      const { pinyin, initials } = nameTokens(place.name)
      const path = pathOf(place.divisionCode)
      return [
        newId(since),
        place.divisionCode,
        place.name,
        place.nameEn,
        place.kind,
        pinyin,
        initials,
        place.longitude,
        place.latitude,
        since,
        [...divisionSeats('relief', path), ...divisionSeats('admin', path)],
      ]
    }),
  )
}

/** Marks days that no notice names, in a demonstration only: doctor tells them from published ones by it. */
export const ASSUMED_NOTICE = '演示推定：通知尚未发布 (assumed for the demonstration, not published)'

/** Lets a demonstration run on beyond the last published year: Monday to Friday count as worked, and say so. */
export async function assumeDays(client: pg.Client, until: string): Promise<void> {
  const last = Temporal.PlainDate.from(calendarDays().at(-1)!.on)
  const rows: [string, boolean, null, string][] = []
  for (
    let day = last.add({ days: 1 });
    Temporal.PlainDate.compare(day, until) <= 0;
    day = day.add({ days: 1 })
  ) {
    rows.push([day.toString(), day.dayOfWeek <= 5, null, ASSUMED_NOTICE])
  }
  await copyRows(client, 'region.calendar_day', ['day', 'is_working', 'name', 'notice'], rows)
}
