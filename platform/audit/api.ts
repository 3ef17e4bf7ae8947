import { z } from 'zod'
import { endpoint } from '#platform/http'
import { PersonField } from '../seal/schema.ts'
import { AccessRecord, AuditEntry, EntryKind } from './schema.ts'

const ofPerson = z.strictObject({ id: z.uuid() })
const instant = z.iso.datetime({ offset: true })

/** What an auditor asks, and the look at a person's values with a reason. */
export const auditApi = {
  searchAudit: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/audit',
    who: 'staff',
    summary: 'Audit entries at the auditor’s place, newest first',
    input: {
      query: z.strictObject({
        actor: z.uuid().optional(),
        subject: z.string().min(1).max(100).optional(),
        person: z.uuid().optional(),
        kind: EntryKind.optional(),
        from: instant.optional(),
        until: instant.optional(),
        cursor: z.string().max(200).optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
    },
    output: z.strictObject({ rows: z.array(AuditEntry), next: z.string().nullable() }),
    refusals: ['invalid', 'forbidden'],
  }),
  accessRecord: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/people/:id/access-record',
    who: 'staff',
    summary: 'Who looked at a person’s values, when, why and at which; the print is recorded itself',
    input: { params: ofPerson },
    output: AccessRecord,
    refusals: ['not-found', 'forbidden'],
  }),
  // A read, though it posts: an answer kept for retries would hold the values, and a purpose has no place in an address.
  reveal: endpoint({
    kind: 'read',
    method: 'POST',
    path: '/api/people/:id/reveal',
    who: 'staff',
    summary: 'A person’s values unmasked for a stated purpose; the look is recorded',
    input: {
      params: ofPerson,
      body: z.strictObject({
        fields: z.array(PersonField).min(1).max(PersonField.options.length),
        purpose: z.string().trim().min(2).max(200),
      }),
    },
    output: z.partialRecord(PersonField, z.string()),
    refusals: ['invalid', 'not-found', 'person-destroyed'],
    perMinute: 60,
  }),
  destroyPerson: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/people/:id/destroy',
    who: 'staff',
    summary: 'Destroys a person’s values for good, as a leader of an office that holds them; a proof remains',
    input: { params: ofPerson, body: z.strictObject({ ground: z.string().trim().min(2).max(200) }) },
    output: z.null(),
    refusals: ['invalid', 'not-found', 'forbidden', 'person-destroyed'],
  }),
}
