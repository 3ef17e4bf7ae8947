import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { startServer } from '#apps/server/main'
import type { Config } from '#platform/config'
import { divisionSeats, type Role, uuidv7 } from '#platform/db'
import { type Api, client } from '#platform/http'
import { UnlistedRefusal } from '#platform/http/server'
import { keyOf } from '#platform/seal'
import { calendarDays } from '#region/calendar'
import { makeCreditCode } from '#region/credit-code'
import { pathOf, readDivisions } from '#region/divisions'
import { nameTokens } from '#region/names'
import { type FreshDatabase, freshDatabase } from './database.ts'

/** Divisions that a small test region has: two towns of one county, another county, another city. */
export const places = {
  province: '33',
  city: '3304',
  county: '330482',
  town: '330482001',
  siblingTown: '330482002',
  siblingCounty: '330481',
  otherCity: '3302',
} as const

const wanted = (code: string) =>
  code.length <= 6 || ['330482', '330481'].some(county => code.startsWith(county) && code.length === 9)

export type Officer = { id: string; name: string; officeId: string; token: string }

/**
 * A running server over a database of its own, with the shared facts of a small region and nothing else: a test adds
 * the offices, officers and enterprises that it needs. Its clock is simulated.
 */
export async function startWorld(
  given: { at?: Date; database?: FreshDatabase; dataDir?: string; trustedProxies?: string[] } = {},
) {
  const at = given.at ?? new Date('2022-04-20T09:00:00+08:00')
  const database = given.database ?? (await freshDatabase())
  const folder = given.dataDir ?? fs.mkdtempSync(path.join(os.tmpdir(), 'tongzhou-world-'))
  // A folder deeper than what is removed at the end: the noted heads of the audit stand beside the data.
  const dataDir = given.dataDir ?? path.join(folder, 'data')
  const owner = new pg.Pool({ connectionString: database.ownerUrl, max: 2 })
  owner.on('error', () => undefined)
  await loadRegion(owner, at)
  const errors: Error[] = []
  const config: Config = {
    port: 0,
    host: '127.0.0.1',
    dataDir,
    databaseUrl: undefined,
    keyFile: '',
    timeZone: 'Asia/Shanghai',
    logLevel: 'silent',
    trustedProxies: given.trustedProxies ?? [],
    notices: { webhook: undefined, email: undefined },
  }
  const server = await startServer({
    config,
    urls: { owner: database.ownerUrl, app: database.appUrl, public: database.publicUrl },
    masterKey: keyOf(createHash('sha256').update('test').digest()),
    version: 'test',
    onError: error => errors.push(error),
  })

  const world = {
    server,
    database,
    owner,
    errors,
    config,
    dataDir,
    address: server.address,

    /** Moves business time forward and does what fell due up to then. */
    async moveTo(moment: string | Date): Promise<void> {
      server.clock.moveTo(new Date(moment))
      await server.runDue()
    },

    async office(
      divisionCode: string,
      subject: string,
      given: { name?: string; prefix?: string; kind?: string; seesSubject?: boolean } = {},
    ) {
      const id = uuidv7()
      const name = given.name ?? `${divisionCode} ${subject}`
      await owner.query(
        `insert into region.office (id, name, name_en, prefix, division_code, path, subject, kind, sees_subject, valid_from, seats)
         values ($1, $2, $2, $3, $4, $5, $6, $7, $8, '2022-01-01', $9)`,
        [
          id,
          name,
          given.prefix ?? 'TS',
          divisionCode,
          pathOf(divisionCode),
          subject,
          given.kind ?? (subject === 'relief' ? 'task-force' : subject === 'general' ? 'town' : 'bureau'),
          given.seesSubject ?? false,
          divisionSeats('admin', pathOf(divisionCode)),
        ],
      )
      return id
    },

    /** An officer with roles in an office, signed in. */
    async officer(name: string, officeId: string, ...roles: Role[]): Promise<Officer> {
      const id = uuidv7()
      const token = randomBytes(32).toString('base64url')
      const { rows } = await owner.query<{ seats: string[] }>(
        'select seats from region.office where id = $1',
        [officeId],
      )
      const { seats } = rows[0]!
      await owner.query(
        `insert into auth.account (id, name, display_name, office_id, created_at, seats) values ($1, $2, $3, $4, now(), $5)`,
        [id, `u${id.slice(-12)}`, name, officeId, seats],
      )
      for (const role of roles) {
        await owner.query(
          `insert into auth.role_holding (id, account_id, role, office_id, valid_from, recorded_at, seats)
           values ($1, $2, $3, $4, '2022-01-01', now(), $5)`,
          [uuidv7(), id, role, officeId, seats],
        )
      }
      await owner.query(
        `insert into auth.session (id, account_id, token_hash, created_at, seen_at, expires_at, address, seats)
         values ($1, $2, $3, now(), now(), now() + interval '1 hour', '10.0.0.9', $4)`,
        [uuidv7(), id, createHash('sha256').update(token).digest(), [`account:${id}`]],
      )
      return { id, name, officeId, token }
    },

    async enterprise(divisionCode: string, name: string, liaison?: Officer): Promise<string> {
      const id = uuidv7()
      const { pinyin, initials } = nameTokens(name)
      const division = pathOf(divisionCode)
      const seats = [...divisionSeats('relief', division), ...divisionSeats('admin', division)]
      const code = makeCreditCode(
        `91339900${randomBytes(5).toString('hex').slice(0, 9).replace(/[a-f]/g, '7')}`,
      )
      await owner.query(
        `insert into region.organisation (id, credit_code, credit_code_ok, name, division_code, path, pinyin, initials, recorded_at, seats)
         values ($1, $2, true, $3, $4, $5, $6, $7, now(), $8)`,
        [id, code, name, divisionCode, division, pinyin, initials, seats],
      )
      if (liaison !== undefined) {
        await owner.query(
          `insert into relief.pairing (id, organisation_id, account_id, office_id, valid_from, recorded_at, seats)
           values ($1, $2, $3, $4, '2022-04-18', now(), $5)`,
          [uuidv7(), id, liaison.id, liaison.officeId, seats],
        )
      }
      return id
    },

    /** The typed calls of a contract as an officer makes them. */
    as<A extends Api>(officer: Officer | undefined, api: A, lang = 'zh-CN') {
      return client(api, {
        base: server.address,
        headers: () => ({
          'accept-language': lang,
          ...(officer !== undefined && { cookie: `tz_session=${officer.token}` }),
        }),
      })
    },

    async stop(): Promise<void> {
      await server.close()
      await world.release()
    },

    /** What is left to do when a test has ended the server itself. */
    async release(): Promise<void> {
      await owner.end()
      await database.drop()
      fs.rmSync(folder, { recursive: true, force: true })
      // A refusal that the contract doesn't name fails the file, whichever test met it.
      const unlisted = errors.find(error => error instanceof UnlistedRefusal)
      if (unlisted !== undefined) throw unlisted
    },
  }
  return world
}

async function loadRegion(owner: pg.Pool, at: Date): Promise<void> {
  await owner.query(
    `insert into app.deployment (kind, root_code, time_zone, simulated_at) values ('story', '33', 'Asia/Shanghai', $1)`,
    [at],
  )
  for (const row of readDivisions().filter(
    division => wanted(division.code) && division.validUntil === null,
  )) {
    await owner.query(
      `insert into region.division (code, name, level, parent_code, path, pinyin, initials, valid_from)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        row.code,
        row.name,
        row.level,
        row.parentCode,
        pathOf(row.code),
        row.pinyin,
        row.initials,
        row.validFrom,
      ],
    )
  }
  const days = calendarDays()
  await owner.query(
    `insert into region.calendar_day (day, is_working, name, notice)
     select * from unnest($1::date[], $2::boolean[], $3::text[], $4::text[])`,
    [
      days.map(day => day.on),
      days.map(day => day.isWorking),
      days.map(day => day.name),
      days.map(day => day.notice),
    ],
  )
}
