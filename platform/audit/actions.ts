import type { Actor, Tx } from '#platform/db'
import { refuse } from '#platform/http'
import type { People, PersonField, PersonValues } from '#platform/seal'
import { look, record } from './record.ts'
import type { AccessRecord, AuditEntry } from './schema.ts'
import * as store from './store.ts'

const auditedDivisions = (actor: Actor) => [
  ...new Set(
    actor.holdings.filter(holding => holding.role === 'auditor').map(holding => holding.divisionCode),
  ),
]

/** Pages through the audit at the auditor's place. Refuses others with forbidden. */
export async function search(
  tx: Tx,
  actor: Actor,
  filter: store.AuditFilter,
): Promise<{ rows: AuditEntry[]; next: { recordedAt: string; id: string } | null }> {
  if (auditedDivisions(actor).length === 0) refuse('forbidden')
  const found = await store.listEntries(tx, { ...filter, limit: filter.limit + 1 })
  const rows = found.slice(0, filter.limit)
  const last = rows.at(-1)
  return {
    rows,
    next: found.length > rows.length && last ? { recordedAt: last.recordedAt, id: last.id } : null,
  }
}

/**
 * A person's access record as far as the auditor's place reaches, ready to print; that it was made is itself an
 * entry. Refuses with forbidden, or not-found when nobody looked there.
 */
export async function accessRecord(tx: Tx, actor: Actor, personId: string, at: Date): Promise<AccessRecord> {
  const divisions = auditedDivisions(actor)
  if (divisions.length === 0) refuse('forbidden')
  const entries = await store.listAccesses(tx, personId)
  if (entries.length === 0) refuse('not-found')
  const destroyed = entries.findLast(entry => entry.kind === 'destroy')
  await record(
    tx,
    actor,
    {
      kind: 'export',
      action: 'person.access-record',
      subjectKind: 'person',
      subjectId: personId,
      personId,
      fields: [],
      divisionPath: await store.pathsOf(tx, [], divisions),
    },
    at,
  )
  return {
    personId,
    destroyedAt: destroyed?.businessAt ?? null,
    madeAt: at.toISOString(),
    divisions,
    entries,
  }
}

/** The auditors of whoever looks and of whoever is looked at. */
async function divisionsOfLook(tx: Tx, actor: Actor, seats: readonly string[]): Promise<string[]> {
  const offices = actor.holdings.map(holding => holding.officeId)
  const divisions: string[] = []
  for (const seat of seats) {
    const [system, place = ''] = seat.split(':')
    if (system === 'office') offices.push(place)
    else if (/^\d{2,12}$/.test(place)) divisions.push(place)
  }
  return store.pathsOf(tx, offices, divisions)
}

/** Opens a person's values for a stated purpose and records the look. Refuses with not-found or person-destroyed. */
export async function reveal(
  tx: Tx,
  people: People,
  actor: Actor,
  wanted: { personId: string; fields: readonly PersonField[]; purpose: string },
  at: Date,
): Promise<PersonValues> {
  const { personId, purpose } = wanted
  const fields = [...new Set(wanted.fields)]
  const person = (await store.findPerson(tx, personId)) ?? refuse('not-found')
  if (person.isDestroyed) refuse('person-destroyed')
  const values = (await people.read(tx, [personId], fields)).get(personId) ?? {}
  await look(
    tx,
    actor,
    { personId, purpose, fields, divisionPath: await divisionsOfLook(tx, actor, person.seats) },
    at,
  )
  return values
}

/**
 * Destroys a person's values for good: key, values and tokens go; history, audit and counts stay with the id. Only a
 * leader of an office that holds the person may. Refuses with not-found, forbidden or person-destroyed.
 */
export async function destroy(
  tx: Tx,
  people: People,
  actor: Actor,
  wanted: { personId: string; ground: string },
  at: Date,
): Promise<void> {
  const { personId, ground } = wanted
  const person = (await store.findPerson(tx, personId)) ?? refuse('not-found')
  const leads = actor.holdings.some(
    ({ role, officeId }) => role === 'leader' && person.seats.includes(`office:${officeId}`),
  )
  if (!leads) refuse('forbidden')
  const { fields } = await people.destroy(tx, personId, ground, at)
  const divisionPath = await divisionsOfLook(tx, actor, person.seats)
  const deed = {
    kind: 'destroy',
    action: 'person.destroy',
    subjectKind: 'person',
    subjectId: personId,
  } as const
  await record(tx, actor, { ...deed, personId, purpose: ground, fields, divisionPath }, at)
}
