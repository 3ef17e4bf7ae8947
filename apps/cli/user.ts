import {
  codeSheet,
  createAccount,
  createFirstAdministrator,
  grantRole,
  type IssuedCode,
  issueCode,
  type ListedAccount,
  listAccounts,
  refusalTexts,
} from '#platform/auth'
import { type Config, readConfig } from '#platform/config'
import { type Actor, divisionSeats, openDatabase, type Role, uuidv7 } from '#platform/db'
import { handOver } from '#platform/matter'
import { figure, type Lang, shortDay } from '#platform/texts'
import { nameTokens } from '#region/names'
import { countPairings, handOverPairings } from '#relief'
import { choiceOf, dayOf, readArguments, Usage } from './arguments.ts'
import { exit, Failure } from './failure.ts'
import { findOffice, type Work, withOwner } from './owner.ts'
import { texts } from './texts.ts'

const roles = [
  'liaison',
  'handler',
  'leader',
  'supervisor',
  'duty',
  'admin',
  'auditor',
] as const satisfies readonly Role[]
const verbs = ['create', 'role', 'code', 'list', 'end'] as const

const print = (value: string) => process.stdout.write(`${value}\n`)
const printJson = (value: unknown) => print(JSON.stringify(value))

/** Administers accounts at the machine itself. */
export async function user(args: string[], lang: Lang): Promise<number> {
  const words = texts(lang)
  const [typed, ...rest] = args
  if (typed === undefined || typed.startsWith('-')) {
    const { values } = readArguments('user', args, {}, [], lang)
    if (!values.help) throw new Usage('user', words.argumentMissing({ what: verbs.join(' | ') }), lang)
    print(words['help-user'])
    return exit.ok
  }
  const verb = choiceOf('user', 'user', typed, verbs, lang)
  const options = {
    display: { type: 'string' },
    division: { type: 'string' },
    office: { type: 'string' },
    role: { type: 'string' },
    from: { type: 'string' },
    until: { type: 'string' },
    within: { type: 'string' },
    to: { type: 'string' },
  } as const
  const allowed = {
    create: ['display', 'division', 'office'],
    role: ['role', 'office', 'from', 'until'],
    code: [],
    list: ['within'],
    end: ['to'],
  }[verb]
  const own = Object.fromEntries(
    Object.entries(options).filter(([name]) => allowed.includes(name as never)),
  ) as typeof options
  const account = lang === 'en' ? 'ACCOUNT' : '账号'
  const { values, positionals } = readArguments('user', rest, own, verb === 'list' ? [] : [account], lang)
  if (values.help) {
    print(words['help-user'])
    return exit.ok
  }
  const need = (value: string | undefined, option: string): string => {
    if (value === undefined) throw new Usage('user', words.argumentMissing({ what: option }), lang)
    return value
  }
  const name = positionals[0] ?? ''
  const config = readConfig(process.env)
  // What is wrong in the command itself is said before a database is started.
  const day = (option: string, value: string | undefined) =>
    value === undefined ? undefined : dayOf('user', option, value, 0, config.timeZone, lang)
  const wish = {
    display: verb === 'create' ? need(values.display, '--display') : '',
    office:
      verb === 'role' || (verb === 'create' && values.division === undefined)
        ? need(values.office, '--office')
        : (values.office ?? ''),
    role: verb === 'role' ? choiceOf('user', '--role', need(values.role, '--role'), roles, lang) : 'liaison',
    from: day('--from', values.from),
    until: day('--until', values.until),
  }
  return withOwner(config, lang, values.json === true, async work => {
    const { pool, at } = work
    switch (verb) {
      case 'create': {
        const person = {
          name,
          displayName: wish.display,
          tokens: nameTokens(wish.display, { surname: true }),
        }
        const issued =
          values.division === undefined
            ? await createAccount(pool, { ...person, officeId: await findOffice(work, wish.office) }, at)
            : await createFirstAdministrator(pool, { ...person, divisionCode: values.division }, at)
        return showCode(work, issued)
      }
      case 'code':
        return showCode(work, await issueCode(pool, name, at))
      case 'role': {
        const { role, from, until } = wish
        const period = { ...(from !== undefined && { from }), ...(until !== undefined && { until }) }
        await grantRole(pool, { name, role, officeId: await findOffice(work, wish.office), ...period }, at)
        if (work.isJson) printJson({ name, role })
        else print(words.roleGranted({ name, role }))
        return
      }
      case 'list': {
        const accounts = await listAccounts(
          pool,
          values.within === undefined ? {} : { within: values.within },
          at.business,
        )
        if (work.isJson) printJson({ accounts })
        else showAccounts(accounts, config, lang)
        return
      }
      case 'end': {
        const handed = await endAccount(work, name, values.to)
        if (work.isJson) printJson({ name, handedOver: handed })
        else print(words.accountEnded({ name, handed: figure(handed, lang) }))
        return
      }
    }
  })
}

function showCode({ config, lang, isJson }: Work, issued: IssuedCode) {
  if (isJson) return printJson({ ...issued, expiresAt: issued.expiresAt.toISOString() })
  print(
    codeSheet(
      { ...issued, office: lang === 'en' ? issued.officeEn : issued.office, timeZone: config.timeZone },
      lang,
    ),
  )
}

function showAccounts(accounts: readonly ListedAccount[], config: Config, lang: Lang) {
  const words = texts(lang)
  if (accounts.length === 0) return print(words.noAccounts)
  for (const one of accounts) {
    const state = one.endedAt !== null ? words.ended : one.hasPassword ? words.hasPassword : words.noPassword
    const held = one.roles.map(
      role =>
        `${role.role}@${lang === 'en' ? role.officeEn : role.office}${role.until === null ? '' : ` → ${shortDay(role.until, lang, config.timeZone, new Date())}`}`,
    )
    print(`${one.name.padEnd(20)} ${one.displayName}  ${state}  ${held.join(', ') || words.never}`)
  }
}

/** Ends an account; what it still owns goes to `to` by name, who must hold a role where it stands. */
async function endAccount(
  { pool, ground, at, lang }: Work,
  name: string,
  to: string | undefined,
): Promise<number> {
  const words = texts(lang)
  const find = async (typed: string) => {
    const { rows } = await pool.query<{ id: string; version: number; path: string[]; root: string }>(
      `select a.id, a.version, o.path, d.root_code as root from auth.account a join region.office o on o.id = a.office_id
       cross join app.deployment d where a.name = lower($1) and a.ended_at is null`,
      [typed],
    )
    const found = rows[0]
    if (found === undefined) throw new Failure(exit.refused, refusalTexts(lang)['no-such-account'])
    return found
  }
  const account = await find(name)
  const successor = to === undefined ? undefined : await find(to)
  const open = await pool.query<{ office_id: string; count: number; holds: boolean }>(
    `select m.owner_office_id as office_id, count(*)::int as count, exists (select from auth.role_holding h where h.account_id = $2
         and h.office_id = m.owner_office_id and h.valid_from <= $3 and (h.valid_until is null or h.valid_until > $3)) as holds
     from matter.matter m where m.owner_id = $1 and m.is_open group by 1`,
    [account.id, successor?.id ?? null, at.business],
  )
  const count = open.rows.reduce((sum, row) => sum + row.count, 0)
  if (count > 0 && successor === undefined)
    throw new Failure(exit.refused, words.mattersLeft({ name, open: figure(count, lang) }))
  if (open.rows.some(row => !row.holds) || successor?.id === account.id)
    throw new Failure(exit.refused, words.successorUnfit({ to: to ?? '' }))
  const keys = [`admin:${account.root}`, 'staff', `audit:${account.root}`]
  const system: Actor = {
    kind: 'system',
    id: null,
    read: keys,
    write: keys,
    holdings: [],
    lang,
    requestId: 'tongzhou user end',
  }
  // As the tables' owner: the operator stands above every place.
  const db = openDatabase({
    app: ground.urls.owner,
    public: ground.urls.public,
    onError: () => undefined,
    size: 1,
  })
  try {
    return await db.as(system, async tx => {
      const enterprises = await countPairings(tx, account.id)
      if (enterprises > 0 && successor === undefined)
        throw new Failure(exit.refused, words.enterprisesLeft({ name, count: figure(enterprises, lang) }))
      await handOverPairings(tx, system, account.id, successor?.id, at.business)
      const offices = open.rows.map(row => row.office_id)
      const handed =
        successor === undefined
          ? 0
          : await handOver(tx, system, account.id, successor.id, offices, at.business)
      await tx
        .updateTable('auth.account')
        .set({ ended_at: at.business, version: account.version + 1 })
        .where('id', '=', account.id)
        .where('ended_at', 'is', null)
        .execute()
      await tx
        .updateTable('auth.role_holding')
        .set(({ fn, ref, val }) => ({
          valid_until: fn<Date>('greatest', [ref('valid_from'), val(at.business)]),
        }))
        .where(eb => eb.or([eb('account_id', '=', account.id), eb('delegated_by', '=', account.id)]))
        .where(eb => eb.or([eb('valid_until', 'is', null), eb('valid_until', '>', at.business)]))
        .execute()
      await tx.deleteFrom('auth.credential').where('account_id', '=', account.id).execute()
      await tx
        .updateTable('auth.session')
        .set({ revoked_at: at.wall })
        .where('account_id', '=', account.id)
        .where('revoked_at', 'is', null)
        .execute()
      await tx
        .insertInto('audit.entry')
        .values({
          id: uuidv7(),
          recorded_at: at.wall,
          business_at: at.business,
          actor_kind: 'operator',
          actor_id: null,
          kind: 'change',
          action: 'account.end',
          subject_kind: 'account',
          subject_id: account.id,
          seats: divisionSeats('audit', account.path),
        })
        .execute()
      return handed
    })
  } finally {
    await db.close()
  }
}
