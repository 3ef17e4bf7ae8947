import pg from 'pg'
import { divisionSeats, type Role, uuidv7 } from '#platform/db'
import { hashSecret } from './passwords.ts'

/** The moments of these tests: wall and business time are kept apart on purpose. */
export const wall = new Date('2026-11-24T02:00:00Z')
export const business = new Date('2022-04-11T01:00:00Z')

const divisions: [code: string, name: string, level: string][] = [
  ['33', '浙江省', 'province'],
  ['3304', '嘉兴市', 'city'],
  ['330421', '嘉善县', 'county'],
  ['330424', '海盐县', 'county'],
  ['330421100', '西塘镇', 'town'],
]
const pathOf = (code: string) =>
  [2, 4, 6, 9].filter(length => length <= code.length).map(length => code.slice(0, length))

export type Offices = Record<'province' | 'city' | 'county' | 'sibling' | 'town', string>

/** Writes as the owner of the tables, behind the policies: what a test begins with. */
export function groundOf(ownerUrl: string) {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 2 })
  return {
    pool,
    async build(): Promise<Offices> {
      await pool.query(
        `insert into app.deployment (kind, root_code, time_zone) values ('production', '33', 'Asia/Shanghai')`,
      )
      for (const [code, name, level] of divisions)
        await pool.query(
          `insert into region.division (code, name, level, parent_code, path, pinyin, initials, valid_from)
           values ($1, $2, $3, $4, $5, '', '', '2000-01-01')`,
          [code, name, level, pathOf(code).at(-2) ?? null, pathOf(code)],
        )
      const office = async (code: string, name: string, prefix: string) => {
        const id = uuidv7()
        await pool.query(
          `insert into region.office (id, name, name_en, prefix, division_code, path, subject, kind, valid_from, seats)
           values ($1, $2, $2, $3, $4, $5, 'relief', 'task-force', '2020-01-01', $6)`,
          [id, name, prefix, code, pathOf(code), divisionSeats('admin', pathOf(code))],
        )
        return id
      }
      return {
        province: await office('33', '省专班', 'ZJ'),
        city: await office('3304', '嘉兴市专班', 'JX'),
        county: await office('330421', '嘉善县专班', 'JS'),
        sibling: await office('330424', '海盐县专班', 'HY'),
        town: await office('330421100', '西塘镇', 'XT'),
      }
    },
    async account(officeId: string, name: string, password?: string): Promise<string> {
      const id = uuidv7()
      await pool.query(
        `insert into auth.account (id, name, display_name, office_id, created_at, seats)
         values ($1, $2, $2, $3, $4, auth.admin_seats($3))`,
        [id, name, officeId, business],
      )
      await pool.query('insert into auth.credential (account_id, password_hash) values ($1, $2)', [
        id,
        password === undefined ? null : await hashSecret(password),
      ])
      return id
    },
    async role(
      accountId: string,
      role: Role,
      officeId: string,
      from = new Date('2022-01-01T00:00:00Z'),
    ): Promise<string> {
      const id = uuidv7()
      await pool.query(
        `insert into auth.role_holding (id, account_id, role, office_id, valid_from, recorded_at, seats)
         values ($1, $2, $3, $4, $5, $5, auth.admin_seats($4))`,
        [id, accountId, role, officeId, from],
      )
      return id
    },
    /** Somebody covers in a role from the same moment, for a year. */
    async cover(accountId: string, roleId: string): Promise<void> {
      await pool.query(
        `insert into auth.role_holding (id, account_id, role, office_id, valid_from, valid_until, delegated_by, recorded_at, seats)
         select $1, $2, role, office_id, valid_from, valid_from + interval '1 year', account_id, recorded_at,
           seats || ('account:' || account_id) from auth.role_holding where id = $3`,
        [uuidv7(), accountId, roleId],
      )
    },
    async code(accountId: string, hash: string, expires: Date): Promise<void> {
      await pool.query(
        `update auth.credential set password_hash = null, code_hash = $2, code_expires_at = $3 where account_id = $1`,
        [accountId, hash, expires],
      )
    },
  }
}
