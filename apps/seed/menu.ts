import type pg from 'pg'
import { copyRows, type Value } from './copy.ts'
import type { Offered } from './orders.ts'
import { idsOf } from './random.ts'
import type { Register } from './register.ts'

const offered = [
  ['用工对接', 'Finding workers', '了解缺工岗位，对接劳务机构，安排面试。', 'labour', 3],
  ['通行证代办', 'Passes for lorries', '帮助申领重点物资运输车辆通行证。', 'transport', 1],
  ['消防隐患体检', 'Fire safety check', '上门查看消防设施，列出要整改的地方。', 'general', 5],
  ['惠企政策上门讲', 'Policies explained on site', '按企业情况讲清能享受哪些政策、怎么办。', 'general', 3],
  ['核酸采样上门', 'Sampling on site', '采样队到厂区，不停产采样。', 'health', 2],
] as const

/** The menu of each town, and where it has a leader and an officer, the team 红领班 that delivers it. */
export async function seedMenu(
  client: pg.Client,
  { offices, officers }: Register,
  seed: number,
  since: Date,
): Promise<Offered[]> {
  const id = idsOf(seed, 'menu')
  const day = since.toISOString().slice(0, 10)
  const teams: Value[][] = []
  const members: Value[][] = []
  const services: Value[][] = []
  const all: Offered[] = []
  for (const office of offices.filter(one => one.kind === 'town')) {
    const people = officers.filter(one => one.officeId === office.id)
    const leader = people.find(one => one.roles.includes('leader')) ?? people[0]
    const seats = [`office:${office.id}`]
    const teamId = leader === undefined ? null : id(since)
    if (leader !== undefined) {
      const place = office.name.replace(/(人民政府|街道办事处|镇|街道|乡)$/u, '')
      teams.push([teamId, office.id, `${place}红领班`, leader.id, since, since, seats])
      for (const one of people.filter(person => person !== leader).slice(0, 3))
        members.push([id(since), teamId, 'official', one.id, null, since, since, seats])
      for (const [part, name] of [
        ['line-leader', '一线线长'],
        ['department', '安监所'],
        ['department', '市场监管所'],
      ])
        members.push([id(since), teamId, part!, null, name!, since, since, seats])
    }
    for (const [position, [name, nameEn, description, subject, days]] of offered.entries()) {
      const serviceId = id(since)
      all.push({ id: serviceId, office, teamId, leader, name, days })
      services.push([
        serviceId,
        office.id,
        teamId,
        name,
        nameEn,
        description,
        subject,
        days,
        position,
        day,
        since,
        seats,
      ])
    }
  }
  await copyRows(
    client,
    'relief.team',
    ['id', 'office_id', 'name', 'leader_id', 'valid_from', 'recorded_at', 'seats'],
    teams,
  )
  await copyRows(
    client,
    'relief.team_member',
    ['id', 'team_id', 'part', 'account_id', 'name', 'valid_from', 'recorded_at', 'seats'],
    members,
  )
  await copyRows(
    client,
    'relief.service',
    [
      'id',
      'office_id',
      'team_id',
      'name',
      'name_en',
      'description',
      'subject',
      'days',
      'position',
      'valid_from',
      'recorded_at',
      'seats',
    ],
    services,
  )
  return all
}
