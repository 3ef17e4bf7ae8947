import type { Actor, Tx } from '#platform/db'
import { refuse } from '#platform/http'
import { type Importer, importOf, type ListKind, type ListPlan, planList, showList } from '#platform/imports'
import type { ListRow } from '#platform/imports/api'
import type { Finding } from '#platform/sheets'
import { englishName } from '#region/names'
import * as actions from '../actions.ts'
import type { OfficeField } from '../import-api.ts'
import { texts } from '../import-texts.ts'
import { type ListedOffice, officeFields, officeReaders, say } from './fields.ts'
import * as store from './store.ts'

/** The administrator of a place; at the machine itself, whoever may read the owner's password. */
export async function administratorOf(
  tx: Tx,
  actor: Actor,
  officeId: string | undefined,
): Promise<Importer & { places: readonly string[] }> {
  const places = actor.write.map(key => /^admin:(\d+)$/.exec(key)?.[1]).filter(code => code !== undefined)
  const own = officeId ?? actor.holdings.find(held => held.role === 'admin')?.officeId
  if (own === undefined || places.length === 0) return refuse('forbidden')
  return { officeId: own, officePath: (await store.findPath(tx, own)) ?? refuse('forbidden'), places }
}

type Row = { listed: ListedOffice; division: store.Place; onFile: store.OfficeOnFile | undefined }

/** Offices 单位, by the prefix of their numbers; one that names a successor is dissolved into it. */
const offices: ListKind<OfficeField, Importer & { places: readonly string[] }, ListPlan<Row>, ListRow> = {
  name: 'offices',
  action: 'office.import',
  seats: 'admin',
  fields: officeFields,
  reportName: lang => texts(lang)['report.name'],
  importerOf: administratorOf,
  async plan({ tx, sheet, mapping, importer, actor }) {
    const cells = (field: OfficeField) => [
      ...new Set(sheet.rows.map(row => (row.cells[mapping[field] ?? -1] ?? '').trim())),
    ]
    const places = await store.readPlaces(tx, cells('division'))
    const placesOf = (typed: string) => {
      const named = places.filter(one => one.code === typed || one.name === typed || one.fullName === typed)
      const ours = named.filter(one => one.path.some(code => importer.places.includes(code)))
      return ours.length > 0 ? ours : named
    }
    const known = await store.readOffices(tx)
    const byPrefix = new Map(known.map(one => [one.prefix, one]))
    const find = (typed: string) => store.officeOf(known, typed)[0]
    const words = texts(actor.lang)
    return planList<ListedOffice, Row>({
      sheet,
      mapping,
      fields: officeReaders,
      keyOf: values => values.prefix,
      findings(values) {
        const found: Finding<ListedOffice>[] = []
        const wrong = (
          field: OfficeField,
          code: Parameters<typeof say>[0],
          given: Record<string, string> = {},
        ) => found.push({ severity: 'error', code: code.slice(6), field, say: say(code, given) })
        const [division, ...others] = placesOf(values.division)
        const onFile = byPrefix.get(values.prefix)
        if (division === undefined) wrong('division', 'issue.division-unknown')
        else if (others.length > 0)
          wrong('division', 'issue.division-many', {
            candidates: [division, ...others].map(one => `${one.fullName}（${one.code}）`).join('、'),
          })
        else if (!division.path.some(code => importer.places.includes(code)))
          wrong('division', 'issue.outside')
        else if (onFile !== undefined && onFile.divisionCode !== division.code)
          wrong('division', 'issue.division-fixed', { division: onFile.division })
        if (onFile !== undefined && onFile.endedAt !== null)
          wrong('prefix', 'issue.office-ended', { name: onFile.name })
        if (values.successor !== undefined) {
          const to = find(values.successor)
          if (onFile === undefined) wrong('successor', 'issue.successor-new')
          else if (to === undefined || to.endedAt !== null) wrong('successor', 'issue.successor-unknown')
          else if (to.id === onFile.id) wrong('successor', 'issue.successor-self')
          else if (!to.path.some(code => importer.places.includes(code))) wrong('successor', 'issue.outside')
          else if (actor.holdings.some(held => held.officeId === onFile.id))
            wrong('successor', 'issue.own-office')
        }
        return found
      },
      toRow(values) {
        const division = placesOf(values.division)[0]!
        const onFile = byPrefix.get(values.prefix)
        const changes: { field: string; before: string | null; after: string }[] = []
        const compare = (field: OfficeField, before: string | undefined, after: string | undefined) => {
          if (before !== undefined && after !== undefined && before !== after)
            changes.push({ field, before, after })
        }
        const flag = (is: boolean | undefined) => (is === undefined ? undefined : words[is ? 'yes' : 'no'])
        compare('name', onFile?.name, values.name)
        compare('nameEn', onFile?.nameEn, values.nameEn)
        compare('subject', onFile?.subject, values.subject)
        compare('kind', onFile?.kind, values.kind)
        compare('seesSubject', flag(onFile?.seesSubject), flag(values.seesSubject))
        if (values.successor !== undefined && onFile !== undefined) {
          const name = find(values.successor)?.name ?? ''
          changes.push({ field: 'successor', before: null, after: words['ends-into']({ name }) })
        }
        return {
          key: values.prefix,
          name: values.name,
          facts: [division.fullName, values.subject],
          isNew: onFile === undefined,
          changes,
          row: { listed: values, division, onFile },
        }
      },
    })
  },
  async show({ sheet, mapping, actor }, plan, most) {
    return showList(plan, sheet, { key: mapping.prefix, name: mapping.name }, most, actor.lang)
  },
  async write({ tx, actor, at }, plan, _importId, onProgress) {
    for (const { row } of plan.added) {
      const { prefix, name, nameEn, subject, kind, seesSubject } = row.listed
      await actions.addOffice(
        tx,
        actor,
        {
          prefix,
          name,
          nameEn: nameEn ?? englishName(name),
          subject,
          kind,
          seesSubject: seesSubject ?? false,
          divisionCode: row.division.code,
        },
        row.division.path,
        at,
      )
    }
    const known = await store.readOffices(tx)
    for (const { row, changes } of plan.changed) {
      const { listed, onFile } = row
      const fields = changes.map(one => one.field)
      let version = onFile!.version
      if (fields.some(field => field !== 'successor')) {
        const change = { ...onFile!, ...listed, nameEn: listed.nameEn ?? onFile!.nameEn }
        await actions.changeOffice(tx, actor, onFile!, change, fields, at)
        version++
      }
      if (listed.successor !== undefined) {
        const successorId = store.officeOf(known, listed.successor)[0]!.id
        await actions.mergeInto(tx, actor, onFile!, { version, successorId }, at)
      }
    }
    onProgress('offices', plan.added.length + plan.changed.length, plan.added.length + plan.changed.length)
  },
}

export const officeImport = importOf(offices)
