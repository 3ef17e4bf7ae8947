import { z } from 'zod'

/** Kind of an audit entry 审计记录: change 变更, look 查看, sign-in 登录, export 导出, destroy 销毁. */
export const EntryKind = z.enum(['change', 'look', 'sign-in', 'export', 'destroy'])
export type EntryKind = z.output<typeof EntryKind>

/** One entry, with the names of the official and the office; no entry holds a personal value. */
export const AuditEntry = z.strictObject({
  id: z.uuid(),
  /** wall time */
  recordedAt: z.iso.datetime(),
  businessAt: z.iso.datetime(),
  actorKind: z.enum(['staff', 'link', 'system', 'operator']),
  actorId: z.uuid().nullable(),
  actorName: z.string().nullable(),
  actorOffice: z.string().nullable(),
  actorOfficeEn: z.string().nullable(),
  kind: EntryKind,
  action: z.string(),
  subjectKind: z.string(),
  subjectId: z.string(),
  personId: z.uuid().nullable(),
  purpose: z.string().nullable(),
  fields: z.array(z.string()),
  /** whether it stands in the chain already */
  isSealed: z.boolean(),
})
export type AuditEntry = z.output<typeof AuditEntry>

/** A person's access record 查阅记录: who saw, took out or destroyed which values, when and why, oldest first. */
export const AccessRecord = z.strictObject({
  personId: z.uuid(),
  destroyedAt: z.iso.datetime().nullable(),
  madeAt: z.iso.datetime(),
  /** the divisions whose entries it covers: those of the auditor */
  divisions: z.array(z.string()),
  entries: z.array(AuditEntry),
})
export type AccessRecord = z.output<typeof AccessRecord>
