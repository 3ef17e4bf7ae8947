import { z } from 'zod'
import { endpoint } from '#platform/http'
import { MatterView } from '#platform/matter/schema'
import { ConfidentialReport } from './schema.ts'

const Named = z.strictObject({ id: z.uuid(), name: z.string(), nameEn: z.string() })
const refusals = ['no-office', 'no-examiner'] as const

/** Confidential reports about an office. */
export const confidentialApi = {
  reportInConfidence: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/relief/confidential',
    who: 'staff',
    summary: 'An official reports an office; nobody of it, its place or below learns of it',
    input: { body: ConfidentialReport },
    output: z.strictObject({ number: z.string() }),
    refusals,
  }),
  viewConfidential: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/confidential/:id',
    who: 'staff',
    summary: 'One report, for the people above who examine it',
    input: { params: z.strictObject({ id: z.uuid() }) },
    output: z.strictObject({
      matter: MatterView,
      office: z.string(),
      officeEn: z.string(),
      by: z.enum(['enterprise', 'official']),
      description: z.string(),
      finding: z.string().nullable(),
      contact: z.strictObject({ personId: z.uuid(), name: z.string(), telephone: z.string() }).nullable(),
    }),
    refusals: ['not-found'],
  }),
  nameableOffices: endpoint({
    kind: 'read',
    method: 'POST',
    path: '/api/open/confidential/offices',
    who: 'anyone',
    summary: 'The offices of an enterprise’s place and above, by its report link',
    input: { body: z.strictObject({ secret: z.string().min(1).max(200) }) },
    output: z.array(Named),
    refusals: ['link-unknown'],
    perMinute: 60,
  }),
  reportByLinkInConfidence: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/open/confidential',
    who: 'anyone',
    summary: 'An enterprise reports an office in confidence by its report link',
    input: { body: ConfidentialReport.extend({ secret: z.string().min(1).max(200) }) },
    output: z.strictObject({ number: z.string() }),
    refusals: ['link-unknown', ...refusals],
    perMinute: 10,
  }),
}
