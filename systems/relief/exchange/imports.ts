import { record } from '#platform/audit'
import { type Actor, type Tx, uuidv7 } from '#platform/db'
import { refuse } from '#platform/http'
import { type Importer, importOf, type ListKind, type ListPlan, planList, showList } from '#platform/imports'
import type { ListRow } from '#platform/imports/api'
import { findOffice } from '#platform/matter'
import type { NewPerson } from '#platform/seal'
import { type CheckedFields, choiceOf, dateOf, type Finding, integerOf, textOf } from '#platform/sheets'
import { dayOf } from '#platform/texts'
import { checkCreditCode } from '#region/credit-code'
import { OfferField } from '../import-api.ts'
import { texts } from '../import-texts.ts'
import { say } from '../imports/fields.ts'
import { readPairable } from '../imports/store.ts'
import { contactSeats, NO_NEED, offerSeats } from './offer-actions.ts'
import * as offerStore from './offer-store.ts'
import { worksIn } from './rules.ts'
import type { ExchangeKind, Terms } from './schema.ts'
import { pointOf } from './store.ts'

/** One row of a list of offers as read. */
type ListedOffer = {
  key: string
  kind: ExchangeKind
  quantity: number
  untilOn: string
  fromOn?: string
  specification?: string
  words?: string
  enterprise?: string
  testHours?: number
  bus?: 'yes' | 'no'
  contactName?: string
  contactTelephone?: string
  mayBeCalled?: 'yes' | 'no'
}

const names: Record<OfferField, string[]> = {
  key: ['编号', '供给编号', '登记号', 'key', 'number', 'no'],
  kind: ['种类', '供给种类', '类别', '类型', 'kind', 'type'],
  quantity: ['数量', '人数', '可供数量', '可供人数', '余缺人数', 'quantity', 'persons'],
  untilOn: ['结束日期', '截止日期', '有效期至', '至', 'until', 'end'],
  fromOn: ['开始日期', '起始日期', '可用日期', '自', 'from', 'start'],
  specification: ['工种', '规格', '工种或规格', '规格型号', 'trade', 'specification'],
  words: ['具体内容', '内容', '说明', '备注', 'words', 'description'],
  enterprise: ['企业', '企业名称', '统一社会信用代码', '信用代码', '单位名称', 'enterprise', 'credit code'],
  testHours: ['核酸检测小时', '核酸检测', '检测时效', 'tested within', 'test hours'],
  bus: ['闭环班车', '班车', '闭环班车接送', 'bus', 'closed-loop bus'],
  contactName: ['联系人', '联系人姓名', 'contact', 'contact name'],
  contactTelephone: ['联系电话', '电话', '手机', 'telephone', 'phone'],
  mayBeCalled: ['可告知对方', '对方可联系', 'may be called'],
}
const required: ReadonlySet<OfferField> = new Set(['key', 'kind', 'quantity', 'untilOn'])
const nameOf = (key: OfferField) => ({ names: names[key], required: required.has(key) })
const flag = choiceOf({
  yes: ['是', '有', '可', '可以', 'y', 'true'],
  no: ['否', '无', '没有', '不可', 'n', 'false'],
})

const readers: CheckedFields<ListedOffer> = {
  key: { ...nameOf('key'), read: textOf(60) },
  kind: {
    ...nameOf('kind'),
    read: choiceOf({
      workers: ['用工', '人员', '工人', '劳务'],
      part: ['零件', '配件', '零部件'],
      transport: ['运输', '车辆', '物流'],
      material: ['材料', '原料', '原材料'],
      place: ['场地', '厂房', '仓库'],
    }),
  },
  quantity: { ...nameOf('quantity'), read: integerOf(1, 1_000_000) },
  untilOn: { ...nameOf('untilOn'), read: dateOf },
  fromOn: { ...nameOf('fromOn'), read: dateOf },
  specification: { ...nameOf('specification'), read: textOf(80) },
  words: { ...nameOf('words'), read: textOf(2000) },
  enterprise: { ...nameOf('enterprise'), read: textOf(120) },
  testHours: { ...nameOf('testHours'), read: integerOf(1, 168) },
  bus: { ...nameOf('bus'), read: flag },
  contactName: { ...nameOf('contactName'), read: textOf(60) },
  contactTelephone: { ...nameOf('contactTelephone'), read: textOf(30) },
  mayBeCalled: { ...nameOf('mayBeCalled'), read: flag },
}

type Called = {
  contactName?: string | undefined
  contactTelephone?: string | undefined
  mayBeCalled: boolean
}
type Row = {
  key: string
  firm: { id: string; path: string[] } | undefined
  onFile: offerStore.Listed | undefined
  terms: Terms
  /** undefined where whom to call stays as it is */
  called: Called | undefined
}

/** Whoever works in an office imports what it keeps: its own labour pool 用工余缺, and what enterprises of its place can spare. */
async function keeperOf(tx: Tx, actor: Actor, officeId: string | undefined): Promise<Importer> {
  const own = officeId ?? actor.holdings.find(held => worksIn(actor, held.officeId))?.officeId
  const office = own === undefined ? undefined : await findOffice(tx, own)
  return { officeId: own ?? refuse('forbidden'), officePath: office?.path ?? refuse('forbidden') }
}

/** Offers 供给, by their number in the office's own list. */
const offers: ListKind<OfferField, Importer, ListPlan<Row>, ListRow> = {
  name: 'offers',
  action: 'relief.importOffers',
  seats: 'relief',
  fields: OfferField.options.map(key => ({ key, ...nameOf(key) })),
  reportName: lang => texts(lang)['report.name'],
  importerOf: keeperOf,
  async plan({ tx, parts, sheet, mapping, importer, actor, at }) {
    const cells = (field: OfferField) => [
      ...new Set(
        sheet.rows.map(row => (row.cells[mapping[field] ?? -1] ?? '').trim()).filter(cell => cell !== ''),
      ),
    ]
    const code = (cell: string) => checkCreditCode(cell).normalized
    const typed = cells('enterprise')
    const firms = await readPairable(tx, typed.map(code), typed)
    const byCode = new Map(firms.map(one => [one.creditCode, one]))
    const byName = Map.groupBy(firms, one => one.name)
    const firmsOf = (cell: string) => {
      const one = byCode.get(code(cell))
      return one === undefined ? (byName.get(cell) ?? []) : [one]
    }
    const known = new Map(
      (await offerStore.readListed(tx, importer.officeId, cells('key'), at)).map(one => [one.key, one]),
    )
    const people = [...known.values()].flatMap(one => one.personId ?? [])
    const opened = await parts.people.read(tx, people, ['name', 'telephone'])
    const masked = await parts.people.masked(tx, people, ['name', 'telephone'])
    const today = dayOf(at, parts.zone)
    const words = texts(actor.lang)
    const kindName = (kind: ExchangeKind) => words[`kind.${kind}`]
    const firstDay = (values: ListedOffer) => values.fromOn ?? known.get(values.key)?.terms.fromOn ?? today
    return planList<ListedOffer, Row>({
      sheet,
      mapping,
      fields: readers,
      keyOf: values => values.key,
      findings(values) {
        const found: Finding<ListedOffer>[] = []
        const wrong = (field: OfferField, code: string, given: Record<string, string | number> = {}) =>
          found.push({
            severity: 'error',
            code,
            field,
            say: say(`issue.${code}` as 'issue.offer-over', given),
          })
        const onFile = known.get(values.key)
        const [firm, ...others] = values.enterprise === undefined ? [] : firmsOf(values.enterprise)
        if (values.enterprise !== undefined) {
          if (firm === undefined) wrong('enterprise', 'pair-unknown')
          else if (others.length > 0)
            wrong('enterprise', 'pair-many', {
              codes: [firm, ...others].map(one => one.creditCode).join('、'),
            })
          else if (firm.endedAt !== null) wrong('enterprise', 'offer-firm-ended', { name: firm.name })
          else if (!firm.path.includes(importer.officePath.at(-1)!))
            wrong('enterprise', 'offer-outside', { name: firm.name })
        }
        if (values.untilOn < today) wrong('untilOn', 'offer-over')
        else if (values.untilOn < firstDay(values)) wrong('untilOn', 'offer-days')
        if (onFile === undefined) return found
        if (onFile.withdrawn) wrong('key', 'offer-withdrawn')
        else if (onFile.terms.kind !== values.kind || onFile.organisationId !== (firm?.id ?? null))
          wrong('key', 'offer-key-other', {
            whose: `${onFile.offerer ?? words['own-office']}，${kindName(onFile.terms.kind)}`,
          })
        else if (values.quantity < onFile.held) wrong('quantity', 'offer-held', { held: onFile.held })
        return found
      },
      toRow(values) {
        const onFile = known.get(values.key)
        const firm = values.enterprise === undefined ? undefined : firmsOf(values.enterprise)[0]!
        const before = onFile?.terms
        const specification = values.specification ?? before?.specification ?? ''
        const isWorkers = values.kind === 'workers'
        const terms: Terms = {
          kind: values.kind,
          words: values.words ?? before?.words ?? (specification || kindName(values.kind)),
          specification,
          testHours: isWorkers ? (values.testHours ?? before?.testHours ?? null) : null,
          closedLoopBus: values.bus === undefined ? (before?.closedLoopBus ?? false) : values.bus === 'yes',
          quantity: values.quantity,
          fromOn: firstDay(values),
          untilOn: values.untilOn,
        }
        const changes: ListRow['changes'] = []
        const compare = (field: OfferField, was: unknown, is: unknown, shown = was) => {
          if (onFile === undefined || was === is) return
          const told = (value: unknown) =>
            typeof value === 'boolean' ? words[value ? 'yes' : 'no'] : String(value)
          const blank = shown === null || shown === undefined || shown === ''
          changes.push({ field, before: blank ? null : told(shown), after: told(is ?? '') })
        }
        compare('quantity', before?.quantity, terms.quantity)
        compare('fromOn', before?.fromOn, terms.fromOn)
        compare('untilOn', before?.untilOn, terms.untilOn)
        compare('specification', before?.specification, terms.specification)
        compare('words', before?.words, terms.words)
        compare('testHours', before?.testHours, terms.testHours)
        compare('bus', before?.closedLoopBus, terms.closedLoopBus)
        const stood = opened.get(onFile?.personId ?? '') ?? {}
        const hidden = masked.get(onFile?.personId ?? '') ?? {}
        const called: Called = {
          contactName: values.contactName ?? stood.name,
          contactTelephone: values.contactTelephone ?? stood.telephone,
          mayBeCalled:
            values.mayBeCalled === undefined ? (onFile?.mayBeCalled ?? false) : values.mayBeCalled === 'yes',
        }
        const kept = changes.length
        compare('contactName', stood.name, called.contactName, hidden.name)
        compare('contactTelephone', stood.telephone, called.contactTelephone, hidden.telephone)
        const isNamed = called.contactName !== undefined || called.contactTelephone !== undefined
        if (isNamed) compare('mayBeCalled', onFile?.mayBeCalled, called.mayBeCalled)
        const isNew = onFile === undefined
        return {
          key: values.key,
          name: firm?.name ?? words['own-office'],
          facts: [kindName(values.kind), specification, String(values.quantity)],
          isNew,
          changes,
          row: {
            key: values.key,
            firm,
            onFile,
            terms,
            called: isNamed && (isNew || changes.length > kept) ? called : undefined,
          },
        }
      },
    })
  },
  async show({ sheet, mapping, actor }, plan, most) {
    return showList(plan, sheet, { key: mapping.key, name: mapping.enterprise }, most, actor.lang)
  },
  async write({ tx, parts, actor, importer, at }, plan, _importId, onProgress) {
    const { officeId, officePath } = importer
    const points = new Map<string, Awaited<ReturnType<typeof pointOf>>>()
    const people: NewPerson[] = []
    const contacts: { offerId: string; personId: string; seats: string[] }[] = []
    const call = (id: string, path: readonly string[], called: Called | undefined) => {
      if (called === undefined) return
      const { contactName: name, contactTelephone: telephone } = called
      const seats = contactSeats(id, officeId, path, called)
      const personId = uuidv7()
      const values = { ...(name !== undefined && { name }), ...(telephone !== undefined && { telephone }) }
      people.push({ id: personId, seats, values })
      contacts.push({ offerId: id, personId, seats })
    }
    const told: { id: string; action: string; path: readonly string[] }[] = []
    const fresh: offerStore.NewOffer[] = []
    for (const { row } of plan.added) {
      const id = uuidv7()
      const path = row.firm?.path ?? officePath
      const divisionCode = path.at(-1)!
      const point = points.get(divisionCode) ?? (await pointOf(tx, path))
      points.set(divisionCode, point)
      const seats = offerSeats(id, officeId, path)
      const organisationId = row.firm?.id ?? null
      const offer = { id, organisationId, officeId, terms: row.terms, priceFen: null, divisionCode, point }
      fresh.push({ ...offer, listKey: row.key, seats })
      call(id, path, row.called)
      told.push({ id, action: 'relief.offer', path })
    }
    await offerStore.insertOffers(tx, fresh, at)
    onProgress('offers', fresh.length, fresh.length + plan.changed.length)
    // Locked in the order of their ids, as reservations lock them.
    const changed = plan.changed.toSorted((a, b) => (a.row.onFile!.id < b.row.onFile!.id ? -1 : 1))
    for (const { row } of changed) {
      const { id, version } = row.onFile!
      const path = row.firm?.path ?? officePath
      const now = await offerStore.lockOffer(tx, NO_NEED, id, at)
      // Whoever reserved or changed it at this moment goes first; the preview is then of an offer that is no more.
      if (now === undefined || now.withdrawn || row.terms.quantity < now.reserved + now.confirmed)
        refuse('stale-version')
      if (!(await offerStore.updateTerms(tx, id, version, row.terms))) refuse('stale-version')
      if (row.called !== undefined) await offerStore.endContact(tx, id, at)
      call(id, path, row.called)
      told.push({ id, action: 'relief.changeOffer', path })
    }
    await parts.people.addMany(tx, people, new Date())
    await offerStore.insertContacts(tx, contacts)
    for (const { id, action, path } of told) {
      const deed = { action, subjectKind: 'offer', subjectId: id, fields: [], divisionPath: path }
      await record(tx, actor, deed, at)
    }
    onProgress('offers', told.length, told.length)
  },
}

export const offerImport = importOf(offers)
