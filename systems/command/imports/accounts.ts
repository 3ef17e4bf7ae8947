import { type Importer, importOf, type ListKind, type ListPlan, planList, showList } from '#platform/imports'
import type { ListRow } from '#platform/imports/api'
import type { Finding } from '#platform/sheets'
import * as actions from '../actions.ts'
import type { AccountField } from '../import-api.ts'
import { texts } from '../import-texts.ts'
import type { Role } from '../schema.ts'
import { accountFields, accountReaders, type ListedAccount, say } from './fields.ts'
import { administratorOf } from './offices.ts'
import * as store from './store.ts'

type Row = {
  listed: ListedAccount
  office: store.OfficeOnFile
  onFile: store.AccountOnFile | undefined
  grants: Role[]
  from: Date
  until: Date | null
}
export type AccountPlan = ListPlan<Row> & { created: string[] }

/** Accounts 账号, by account name, and the roles they are granted: a list grants and never takes a role away. */
const accounts: ListKind<AccountField, Importer & { places: readonly string[] }, AccountPlan, ListRow> = {
  name: 'accounts',
  action: 'account.import',
  seats: 'admin',
  fields: accountFields,
  reportName: lang => texts(lang)['report.name'],
  importerOf: administratorOf,
  async plan({ tx, sheet, mapping, importer, actor, parts, at }) {
    const typed = sheet.rows.map(row => (row.cells[mapping.account ?? -1] ?? '').normalize('NFKC').trim())
    const known = await store.readAccounts(tx, [...new Set(typed.map(name => name.toLowerCase()))], at)
    const byName = new Map(known.map(one => [one.name, one]))
    const offices = await store.readOffices(tx)
    const midnight = (day: string, days = 0) =>
      new Date(Temporal.PlainDate.from(day).add({ days }).toZonedDateTime(parts.zone).epochMilliseconds)
    const fromOf = ({ from }: ListedAccount) => {
      const start = from === undefined ? at : midnight(from)
      return new Date(Math.max(start.getTime(), at.getTime()))
    }
    // The last day counts whole.
    const untilOf = ({ until }: ListedAccount) => (until === undefined ? null : midnight(until, 1))
    const words = texts(actor.lang)
    const grantsOf = (values: ListedAccount, officeId: string): Role[] =>
      (values.roles ?? []).filter(
        role =>
          !byName
            .get(values.account)
            ?.holdings.some(
              held =>
                held.role === role &&
                held.officeId === officeId &&
                (untilOf(values) === null || new Date(held.from) < untilOf(values)!) &&
                (held.until === null || new Date(held.until) > fromOf(values)),
            ),
      )
    const plan = planList<ListedAccount, Row>({
      sheet,
      mapping,
      fields: accountReaders,
      keyOf: values => values.account,
      findings(values) {
        const found: Finding<ListedAccount>[] = []
        const wrong = (
          field: AccountField,
          code: Parameters<typeof say>[0],
          given: Record<string, string> = {},
          severity: 'error' | 'warning' = 'error',
        ) => found.push({ severity, code: code.slice(6), field, say: say(code, given) })
        const [office, ...others] = store.officeOf(offices, values.office)
        const within = (path: readonly string[]) => path.some(code => importer.places.includes(code))
        if (office === undefined) wrong('office', 'issue.office-unknown')
        else if (others.length > 0) wrong('office', 'issue.office-many')
        else if (office.endedAt !== null) wrong('office', 'issue.office-ended', { name: office.name })
        else if (!within(office.path)) wrong('office', 'issue.outside')
        const onFile = byName.get(values.account)
        if (onFile !== undefined && onFile.endedAt !== null) wrong('account', 'issue.account-ended')
        else if (onFile !== undefined && !within(onFile.path)) wrong('account', 'issue.account-elsewhere')
        const grants = office === undefined ? [] : grantsOf(values, office.id)
        if (grants.length > 0 && onFile !== undefined && onFile.id === actor.id)
          wrong('roles', 'issue.own-account')
        const until = untilOf(values)
        if (until !== null && until <= fromOf(values)) wrong('until', 'issue.role-period')
        if (grants.length > 0 && values.from !== undefined && midnight(values.from, 1) <= at)
          wrong('from', 'issue.from-past', {}, 'warning')
        return found
      },
      toRow(values) {
        const onFile = byName.get(values.account)
        const office = store.officeOf(offices, values.office)[0]!
        const grants = grantsOf(values, office.id)
        const named = (roles: readonly Role[]) => roles.map(role => words[`role.${role}`]).join('、')
        const changes: { field: string; before: string | null; after: string }[] = []
        if (onFile !== undefined && onFile.displayName !== values.displayName)
          changes.push({ field: 'displayName', before: onFile.displayName, after: values.displayName })
        if (onFile !== undefined && onFile.officeId !== office.id)
          changes.push({ field: 'office', before: onFile.office, after: office.name })
        if (grants.length > 0)
          changes.push({
            field: 'roles',
            before: onFile === undefined ? null : named(onFile.holdings.map(held => held.role)) || null,
            after: named(grants),
          })
        return {
          key: values.account,
          name: values.displayName,
          facts: [office.name, named(values.roles ?? [])],
          isNew: onFile === undefined,
          changes,
          row: { listed: values, office, onFile, grants, from: fromOf(values), until: untilOf(values) },
        }
      },
    })
    return { ...plan, created: [] }
  },
  async show({ sheet, mapping, actor }, plan, most) {
    return showList(plan, sheet, { key: mapping.account, name: mapping.displayName }, most, actor.lang)
  },
  async write({ tx, actor, at }, plan, _importId, onProgress) {
    const rows = [...plan.added, ...plan.changed]
    for (const [done, { row }] of rows.entries()) {
      const { listed, office, onFile } = row
      const { displayName } = listed
      let id = onFile?.id
      if (id === undefined) {
        id = await actions.addAccount(tx, actor, { name: listed.account, displayName, office }, at)
        plan.created.push(id)
      } else if (onFile!.displayName !== displayName || onFile!.officeId !== office.id) {
        await actions.reviseAccount(tx, actor, onFile!, { displayName, office }, at)
      }
      for (const role of row.grants)
        await actions.addRole(
          tx,
          actor,
          { accountId: id, role, office, from: row.from, until: row.until },
          at,
        )
      onProgress('accounts', done + 1, rows.length)
    }
  },
}

export const accountImport = importOf(accounts)
