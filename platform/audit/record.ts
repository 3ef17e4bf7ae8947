import { type Actor, divisionSeats, type Tx, uuidv7 } from '#platform/db'

const actorFields = (actor: Actor) => ({
  actor_kind: actor.kind,
  actor_id: actor.id,
  request_id: actor.requestId,
})

/** What was done to which noun. It names fields and ids, never values. */
export type Deed = {
  /** by default a change */
  kind?: 'change' | 'export' | 'destroy'
  action: string
  subjectKind: string
  subjectId: string
  personId?: string
  /** why, where a reason was asked for; never a personal value */
  purpose?: string
  fields: readonly string[]
  /** the division under whose auditors it stands, with its ancestors */
  divisionPath: readonly string[]
}

/** Unmasked personal values that leave the server. */
export type Look = {
  personId: string
  purpose: string
  fields: readonly string[]
  /** the matter or other noun from which they were looked at; by default the person */
  subject?: { kind: string; id: string }
  divisionPath: readonly string[]
}

/** Writes a change in the transaction that makes it. `at` is business time; wall time is added. */
export async function record(tx: Tx, actor: Actor, deed: Deed, at: Date): Promise<void> {
  await tx
    .insertInto('audit.entry')
    .values({
      id: uuidv7(),
      recorded_at: new Date(),
      business_at: at,
      ...actorFields(actor),
      kind: deed.kind ?? 'change',
      action: deed.action,
      subject_kind: deed.subjectKind,
      subject_id: deed.subjectId,
      person_id: deed.personId ?? null,
      purpose: deed.purpose ?? null,
      fields: [...deed.fields],
      seats: divisionSeats('audit', deed.divisionPath),
    })
    .execute()
}

/** Writes a look, one row a person: before the values are sent, in the transaction that read them. */
export async function look(tx: Tx, actor: Actor, looks: Look | readonly Look[], at: Date): Promise<void> {
  const all: readonly Look[] = 'personId' in looks ? [looks] : looks
  const wall = new Date()
  // A statement takes 65,535 parameters.
  for (let i = 0; i < all.length; i += 1000)
    await tx
      .insertInto('audit.entry')
      .values(
        all.slice(i, i + 1000).map(one => ({
          id: uuidv7(),
          recorded_at: wall,
          business_at: at,
          ...actorFields(actor),
          kind: 'look',
          action: 'person.look',
          subject_kind: one.subject?.kind ?? 'person',
          subject_id: one.subject?.id ?? one.personId,
          person_id: one.personId,
          purpose: one.purpose,
          fields: [...one.fields],
          seats: divisionSeats('audit', one.divisionPath),
        })),
      )
      .execute()
}
