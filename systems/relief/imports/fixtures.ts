import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { type Actor, type Holding, keysOf, uuidv7 } from '#platform/db'
import { keyOf, openPeople, openSecrets } from '#platform/seal'
import { type DemoEnterprise, demoEnterprises, demoOfficers, demoOffices, demoPairings } from '#region/demo'
import { pathOf, readDivisions } from '#region/divisions'
import { nameMatches, nameTokens, queryTokens } from '#region/names'

const since = new Date('2022-01-01T00:00:00Z')

/** What stands before an import: divisions down to the towns, offices and officers of the demonstration city. */
export async function buildGround(owner: pg.Client, officersCount = 600) {
  const divisions = readDivisions().filter(
    ({ level, code }) => level !== 'village' || code.startsWith('330421002'),
  )
  await owner.query(
    `insert into region.division (code, name, level, parent_code, path, pinyin, initials, valid_from, valid_until, successor_code)
     select code, name, level, "parentCode", path, pinyin, initials, "validFrom", "validUntil", "successorCode"
     from json_to_recordset($1) as row (code text, name text, level text, "parentCode" text, path text[], pinyin text, initials text,
       "validFrom" date, "validUntil" date, "successorCode" text)`,
    [JSON.stringify(divisions.map(one => ({ ...one, path: pathOf(one.code) })))],
  )
  const offices = demoOffices().map(one => ({ ...one, id: uuidv7(), path: pathOf(one.divisionCode) }))
  await owner.query(
    `insert into region.office (id, name, name_en, prefix, division_code, path, subject, kind, sees_subject, valid_from, seats)
     select id, name, "nameEn", prefix, "divisionCode", path, subject, kind, "seesSubject", $2, array(select 'admin:' || c from unnest(path) c)
     from json_to_recordset($1) as row (id uuid, name text, "nameEn" text, prefix text, "divisionCode" text, path text[], subject text,
       kind text, "seesSubject" boolean)`,
    [JSON.stringify(offices), since],
  )
  const officeOf = new Map(offices.map(one => [one.key, one]))
  const officers = demoOfficers({ count: officersCount, seed: 1 }).map(one => ({
    ...one,
    id: uuidv7(),
    office: officeOf.get(one.officeKey)!,
  }))
  await owner.query(
    `insert into auth.account (id, name, display_name, office_id, created_at, seats)
     select id, account, name, office, $2, auth.admin_seats(office) from json_to_recordset($1) as row (id uuid, account text, name text, office uuid)`,
    [JSON.stringify(officers.map(one => ({ ...one, office: one.office.id }))), since],
  )
  await owner.query(
    `insert into auth.role_holding (id, account_id, role, office_id, valid_from, recorded_at, seats)
     select id, account, role, office, $2, $2, auth.admin_seats(office) from json_to_recordset($1) as row (id uuid, account uuid, role text, office uuid)`,
    [
      JSON.stringify(
        officers.flatMap(one =>
          one.roles.map(role => ({ id: uuidv7(), account: one.id, role, office: one.office.id })),
        ),
      ),
      since,
    ],
  )
  /** An official of an office in a role, as signed in. */
  const actorAt = (officeKey: string, role: Holding['role'] = 'leader'): Actor => {
    const officer = officers.find(one => one.officeKey === officeKey && one.roles.includes(role))
    if (officer === undefined) throw new Error(`Nobody is ${role} at ${officeKey}.`)
    const { office } = officer
    const holdings: Holding[] = [
      { role, officeId: office.id, divisionCode: office.divisionCode, subject: null, delegatedBy: null },
    ]
    return {
      kind: 'staff',
      id: officer.id,
      ...keysOf(officer.id, holdings),
      holdings,
      lang: 'zh-CN',
      requestId: 'test-import',
    }
  }
  return { officers, offices, actorAt }
}

export const listHeader = [
  '序号',
  '统一社会信用代码',
  '企业名称',
  '乡镇街道',
  '地址',
  '所属行业',
  '企业规模',
  '从业人数',
  '营业收入（万元）',
  '联系人',
  '联系人职务',
  '联系电话',
  '联企服务员',
  '名单',
]
const sizeNames = { large: '大型', medium: '中型', small: '小型' }

/** An invented list as offices keep them, a row an enterprise. */
export function listOf(
  count: number,
  seed: number,
  officers: Parameters<typeof demoPairings>[1],
): string[][] {
  const enterprises = demoEnterprises({ count, seed })
  const accounts = demoPairings(enterprises, officers).map(one => one.account)
  return enterprises.map((one, i) => rowOf(one, accounts[i]!))
}

function rowOf(one: DemoEnterprise, account: string): string[] {
  return [
    String(one.index + 1),
    one.creditCode,
    one.name,
    one.divisionCode,
    one.address,
    one.industry,
    sizeNames[one.size],
    String(one.employees),
    String(one.revenueFen / 1_000_000n),
    one.contact.name,
    one.contact.post,
    one.contact.telephone,
    account,
    one.lists.includes('top100') ? '百强、规上' : '规上',
  ]
}

export const csvOf = (rows: readonly (readonly string[])[], header: readonly string[] = listHeader) =>
  [header, ...rows]
    .map(row => row.map(cell => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(','))
    .join('\r\n')

/** People and secrets under a key of their own. */
export function freshSeal() {
  const key = keyOf(randomBytes(32))
  return { people: openPeople(key, { nameTokens, queryTokens, nameMatches }), secrets: openSecrets(key) }
}
