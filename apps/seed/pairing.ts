import type pg from 'pg'
import { divisionSeats } from '#platform/db'
import { copyRows } from './copy.ts'
import { idsOf } from './random.ts'
import type { Officer, Register } from './register.ts'

const CITY = '3304'
const DAY = 86_400_000
const groups = [
  ['综合协调组', 'Co-ordination', 'industry'],
  ['交通物流组', 'Transport and logistics', 'transport'],
  ['用工保障组', 'Labour', 'labour'],
  ['金融服务组', 'Finance', 'finance'],
  ['政策兑现组', 'Policy and tax', 'tax'],
  ['疫情防控组', 'Health', 'health'],
] as const

/** Six service groups of the city's task force, deputies of the first hundred and of every twelfth other, an absence. */
export async function seedPairing(
  client: pg.Client,
  { offices, officers, enterprises }: Register,
  seed: number,
  since: Date,
  now: Date,
): Promise<void> {
  const force = offices.find(office => office.divisionCode === CITY && office.subject === 'relief')!
  const codeOf = new Map(offices.map(office => [office.id, office.divisionCode]))
  const liaisons = officers.filter(officer => officer.roles.includes('liaison'))
  const inCity = liaisons.filter(officer => codeOf.get(officer.officeId) === CITY)
  const seats = [...divisionSeats('relief', force.path), ...divisionSeats('admin', force.path)]
  const groupId = idsOf(seed, 'service groups')
  const ids = groups.map(() => groupId(since))
  await copyRows(
    client,
    'relief.service_group',
    ['id', 'office_id', 'name', 'name_en', 'subject', 'valid_from', 'recorded_at', 'seats'],
    groups.map(([name, english, subject], i) => [
      ids[i]!,
      force.id,
      name,
      english,
      subject,
      since,
      since,
      seats,
    ]),
  )
  const memberId = idsOf(seed, 'group members')
  await copyRows(
    client,
    'relief.group_member',
    ['id', 'group_id', 'account_id', 'part', 'valid_from', 'recorded_at', 'seats'],
    inCity.map((officer, i) => [
      memberId(since),
      ids[i % groups.length]!,
      officer.id,
      i < groups.length ? 'leader' : 'member',
      since,
      since,
      seats,
    ]),
  )
  await client.query(
    `update relief.pairing r set group_id = m.group_id from relief.group_member m where m.account_id = r.account_id`,
  )
  const byPlace = Map.groupBy(liaisons, officer => codeOf.get(officer.officeId)!)
  const deputyOf = (index: number, code: string, main: Officer): Officer | undefined => {
    const there = (byPlace.get(code) ?? []).filter(officer => officer.id !== main.id)
    return there[index % there.length]
  }
  const deputyId = idsOf(seed, 'deputies')
  await copyRows(
    client,
    'relief.pairing',
    ['id', 'organisation_id', 'account_id', 'office_id', 'part', 'valid_from', 'recorded_at', 'seats'],
    enterprises.flatMap((one, i) => {
      if (!one.lists.includes('top100') && i % 12 > 0) return []
      const deputy = deputyOf(i, one.divisionCode, one.liaison)
      return deputy === undefined
        ? []
        : [
            [
              deputyId(since),
              one.id,
              deputy.id,
              deputy.officeId,
              'deputy',
              since,
              since,
              [...divisionSeats('relief', one.path), ...divisionSeats('admin', one.path)],
            ],
          ]
    }),
  )
  const [away, cover] = inCity.filter(officer => officer.officeId === inCity.at(-1)!.officeId)
  if (away === undefined || cover === undefined) return
  await copyRows(
    client,
    'relief.absence',
    ['id', 'account_id', 'cover_id', 'absent_from', 'absent_until', 'recorded_at', 'seats'],
    [
      [
        idsOf(seed, 'absences')(since),
        away.id,
        cover.id,
        new Date(now.getTime() - DAY),
        new Date(now.getTime() + 5 * DAY),
        new Date(now.getTime() - DAY),
        [`account:${away.id}`, `office:${away.officeId}`],
      ],
    ],
  )
}
