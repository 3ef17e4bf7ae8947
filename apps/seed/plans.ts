import type pg from 'pg'
import { divisionSeats } from '#platform/db'
import { copyRows, type Value } from './copy.ts'
import { idsOf, randomOf } from './random.ts'
import type { Register } from './register.ts'

const DAY = 86_400_000
const goals = [
  '四月底前恢复主要产线，五月起满产。\n关键件备足两个月用量，至少两家供应商。',
  '全年产值不低于去年。\n用工缺口在本月补齐，新招人员先培训后上岗。',
  '稳住出口订单，货物改走铁路和水路。\n与银行商定续贷，不断贷、不抽贷。',
]
const stops = ['零部件断供', '货车进不来', '用工不足', '电力检修']
const quarters = ['2021-Q2', '2021-Q3', '2021-Q4', '2022-Q1'] as const

/** States of all enterprises, a plan for every ninth, figures of every seventh, and each town's output of a quarter. */
export async function seedPlans(
  client: pg.Client,
  { enterprises, officers, offices }: Register,
  seed: number,
  since: Date,
  now: Date,
): Promise<void> {
  const random = randomOf(seed, 'plans')
  const id = idsOf(seed, 'plans')
  const between = (from: number, to: number) => from + random() * (to - from)
  const daysAgo = (days: number) => new Date(now.getTime() - days * DAY)
  const states: Value[][] = []
  const plans: Value[][] = []
  const indicators: Value[][] = []
  const figure = (
    subject: [string | null, string | null],
    by: [string, string],
    seats: string[],
    size: number,
  ) => {
    for (const period of quarters) {
      const base = size * between(0.9, 1.1)
      const value = base * between(0.93, 1.19)
      const at = daysAgo(between(1, 20))
      indicators.push([
        id(at),
        ...subject,
        'output',
        period,
        value.toFixed(4),
        base.toFixed(4),
        '统计月报',
        ...by,
        at,
        at,
        seats,
      ])
    }
  }
  for (const [i, enterprise] of enterprises.entries()) {
    const seats = divisionSeats('relief', enterprise.path)
    const draw = random()
    const state = draw < 0.03 ? 'stopped' : draw < 0.09 ? 'partly' : 'running'
    const from = daysAgo(between(1, 9))
    const why = state === 'running' ? null : stops[i % stops.length]!
    if (state !== 'running')
      states.push([id(since), enterprise.id, 'running', since, from, null, 'other', since, seats])
    states.push([
      id(from),
      enterprise.id,
      state,
      state === 'running' ? since : from,
      null,
      why,
      'visit',
      from,
      seats,
    ])
    const officer = enterprise.liaison
    const by: [string, string] = [officer.id, officer.officeId]
    if (i % 9 === 0)
      for (const version of i % 27 === 0 ? [1, 2] : [1]) {
        const at = daysAgo(20 - version * 6)
        const changed = version === 1 ? '首次制定' : '走访后补充备货要求'
        const words = goals[((i / 9) % goals.length) | 0]!
        plans.push([id(at), enterprise.id, version, words, true, changed, ...by, at, at, seats])
      }
    if (i % 7 === 0) figure([enterprise.id, null], by, seats, between(0.3, 4))
  }
  for (const office of offices.filter(one => one.divisionCode.length === 9 && one.subject === 'general')) {
    const officer = officers.find(one => one.officeId === office.id)
    if (officer === undefined) continue
    figure(
      [null, office.divisionCode],
      [officer.id, office.id],
      divisionSeats('relief', office.path),
      between(8, 150),
    )
  }
  const told = ['account_id', 'office_id', 'occurred_at', 'recorded_at', 'seats']
  await copyRows(
    client,
    'relief.state',
    ['id', 'organisation_id', 'state', 'since', 'until', 'reason', 'source', 'recorded_at', 'seats'],
    states,
  )
  await copyRows(
    client,
    'relief.plan',
    ['id', 'organisation_id', 'version', 'goals', 'in_force', 'changed', ...told],
    plans,
  )
  await copyRows(
    client,
    'relief.indicator',
    ['id', 'organisation_id', 'division_code', 'code', 'period', 'value', 'base', 'source', ...told],
    indicators,
  )
}
