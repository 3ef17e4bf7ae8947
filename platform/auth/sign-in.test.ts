import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, openDatabase } from '#platform/db'
import { Refused } from '#platform/http'
import { type FreshDatabase, freshDatabase } from '#test/database'
import { newCode, readCode } from './code.ts'
import { business, groundOf, type Offices, wall } from './fixtures.ts'
import { findPasswordFault, hashSecret, isSecret } from './passwords.ts'
import { listSessions, revokeSession, sessionOf } from './sessions.ts'
import { changePassword, networkOf, signIn, signOut, useCode } from './sign-in.ts'

let fresh: FreshDatabase
let db: Database
let ground: ReturnType<typeof groundOf>
let offices: Offices
const password = '春天的柳树很绿很绿2022'

beforeAll(async () => {
  fresh = await freshDatabase()
  db = openDatabase({ app: fresh.appUrl, public: fresh.publicUrl, onError: () => undefined })
  ground = groundOf(fresh.ownerUrl)
  offices = await ground.build()
})
afterAll(async () => {
  await db?.close()
  await ground?.pool.end()
  await fresh?.drop()
})

let visits = 0
/** A visit from an address of its own, so that no test waits for another's failures. */
const visit = (at = wall, address = `10.0.${Math.floor(++visits / 250)}.${visits % 250}`) => ({
  address,
  agent: 'test',
  wall: at,
  business,
  requestId: 'request-1',
})
const later = (ms: number) => new Date(wall.getTime() + ms)
const answerOf = async (work: Promise<unknown>) => {
  try {
    await work
    return 'open'
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return typeof error.params.seconds === 'number' ? `${error.code} ${error.params.seconds}` : error.code
  }
}
const entriesOf = async (accountId: string) =>
  (
    await ground.pool.query(
      'select action, seats from audit.entry where subject_id = $1 order by recorded_at, id',
      [accountId],
    )
  ).rows

test('a name and password open a session of twelve hours of wall time, whatever the business clock says', async () => {
  const id = await ground.account(offices.county, 'chen.hua', password)
  await ground.role(id, 'liaison', offices.county)
  const { token, expiresAt } = await signIn(db, { name: ' Chen.Hua ', password, ...visit() })
  expect(expiresAt).toEqual(later(12 * 3_600_000))
  const who = (at: Date) =>
    sessionOf(db, token, { wall: at, business }, { lang: 'en', requestId: 'request-2' })
  const actor = await who(wall)
  expect(actor).toMatchObject({ kind: 'staff', id, lang: 'en', requestId: 'request-2' })
  expect(actor?.holdings).toEqual([
    { role: 'liaison', officeId: offices.county, divisionCode: '330421', subject: null, delegatedBy: null },
  ])
  expect(actor?.write).toContain('relief:330421')
  expect(await who(later(12 * 3_600_000 - 1))).toBeDefined()
  expect(await who(later(12 * 3_600_000))).toBeUndefined()
  expect(await entriesOf(id)).toEqual([
    { action: 'signed-in', seats: ['audit:33', 'audit:3304', 'audit:330421'] },
  ])
})

test('only a hash of the token is kept', async () => {
  await ground.account(offices.county, 'lin.min', password)
  const { token } = await signIn(db, { name: 'lin.min', password, ...visit() })
  const { rows } = await ground.pool.query(
    'select encode(token_hash, $1) as kept, s::text as whole from auth.session s',
    ['base64'],
  )
  expect(rows.length).toBeGreaterThan(0)
  for (const row of rows) expect(row.whole + row.kept).not.toContain(token)
})

test('an unknown name, a wrong password, an ended account and one without password are answered alike', async () => {
  await ground.account(offices.county, 'known', password)
  await ground.account(offices.county, 'without')
  const ended = await ground.account(offices.county, 'ended', password)
  await ground.pool.query('update auth.account set ended_at = $2 where id = $1', [ended, business])
  for (const [name, tried] of [
    ['known', 'not the password'],
    ['nobody', 'not the password'],
    ['nobody2', password],
    ['ended', password],
    ['without', ''],
    ['without', password],
  ] as const)
    expect(await answerOf(signIn(db, { name, password: tried, ...visit() }))).toBe('sign-in-refused')
  const { rows } = await ground.pool.query(
    `select subject_id, seats from audit.entry where action = 'sign-in-refused' and subject_id = 'unknown'`,
  )
  expect(rows).toEqual([
    { subject_id: 'unknown', seats: ['audit:33'] },
    { subject_id: 'unknown', seats: ['audit:33'] },
  ])
})

test.each([
  ['wrong three times: a second', [0, 0, 0], 0, 1],
  ['a second later the fourth attempt goes', [0, 0, 0, 1000], 1000, 2],
  ['each failure doubles the wait', [0, 0, 0, 1000, 3000, 7000], 7000, 8],
  ['half of the wait is over', [0, 0, 0, 1000, 3000, 7000], 11_000, 4],
  [
    'never more than fifteen minutes',
    [0, 0, 0, ...Array.from({ length: 12 }, (_, i) => (i + 1) * 900_000)],
    10_800_000,
    900,
  ],
  [
    'in three hours one failure is forgotten: the next wait is as after the last but one',
    [0, 0, 0, 1000, 3000, 3000 + 11_000_000],
    3000 + 11_000_000,
    4,
  ],
  ['the wall clock is set back by an hour: the wait is the delay, not the hour', [0, 0, 0], -3_600_000, 1],
] as const)('back-off of an account: %s', async (title, failures, then, wait) => {
  const name = `b-${Buffer.from(title).toString('hex').slice(-20)}`
  await ground.account(offices.county, name, password)
  for (const ms of failures)
    expect(await answerOf(signIn(db, { name, password: 'wrong password', ...visit(later(ms)) }))).toBe(
      'sign-in-refused',
    )
  const answer = await answerOf(signIn(db, { name, password, ...visit(later(then)) }))
  expect(answer).toBe(`sign-in-wait ${wait}`)
})

test('after the wall clock was set back, the right password opens once the delay is over', async () => {
  await ground.account(offices.county, 'back', password)
  for (let i = 0; i < 3; i++) await answerOf(signIn(db, { name: 'back', password: 'wrong', ...visit() }))
  const back = (ms: number) => signIn(db, { name: 'back', password, ...visit(later(-3_600_000 + ms)) })
  expect(await answerOf(back(0))).toBe('sign-in-wait 1')
  expect(await answerOf(back(1000))).toBe('open')
})

test('an address that tries many names waits, and signing in to an own account does not clear it', async () => {
  await ground.account(offices.county, 'own', password)
  const address = '192.0.2.7'
  for (let i = 0; i < 30; i++) {
    expect(
      await answerOf(signIn(db, { name: `guess-${i}`, password: 'wrong', ...visit(wall, address) })),
    ).toBe('sign-in-refused')
    if (i === 15)
      expect(await answerOf(signIn(db, { name: 'own', password, ...visit(wall, address) }))).toBe('open')
  }
  expect(await answerOf(signIn(db, { name: 'own', password, ...visit(wall, address) }))).toBe(
    'sign-in-wait 1',
  )
  expect(await answerOf(signIn(db, { name: 'own', password, ...visit(wall, '192.0.2.8') }))).toBe('open')
})

test('a thousand officials behind one address, of whom one a minute mistypes, are not shut out', async () => {
  await ground.account(offices.county, 'behind', password)
  const address = '192.0.2.9'
  for (let i = 0; i < 45; i++)
    await answerOf(signIn(db, { name: `typo-${i}`, password: 'wrong', ...visit(later(i * 60_000), address) }))
  const { rows } = await ground.pool.query(
    `select failures from auth.attempt where subject = 'address:192.0.2.9'`,
  )
  expect(rows).toEqual([{ failures: 1 }])
  expect(
    await answerOf(signIn(db, { name: 'behind', password, ...visit(later(45 * 60_000), address) })),
  ).toBe('open')
})

test('ten attempts at once do not pass under the limit of three', async () => {
  await ground.account(offices.county, 'parallel', password)
  const answers = await Promise.all(
    Array.from({ length: 10 }, () =>
      answerOf(signIn(db, { name: 'parallel', password: 'wrong', ...visit() })),
    ),
  )
  expect(answers.filter(answer => answer === 'sign-in-refused')).toHaveLength(3)
  expect(answers.filter(answer => answer === 'sign-in-wait 1')).toHaveLength(7)
})

test('when very many sign in at once the last are told to come back, and it does not count against them', async () => {
  await ground.account(offices.county, 'crowd', password)
  const answers = await Promise.all(Array.from({ length: 60 }, () => answerOf(hashSecret('in the queue'))))
  expect(answers.filter(answer => answer === 'busy 3')).toHaveLength(18)
  expect(answers.filter(answer => answer === 'open')).toHaveLength(42)
  expect(await answerOf(signIn(db, { name: 'crowd', password, ...visit() }))).toBe('open')
})

test('a code sets the password once, also when it is sent twice at the same time', async () => {
  const id = await ground.account(offices.county, 'first', undefined)
  const code = newCode()
  await ground.code(id, await hashSecret(readCode(code)!), later(7 * 86_400_000))
  const answers = await Promise.all([
    answerOf(useCode(db, { name: 'first', code, password: `${password}a`, ...visit() })),
    answerOf(useCode(db, { name: 'first', code, password: `${password}b`, ...visit() })),
  ])
  expect(answers.toSorted()).toEqual(['code-refused', 'open'])
  const chosen = answers[0] === 'open' ? 'a' : 'b'
  expect(await answerOf(signIn(db, { name: 'first', password: `${password}${chosen}`, ...visit() }))).toBe(
    'open',
  )
  expect(await answerOf(useCode(db, { name: 'first', code, password, ...visit() }))).toBe('code-refused')
})

test('a code is refused after seven days, for another account, and with a sign mistyped', async () => {
  const id = await ground.account(offices.county, 'late')
  await ground.account(offices.county, 'other')
  const code = newCode()
  await ground.code(id, await hashSecret(readCode(code)!), later(7 * 86_400_000))
  const use = (name: string, typed: string, at: Date) =>
    answerOf(useCode(db, { name, code: typed, password, ...visit(at) }))
  expect(await use('late', code, later(7 * 86_400_000))).toBe('code-refused')
  expect(await use('other', code, wall)).toBe('code-refused')
  expect(await use('nobody', code, wall)).toBe('code-refused')
  expect(
    await use(
      'late',
      code.replace(/.$/, sign => (sign === '0' ? '1' : '0')),
      wall,
    ),
  ).toBe('invalid')
  expect(await use('late', code.toLowerCase().replace('-', ' '), wall)).toBe('open')
})

test('an ended account’s open session is dead at once, and so is cover for a role that has ended', async () => {
  const id = await ground.account(offices.county, 'goes', password)
  const holder = await ground.account(offices.county, 'holder')
  const role = await ground.role(holder, 'leader', offices.county)
  await ground.cover(id, role)
  const { token } = await signIn(db, { name: 'goes', password, ...visit() })
  const actor = () => sessionOf(db, token, { wall, business }, { lang: 'en', requestId: 'r' })
  expect((await actor())?.holdings).toMatchObject([{ role: 'leader', delegatedBy: holder }])
  await ground.pool.query('update auth.account set ended_at = $2 where id = $1', [holder, business])
  expect((await actor())?.holdings).toEqual([])
  await ground.pool.query('update auth.account set ended_at = null where id = $1', [holder])
  expect((await actor())?.holdings).toHaveLength(1)
  await ground.pool.query('update auth.role_holding set valid_until = $2 where id = $1', [role, business])
  expect((await actor())?.holdings).toEqual([])
  await ground.pool.query('update auth.account set ended_at = $2 where id = $1', [id, business])
  expect(await actor()).toBeUndefined()
})

test('a password set by a code ends the sessions that were open', async () => {
  const id = await ground.account(offices.county, 'reset', password)
  const { token } = await signIn(db, { name: 'reset', password, ...visit() })
  const code = newCode()
  await ground.code(id, await hashSecret(readCode(code)!), later(86_400_000))
  await useCode(db, { name: 'reset', code, password: `${password}!`, ...visit() })
  expect(await sessionOf(db, token, { wall, business }, { lang: 'en', requestId: 'r' })).toBeUndefined()
  expect(await answerOf(signIn(db, { name: 'reset', password, ...visit() }))).toBe('sign-in-refused')
})

test('who changes the password keeps this session and ends the others', async () => {
  await ground.account(offices.county, 'change', password)
  const [one, other] = [
    await signIn(db, { name: 'change', password, ...visit() }),
    await signIn(db, { name: 'change', password, ...visit() }),
  ]
  const change = (token: string, present: string, next: string) =>
    answerOf(changePassword(db, { token, present, password: next, ...visit() }))
  expect(await change(one.token, 'not the present one', `${password}2`)).toBe('password-wrong')
  expect(await change(one.token, password, 'short')).toBe('invalid')
  expect(await change(one.token, password, `${password}2`)).toBe('open')
  const isOpen = async (token: string) =>
    (await sessionOf(db, token, { wall, business }, { lang: 'en', requestId: 'r' })) !== undefined
  expect([await isOpen(one.token), await isOpen(other.token)]).toEqual([true, false])
  expect(await change(other.token, `${password}2`, `${password}3`)).toBe('unauthenticated')
})

test('own sessions are listed and ended; those of others are not there', async () => {
  await ground.account(offices.county, 'mine', password)
  await ground.account(offices.county, 'theirs', password)
  const mine = await signIn(db, { name: 'mine', password, ...visit() })
  const second = await signIn(db, { name: 'mine', password, ...visit(later(1000)) })
  const theirs = await signIn(db, { name: 'theirs', password, ...visit() })
  const at = { wall: later(2000), business }
  const actor = (await sessionOf(db, mine.token, at, { lang: 'zh-CN', requestId: 'r' }))!
  const other = (await sessionOf(db, theirs.token, at, { lang: 'zh-CN', requestId: 'r' }))!
  const listed = await db.as(actor, tx => listSessions(tx, mine.accountId, at.wall))
  expect(listed).toHaveLength(2)
  expect(await db.as(actor, tx => listSessions(tx, theirs.accountId, at.wall))).toEqual([])
  expect(await answerOf(db.as(other, tx => revokeSession(tx, other, listed[0]!.id, at)))).toBe('not-found')
  await db.as(actor, tx => revokeSession(tx, actor, listed[0]!.id, at))
  expect(await sessionOf(db, second.token, at, { lang: 'en', requestId: 'r' })).toBeUndefined()
  await signOut(db, mine.token, { ...at, requestId: 'r' })
  expect(await sessionOf(db, mine.token, at, { lang: 'en', requestId: 'r' })).toBeUndefined()
  await signOut(db, mine.token, { ...at, requestId: 'r' })
})

test.each([
  ['123456789', 'password-short'],
  ['柳树柳树柳树柳树柳', 'password-short'],
  ['x'.repeat(201), 'password-long'],
  ['chen.huang1', 'password-name'],
  ['Chen.Huang2022', 'password-name'],
  ['1234567890', 'password-common'],
  ['Password123', 'password-common'],
  ['aaaaaaaaaaaa', 'password-common'],
  ['abcdefghijkl', 'password-common'],
  ['chen.huang and his three boats', undefined],
  ['四月的柳树已经绿了', 'password-short'],
  ['四月的柳树已经绿了吧', undefined],
])('the password %s of chen.huang gives %s', (tried, fault) => {
  expect(findPasswordFault(tried, 'chen.huang')).toBe(fault)
})

test('a wrong or exchanged sign of a code is noticed before it costs an attempt', () => {
  const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
  fc.assert(
    fc.property(fc.nat(9), fc.constantFrom(...signs), (place, sign) => {
      const code = readCode(newCode())!
      const wrong = code.slice(0, place) + sign + code.slice(place + 1)
      expect(readCode(wrong)).toBe(sign === code[place] ? code : undefined)
    }),
  )
  expect(readCode(`${newCode()}0`)).toBeUndefined()
})

test('one machine with a whole IPv6 network counts once', () => {
  expect(networkOf('2001:db8::1')).toBe('2001:db8:0:0::/64')
  expect(networkOf('2001:0db8:0:0:ffff:1:2:3')).toBe('2001:db8:0:0::/64')
  expect(networkOf('::1')).toBe('0:0:0:0::/64')
  expect(networkOf('::ffff:192.0.2.1')).toBe('192.0.2.1')
  expect(networkOf('192.0.2.1')).toBe('192.0.2.1')
})

test('a name that does not exist costs as much as one that does: both are checked against a hash', async () => {
  expect(await isSecret(undefined, 'anything')).toBe(false)
  expect(await isSecret(null, 'anything')).toBe(false)
  expect(await isSecret(await hashSecret('anything'), 'anything')).toBe(true)
})
