import { createHash, createHmac, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type pg from 'pg'
import type { Tx } from '#platform/db'
import { refuse } from '#platform/http'
import { deriveKey, type Key, keyOf } from './keys.ts'
import { mask, plainDocument, plainTelephone } from './masks.ts'
import { PersonField } from './schema.ts'
import { namesKey, seal, unseal } from './seal.ts'

export type PersonValues = Partial<Record<PersonField, string>>
export type NewPerson = { id: string; seats: readonly string[]; values: PersonValues }
/** null takes a value away, undefined leaves it. */
export type PersonChange = Partial<Record<PersonField, string | null>>
export type PersonQuery = { telephone: string } | { document: string } | { name: string }

/** How names are found; platform knows no language's names, so the register passes its functions in. */
export type NameSearch = {
  nameTokens(
    name: string,
    options: { surname: true },
  ): { bigrams: string[]; pinyin: string; initials: string }
  queryTokens(typed: string): { how: string; bigrams: string[]; wanted: string }[]
  nameMatches(name: string, typed: string, options: { surname: true }): boolean
}

export type People = {
  /** Writes a person with values sealed under a new key of their own. `at` is when it was recorded. */
  add(tx: Tx, person: NewPerson & { at: Date }): Promise<void>
  /** The same for many, in few statements. */
  addMany(tx: Tx, people: readonly NewPerson[], at: Date): Promise<void>
  /** Refuses with not-found or person-destroyed. */
  change(tx: Tx, personId: string, change: PersonChange): Promise<void>
  /** Opened values of the people that the viewer may see; others, and destroyed ones, are absent. Record the look. */
  read(
    tx: Tx,
    personIds: readonly string[],
    fields: readonly PersonField[],
  ): Promise<Map<string, PersonValues>>
  /** The same, masked: may leave the server without a reason. */
  masked(
    tx: Tx,
    personIds: readonly string[],
    fields: readonly PersonField[],
  ): Promise<Map<string, PersonValues>>
  /** Ids of people within the viewer's seats, by an exact telephone or document number, or by a name, pinyin or initials. */
  find(tx: Tx, query: PersonQuery, most?: number): Promise<string[]>
  /** Who sees a person: replaces the seats in all tables. Refuses with not-found. */
  setSeats(tx: Tx, personId: string, seats: readonly string[]): Promise<void>
  /**
   * Deletes key, values and tokens and writes the proof: SHA-256 over the wrapped key and each field with its
   * ciphertext, by field. Only the person's id stays. Refuses with not-found or person-destroyed.
   */
  destroy(
    tx: Tx,
    personId: string,
    ground: string,
    at: Date,
  ): Promise<{ fields: PersonField[]; proof: Buffer }>
}

const CHUNK = 1000
const keyPlace = (personId: string) => `region.person_key.wrapped:${personId}`
/** The field is part of the column's name: a telephone moved into the name's row must not open. */
const valuePlace = (personId: string, field: string) => `region.person_value.sealed.${field}:${personId}`

type TokenKind = 'name' | 'telephone' | 'document'

const wrappingKeyOf = (master: Key) => keyOf(deriveKey(master, 'person keys'))

/** How many people are sealed under another master key than this one: the key file was lost or exchanged. As the owner. */
export async function countForeignKeys(owner: pg.Pool, master: Key): Promise<number> {
  const { rows } = await owner.query<{ head: Buffer; people: number }>(
    'select substr(wrapped, 1, 5) as head, count(*)::int as people from region.person_key group by 1',
  )
  const ours = wrappingKeyOf(master)
  return rows.reduce((sum, { head, people }) => sum + (namesKey(ours, head) ? 0 : people), 0)
}

/** Opens the sealed store of people under the master key. */
export function openPeople(master: Key, names: NameSearch): People {
  const tokenKey = deriveKey(master, 'person tokens')
  const wrappingKey = wrappingKeyOf(master)

  const tokenOf = (kind: string, plain: string) =>
    createHmac('sha256', tokenKey).update(`${kind}:${plain}`).digest().subarray(0, 16)

  function tokensOf(field: PersonField, value: string): Buffer[] {
    if (field === 'telephone') return [tokenOf('telephone', plainTelephone(value))]
    if (field === 'document') return [tokenOf('document', plainDocument(value))]
    if (field !== 'name') return []
    const { bigrams, pinyin, initials } = names.nameTokens(value, { surname: true })
    const tokens = [...new Set(bigrams.map(pair => pair.toLowerCase()))].map(pair =>
      tokenOf('characters', pair),
    )
    if (pinyin !== '') tokens.push(tokenOf('pinyin', pinyin))
    if (initials !== '') tokens.push(tokenOf('initials', initials))
    return tokens
  }

  const openKey = (personId: string, wrapped: Buffer) =>
    keyOf(unseal(wrappingKey, keyPlace(personId), wrapped))

  async function insertChunk(tx: Tx, people: readonly NewPerson[], at: Date): Promise<void> {
    const seatsOf = people.map(person => person.seats.join(','))
    const wrapped: Buffer[] = []
    const values: { id: string; field: string; sealed: Buffer; seats: string }[] = []
    const tokens: { id: string; kind: string; token: Buffer; seats: string }[] = []
    people.forEach((person, i) => {
      const seats = seatsOf[i]!
      const key = keyOf(randomBytes(32))
      wrapped.push(seal(wrappingKey, keyPlace(person.id), key.bytes))
      for (const [field, value] of Object.entries(person.values) as [PersonField, string | undefined][]) {
        if (value === undefined) continue
        values.push({
          id: person.id,
          field,
          sealed: seal(key, valuePlace(person.id, field), Buffer.from(value)),
          seats,
        })
        for (const token of tokensOf(field, value)) tokens.push({ id: person.id, kind: field, token, seats })
      }
    })
    const ids = people.map(person => person.id)
    await sql`insert into region.person (id, recorded_at, seats)
      select id, ${at}, string_to_array(seats, ',') from unnest(${ids}::uuid[], ${seatsOf}::text[]) as t(id, seats)`.execute(
      tx,
    )
    await sql`insert into region.person_key (person_id, wrapped, seats)
      select id, wrapped, string_to_array(seats, ',')
      from unnest(${ids}::uuid[], ${wrapped}::bytea[], ${seatsOf}::text[]) as t(id, wrapped, seats)`.execute(
      tx,
    )
    await sql`insert into region.person_value (person_id, field, sealed, seats)
      select id, field, sealed, string_to_array(seats, ',') from unnest(${values.map(one => one.id)}::uuid[],
        ${values.map(one => one.field)}::text[], ${values.map(one => one.sealed)}::bytea[],
        ${values.map(one => one.seats)}::text[]) as t(id, field, sealed, seats)`.execute(tx)
    await insertTokens(tx, tokens)
  }

  async function insertTokens(
    tx: Tx,
    tokens: readonly { id: string; kind: string; token: Buffer; seats: string }[],
  ) {
    if (tokens.length === 0) return
    await sql`insert into region.person_token (person_id, kind, token, seats)
      select id, kind, token, string_to_array(seats, ',') from unnest(${tokens.map(one => one.id)}::uuid[],
        ${tokens.map(one => one.kind)}::text[], ${tokens.map(one => one.token)}::bytea[],
        ${tokens.map(one => one.seats)}::text[]) as t(id, kind, token, seats)`.execute(tx)
  }

  /** Waits for whoever changes or destroys the same person. */
  async function lockPerson(tx: Tx, personId: string): Promise<{ seats: string[] }> {
    const person = await tx
      .selectFrom('region.person')
      .select(['seats', 'destroyed_at'])
      .where('id', '=', personId)
      .forUpdate()
      .executeTakeFirst()
    if (person === undefined) return refuse('not-found')
    if (person.destroyed_at !== null) return refuse('person-destroyed')
    return person
  }

  async function getKey(tx: Tx, personId: string): Promise<Key> {
    const { wrapped } = await tx
      .selectFrom('region.person_key')
      .select('wrapped')
      .where('person_id', '=', personId)
      .executeTakeFirstOrThrow()
    return openKey(personId, wrapped)
  }

  async function read(tx: Tx, personIds: readonly string[], fields: readonly PersonField[]) {
    const found = new Map<string, PersonValues>()
    if (personIds.length === 0 || fields.length === 0) return found
    const { rows } = await sql<{ person_id: string; field: PersonField; sealed: Buffer; wrapped: Buffer }>`
      select v.person_id, v.field, v.sealed, k.wrapped
      from region.person_value v join region.person_key k on k.person_id = v.person_id
      where v.person_id = any(${[...personIds]}::uuid[]) and v.field = any(${[...fields]}::text[])`.execute(
      tx,
    )
    const keys = new Map<string, Key>()
    for (const { person_id: id, field, sealed, wrapped } of rows) {
      const key = keys.get(id) ?? openKey(id, wrapped)
      keys.set(id, key)
      const values = found.get(id) ?? {}
      values[field] = unseal(key, valuePlace(id, field), sealed).toString()
      found.set(id, values)
    }
    return found
  }

  /** Holders of all tokens of one of the alternatives, not yet looked at. */
  async function candidates(
    tx: Tx,
    kind: TokenKind,
    alternatives: readonly Buffer[][],
    most: number,
  ): Promise<string[]> {
    const ids = new Set<string>()
    for (const tokens of alternatives) {
      const { rows } = await sql<{ person_id: string }>`
        select person_id from region.person_token where kind = ${kind} and token = any(${tokens}::bytea[])
        group by person_id having count(*) = ${tokens.length} order by person_id limit ${most}`.execute(tx)
      for (const row of rows) ids.add(row.person_id)
    }
    return [...ids]
  }

  function lookUp(query: PersonQuery): {
    kind: TokenKind
    alternatives: Buffer[][]
    holds: (value: string) => boolean
  } {
    if ('telephone' in query) {
      const wanted = plainTelephone(query.telephone)
      return {
        kind: 'telephone',
        alternatives: [[tokenOf('telephone', wanted)]],
        holds: value => plainTelephone(value) === wanted,
      }
    }
    if ('document' in query) {
      const wanted = plainDocument(query.document)
      return {
        kind: 'document',
        alternatives: [[tokenOf('document', wanted)]],
        holds: value => plainDocument(value) === wanted,
      }
    }
    const alternatives = names
      .queryTokens(query.name)
      .filter(one => one.how !== 'code')
      .map(one =>
        one.how === 'characters'
          ? one.bigrams.map(pair => tokenOf('characters', pair))
          : [tokenOf(one.how, one.wanted)],
      )
    return {
      kind: 'name',
      alternatives,
      holds: value => names.nameMatches(value, query.name, { surname: true }),
    }
  }

  return {
    add: (tx, { at, ...person }) => insertChunk(tx, [person], at),

    async addMany(tx, people, at) {
      for (let i = 0; i < people.length; i += CHUNK) await insertChunk(tx, people.slice(i, i + CHUNK), at)
    },

    async change(tx, personId, change) {
      const { seats } = await lockPerson(tx, personId)
      const key = await getKey(tx, personId)
      for (const [field, value] of Object.entries(change) as [PersonField, string | null | undefined][]) {
        if (value === undefined) continue
        await tx
          .deleteFrom('region.person_token')
          .where('person_id', '=', personId)
          .where('kind', '=', field)
          .execute()
        if (value === null) {
          await tx
            .deleteFrom('region.person_value')
            .where('person_id', '=', personId)
            .where('field', '=', field)
            .execute()
          continue
        }
        const sealed = seal(key, valuePlace(personId, field), Buffer.from(value))
        await tx
          .insertInto('region.person_value')
          .values({ person_id: personId, field, sealed, seats })
          .onConflict(conflict => conflict.columns(['person_id', 'field']).doUpdateSet({ sealed }))
          .execute()
        await insertTokens(
          tx,
          tokensOf(field, value).map(token => ({ id: personId, kind: field, token, seats: seats.join(',') })),
        )
      }
    },

    read,

    async masked(tx, personIds, fields) {
      const opened = await read(tx, personIds, fields)
      for (const values of opened.values())
        for (const field of PersonField.options) {
          const value = values[field]
          if (value !== undefined) values[field] = mask(field, value)
        }
      return opened
    },

    async find(tx, query, most = 20) {
      const { kind, alternatives, holds } = lookUp(query)
      const ids = await candidates(tx, kind, alternatives, most * 5)
      const opened = await read(tx, ids, [kind])
      return ids.filter(id => holds(opened.get(id)?.[kind] ?? '')).slice(0, most)
    },

    async setSeats(tx, personId, seats) {
      const next = { seats: [...seats] }
      const [person] = await tx.updateTable('region.person').set(next).where('id', '=', personId).execute()
      if (person?.numUpdatedRows !== 1n) refuse('not-found')
      for (const table of [
        'region.person_key',
        'region.person_value',
        'region.person_token',
        'region.destruction',
      ] as const)
        await tx.updateTable(table).set(next).where('person_id', '=', personId).execute()
    },

    async destroy(tx, personId, ground, at) {
      const { seats } = await lockPerson(tx, personId)
      const key = await tx
        .deleteFrom('region.person_key')
        .where('person_id', '=', personId)
        .returning('wrapped')
        .executeTakeFirstOrThrow()
      const gone = await tx
        .deleteFrom('region.person_value')
        .where('person_id', '=', personId)
        .returning(['field', 'sealed'])
        .execute()
      gone.sort((a, b) => (a.field < b.field ? -1 : 1))
      const hash = createHash('sha256').update(key.wrapped)
      for (const { field, sealed } of gone) hash.update(`\n${field}:${sealed.length}\n`).update(sealed)
      const proof = hash.digest()
      const fields = gone.map(one => PersonField.parse(one.field))
      await tx.deleteFrom('region.person_token').where('person_id', '=', personId).execute()
      await tx
        .insertInto('region.destruction')
        .values({ person_id: personId, destroyed_at: at, ground, fields, proof, seats })
        .execute()
      await tx.updateTable('region.person').set({ destroyed_at: at }).where('id', '=', personId).execute()
      return { fields, proof }
    },
  }
}
