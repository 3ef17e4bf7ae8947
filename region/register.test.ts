import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FreshDatabase, freshDatabase } from '#test/database'
import { calendarDays } from './calendar.ts'
import { demoEnterprises, demoOffices } from './demo.ts'
import { pathOf, readDivisions } from './divisions.ts'
import { nameTokens, queryTokens } from './names.ts'

let database: FreshDatabase
let owner: pg.Client
// The villages of one town stand for the others.
const divisions = readDivisions().filter(
  ({ level, code }) => level !== 'village' || code.startsWith('330114002'),
)

beforeAll(async () => {
  database = await freshDatabase()
  owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  await owner.query(
    `insert into region.division (code, name, level, parent_code, path, pinyin, initials, longitude, latitude, valid_from, valid_until, successor_code)
     select code, name, level, "parentCode", path, pinyin, initials, longitude, latitude, "validFrom", "validUntil", "successorCode"
     from json_to_recordset($1) as row (code text, name text, level text, "parentCode" text, path text[], pinyin text, initials text,
       longitude float, latitude float, "validFrom" date, "validUntil" date, "successorCode" text)`,
    [JSON.stringify(divisions.map(division => ({ ...division, path: pathOf(division.code) })))],
  )
})
afterAll(async () => {
  await owner?.end()
  await database?.drop()
})

const search = async (query: string): Promise<string[]> => {
  const found: string[] = []
  for (const { how, bigrams, wanted } of queryTokens(query)) {
    const { rows } = await owner.query('select code from region.search_divisions($1, $2, $3, 20)', [
      bigrams,
      wanted,
      how,
    ])
    found.push(...rows.map((row: { code: string }) => row.code))
  }
  return found
}

test('the database cuts names into the same pairs as we do', async () => {
  const names = [...divisions.map(row => row.name), '沪', 'ABC电子（中国）3厂', '𠮷野']
  const { rows } = await owner.query<{ name: string; bigrams: string[] }>(
    'select name, app.bigrams(name) bigrams from unnest($1::text[]) name',
    [names],
  )
  for (const { name, bigrams } of rows)
    expect(nameTokens(name).bigrams.toSorted()).toEqual(bigrams.toSorted())
})

test.each([
  ['嘉兴', '3304'],
  ['嘉善', '330421'],
  ['罗星', '330421002'],
  ['邻里社区', '330114002005'],
  ['yueqing', '330382'],
  ['lishui', '3311'],
  ['jxs', '3304'],
  ['zqz', '330483105'],
  ['洲quan', '330483105'],
])('%s finds division %s', async (query, code) => {
  expect(await search(query)).toContain(code)
})

test('a county that was merged is kept but no longer found', async () => {
  expect(await search('下城区')).toEqual([])
})

test('the demonstration fits the tables it is for', async () => {
  await owner.query(
    `insert into region.calendar_day (day, is_working, name, notice)
     select "on", "isWorking", name, notice from json_to_recordset($1) as row ("on" date, "isWorking" boolean, name text, notice text)`,
    [JSON.stringify(calendarDays())],
  )
  await owner.query(
    `insert into region.office (id, name, name_en, prefix, division_code, path, subject, kind, sees_subject, valid_from, seats)
     select gen_random_uuid(), name, "nameEn", prefix, "divisionCode", '{}', subject, kind, "seesSubject", '2022-01-01', '{}'
     from json_to_recordset($1) as row (name text, "nameEn" text, prefix text, "divisionCode" text, subject text, kind text, "seesSubject" boolean)`,
    [JSON.stringify(demoOffices())],
  )
  const enterprises = demoEnterprises({ count: 200, seed: 1 })
  await owner.query(
    `insert into region.organisation (id, credit_code, credit_code_ok, name, division_code, path, address, industry, size, employees, revenue_fen, pinyin, initials, recorded_at, seats)
     select gen_random_uuid(), "creditCode", true, name, "divisionCode", '{}', address, industry, size, employees, revenue, pinyin, initials, '2022-01-01', '{}'
     from json_to_recordset($1) as row ("creditCode" text, name text, "divisionCode" text, address text, industry text, size text, employees int,
       revenue bigint, pinyin text, initials text)`,
    [
      JSON.stringify(
        enterprises.map(({ revenueFen, ...enterprise }) => ({
          ...enterprise,
          ...nameTokens(enterprise.name),
          revenue: String(revenueFen),
        })),
      ),
    ],
  )
  const { rows } = await owner.query(
    `select (select count(*)::int from region.calendar_day) days, (select count(*)::int from region.office) offices,
       (select count(*)::int from region.organisation) organisations`,
  )
  expect(rows).toEqual([{ days: 2557, offices: demoOffices().length, organisations: 200 }])
})
