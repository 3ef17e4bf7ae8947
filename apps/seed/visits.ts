import type pg from 'pg'
import { copyRows } from './copy.ts'
import { idsOf, pick, randomOf } from './random.ts'
import type { Enterprise, Register } from './register.ts'
import type { Files } from './story.ts'

const DAY = 86_400_000
const heard = [
  ['running', '生产正常，两班运转；原料够一周。'],
  ['running', '订单稳定，员工到岗九成以上。'],
  ['running', '闭环生产，宿舍已分区；询问核酸频次。'],
  ['partly', '一条线停了，等外地的配件；其余正常。'],
  ['partly', '货车进不来，先用库存。'],
  ['stopped', '停产三天，员工住在厂里，盼复工。'],
] as const
const promised = ['周五前答复通行证怎样办。', '请经信局问替代供应商。', '把惠企政策清单发给财务。'] as const

/** A round of Jiaxing with two visits of three made, and the rest put on the days ahead. */
export async function seedVisits(
  client: pg.Client,
  { enterprises, offices, officers }: Register,
  seed: number,
  now: Date,
  zone: string,
  photos: Files,
): Promise<void> {
  const force = offices.find(office => office.key === '3304:relief') ?? offices[0]!
  const leader = officers.find(officer => officer.officeId === force.id) ?? officers[0]!
  const random = randomOf(seed, 'visits')
  const newId = idsOf(seed, 'visits')
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone).toPlainDate()
  const opened = new Date(now.getTime() - 16 * DAY)
  const roundId = newId(opened)
  await copyRows(
    client,
    'relief.round',
    [
      'id',
      'name',
      'office_id',
      'division_code',
      'from_on',
      'until_on',
      'least',
      'telephone_counts',
      'created_by',
      'recorded_at',
      'seats',
    ],
    [
      [
        roundId,
        '全覆盖走访',
        force.id,
        force.divisionCode,
        today.subtract({ days: 16 }).toString(),
        today.add({ days: 14 }).toString(),
        1,
        false,
        leader.id,
        opened,
        force.path.map(code => `relief:${code}`),
      ],
    ],
  )
  const seatsOf = ({ path, liaison }: Enterprise) => [
    ...path.map(code => `relief:${code}`),
    `office:${liaison.officeId}`,
    `account:${liaison.id}`,
  ]
  const isWeekday = (on: Temporal.PlainDate) => on.dayOfWeek <= 5
  const visits: (string | Date | null | string[])[][] = []
  const pictures: (string | number | Buffer | null)[][] = []
  const plans: (string | Date | string[])[][] = []
  for (const enterprise of enterprises) {
    if (!enterprise.path.includes(force.divisionCode)) continue
    const chance = random()
    if (chance < 0.66) {
      const at = new Date(now.getTime() - Math.floor(random() * 15 * DAY) - 3_600_000)
      const [production, words] = pick(random, heard)
      const id = newId(at)
      visits.push([
        id,
        enterprise.id,
        enterprise.liaison.id,
        enterprise.liaison.officeId,
        at,
        at,
        random() < 0.9 ? 'on-site' : 'telephone',
        words,
        production,
        random() < 0.25 ? pick(random, promised) : null,
        seatsOf(enterprise),
      ])
      const photo = random() < 0.15 ? pick(random, photos) : undefined
      if (photo !== undefined)
        pictures.push([
          newId(at),
          id,
          photo.name,
          photo.mediaType,
          photo.bytes,
          photo.sha256,
          photo.thumbnail,
        ])
    } else if (chance < 0.9) {
      let on = today.add({ days: Math.floor(random() * 13) })
      while (!isWeekday(on)) on = on.add({ days: 1 })
      plans.push([
        newId(opened),
        roundId,
        enterprise.id,
        enterprise.liaison.id,
        on.toString(),
        opened,
        seatsOf(enterprise),
      ])
    }
  }
  const visitColumns = [
    'id',
    'organisation_id',
    'account_id',
    'office_id',
    'occurred_at',
    'recorded_at',
    'how',
    'words',
    'production',
    'promises',
    'seats',
  ]
  const planColumns = ['id', 'round_id', 'organisation_id', 'account_id', 'on_day', 'recorded_at', 'seats']
  const photoColumns = ['id', 'visit_id', 'name', 'media_type', 'bytes', 'sha256', 'thumbnail_sha256']
  await copyRows(client, 'relief.visit', visitColumns, visits)
  await copyRows(client, 'relief.visit_photo', photoColumns, pictures)
  await copyRows(client, 'relief.visit_plan', planColumns, plans)
}
