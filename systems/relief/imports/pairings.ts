import { record } from '#platform/audit'
import { uuidv7 } from '#platform/db'
import { type Importer, importOf, type ListKind, type ListPlan, planList, showList } from '#platform/imports'
import type { ListRow } from '#platform/imports/api'
import { announce } from '#platform/notices'
import { type CheckedFields, choiceOf, dateOf, type Finding, textOf } from '#platform/sheets'
import { checkCreditCode } from '#region/credit-code'
import { PairingField } from '../import-api.ts'
import { texts } from '../import-texts.ts'
import { importerOf } from './actions.ts'
import { say } from './fields.ts'
import { type Officer, officerFinder } from './officers.ts'
import * as store from './store.ts'

/** One row of a list of pairings as read. */
type Listed = {
  enterprise: string
  officer: string
  office?: string
  part?: 'main' | 'deputy'
  from?: string
}
type Pair = { enterprise: store.Pairable; officer: Officer; part: 'main' | 'deputy'; from: Date }

const names: Record<PairingField, string[]> = {
  enterprise: [
    '统一社会信用代码',
    '信用代码',
    '企业名称',
    '企业',
    '单位名称',
    'credit code',
    'enterprise',
    'company',
  ],
  officer: [
    '联企服务员',
    '服务员',
    '服务员账号',
    '联企干部',
    '账号',
    '姓名',
    'liaison officer',
    'officer',
    'account',
  ],
  office: ['服务员单位', '单位', '联企单位', '所在单位', 'office', 'officer office'],
  part: ['分工', '主副', '职责', '角色', 'part', 'main or deputy'],
  from: ['开始日期', '起始日期', '结对日期', '自', 'from', 'since', 'start'],
}
const required: ReadonlySet<PairingField> = new Set(['enterprise', 'officer'])
const nameOf = (key: PairingField) => ({ names: names[key], required: required.has(key) })

const readers: CheckedFields<Listed> = {
  enterprise: { ...nameOf('enterprise'), read: textOf(120) },
  officer: { ...nameOf('officer'), read: textOf(120) },
  office: { ...nameOf('office'), read: textOf(60) },
  part: {
    ...nameOf('part'),
    read: choiceOf({
      main: ['主', '主要', '主联', '主办', '负责人', '主服务员', 'main'],
      deputy: ['副', '协助', '副联', '协办', '替补', '副服务员', 'deputy'],
    }),
  },
  from: { ...nameOf('from'), read: dateOf },
}

/** Pairings 结对: who looks after which enterprise, as main officer or deputy. */
const pairings: ListKind<PairingField, Importer & { places: readonly string[] }, ListPlan<Pair>, ListRow> = {
  name: 'pairings',
  action: 'relief.importPairings',
  seats: 'relief',
  fields: PairingField.options.map(key => ({ key, ...nameOf(key) })),
  reportName: lang => texts(lang)['report.name'],
  importerOf,
  async plan({ tx, sheet, mapping, importer, parts, at, actor }) {
    const cells = [...new Set(sheet.rows.map(row => (row.cells[mapping.enterprise ?? -1] ?? '').trim()))]
    const folded = (cell: string) => checkCreditCode(cell).normalized
    const found = await store.readPairable(tx, cells.map(folded), cells)
    const byCode = new Map(found.map(one => [one.creditCode, one]))
    const byName = Map.groupBy(found, one => one.name)
    const enterprisesOf = (cell: string) => {
      const byItsCode = byCode.get(folded(cell))
      return byItsCode === undefined ? (byName.get(cell) ?? []) : [byItsCode]
    }
    const typed = sheet.rows.map(row => (row.cells[mapping.officer ?? -1] ?? '').trim())
    const staff = await store.readStaff(tx, [...new Set(typed)])
    const find = officerFinder(
      await store.readOfficers(tx, at),
      new Set(staff.flatMap(one => [one.account, one.name.toLowerCase()])),
    )
    const mains = new Map<string, number>()
    const start = (day: string | undefined) =>
      day === undefined
        ? at
        : new Date(Temporal.PlainDate.from(day).toZonedDateTime(parts.zone).epochMilliseconds)
    const pairOf = (values: Listed): Pair => {
      const enterprise = enterprisesOf(values.enterprise)[0]!
      const officer = find(values.officer, values.office, enterprise.path)
      if (officer.is !== 'found') throw new Error('A row without an officer was taken.')
      return { enterprise, officer: officer.officer, part: values.part ?? 'main', from: start(values.from) }
    }
    const words = texts(actor.lang)
    return planList<Listed, Pair>({
      sheet,
      mapping,
      fields: readers,
      keyOf: values => `${enterprisesOf(values.enterprise)[0]?.id} ${pairOf(values).officer.id}`,
      findings(values, line) {
        const issues: Finding<Listed>[] = []
        const refuse = (field: PairingField, code: string, given: Record<string, string | number> = {}) =>
          issues.push({
            severity: 'error',
            code,
            field,
            say: say(`issue.${code}` as 'issue.pair-unknown', given),
          })
        const enterprises = enterprisesOf(values.enterprise)
        const enterprise = enterprises[0]
        if (enterprise === undefined) refuse('enterprise', 'pair-unknown')
        else if (enterprises.length > 1)
          refuse('enterprise', 'pair-many', { codes: enterprises.map(one => one.creditCode).join('、') })
        else if (enterprise.endedAt !== null) refuse('enterprise', 'pair-ended', { name: enterprise.name })
        else if (!enterprise.path.some(code => importer.places.includes(code)))
          refuse('enterprise', 'pair-outside', { name: enterprise.name })
        if (enterprise === undefined || issues.length > 0) return issues
        const officer = find(values.officer, values.office, enterprise.path)
        switch (officer.is) {
          case 'unknown':
            refuse('officer', 'officer-unknown')
            break
          case 'no-liaison':
            refuse('officer', 'officer-role')
            break
          case 'elsewhere':
            refuse('officer', 'officer-elsewhere', { office: officer.officer.office })
            break
          case 'many':
            refuse('officer', 'officer-many', {
              candidates: officer.candidates
                .map(one => `${one.name}（${one.account}，${one.office}）`)
                .join('、'),
            })
            break
          case 'found':
        }
        if (start(values.from) > at) refuse('from', 'pair-later')
        if ((values.part ?? 'main') === 'main' && issues.length === 0) {
          const first = mains.get(enterprise.id)
          if (first === undefined) mains.set(enterprise.id, line)
          else refuse('part', 'pair-two-mains', { line: first })
        }
        return issues
      },
      toRow(values) {
        const pair = pairOf(values)
        const { enterprise, officer, part } = pair
        const own = enterprise.standing.find(one => one.accountId === officer.id)
        const main = enterprise.standing.find(one => one.part === 'main')
        const changes: { field: string; before: string | null; after: string }[] = []
        if (own !== undefined && own.part !== part)
          changes.push({ field: 'part', before: words[`part.${own.part}`], after: words[`part.${part}`] })
        if (own !== undefined && own.officeId !== officer.officeId)
          changes.push({ field: 'office', before: own.office, after: officer.office })
        if (part === 'main' && main !== undefined && main.accountId !== officer.id)
          changes.push({ field: 'officer', before: main.name, after: officer.name })
        return {
          key: enterprise.creditCode,
          name: enterprise.name,
          facts: [officer.name, words[`part.${part}`]],
          isNew: own === undefined && (part === 'deputy' || main === undefined),
          changes,
          row: pair,
        }
      },
    })
  },
  async show({ sheet, mapping, actor }, plan, most) {
    return showList(plan, sheet, { key: undefined, name: mapping.enterprise }, most, actor.lang)
  },
  async write({ tx, actor, at }, plan, importId, onProgress) {
    const rows = [...plan.added, ...plan.changed].map(one => one.row)
    await store.writePairings(
      tx,
      rows.map(({ enterprise, officer, part, from }) => ({
        id: uuidv7(),
        organisationId: enterprise.id,
        accountId: officer.id,
        officeId: officer.officeId,
        part,
        from,
        seats: enterprise.seats,
      })),
      actor.id,
      at,
    )
    for (const { enterprise } of rows) {
      await record(
        tx,
        actor,
        {
          action: 'relief.pair',
          subjectKind: 'organisation',
          subjectId: enterprise.id,
          fields: ['liaison'],
          divisionPath: enterprise.path,
        },
        at,
      )
    }
    onProgress('officers', rows.length, rows.length)
    const places = rows.flatMap(({ enterprise }) => enterprise.path.filter(code => code.length <= 9))
    const seats = [...new Set(places)].map(code => `relief:${code}`)
    await announce(tx, { topic: 'enterprises', id: importId, seats })
  },
}

export const pairingImport = importOf(pairings)
