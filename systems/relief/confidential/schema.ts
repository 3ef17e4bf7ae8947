import { z } from 'zod'

/** What is reported about an office in confidence. `code` is made by the reporter's device; its hash alone is kept. */
export const ConfidentialReport = z.strictObject({
  officeId: z.uuid(),
  description: z.string().trim().min(1).max(4000),
  code: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/),
  contactName: z.string().trim().min(1).max(60).optional(),
  contactTelephone: z.string().trim().min(5).max(30).optional(),
})
export type ConfidentialReport = z.output<typeof ConfidentialReport>
