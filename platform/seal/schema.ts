import { z } from 'zod'

/** A personal value 个人信息 that stands sealed. */
export const PersonField = z.enum(['name', 'telephone', 'email', 'document', 'address', 'note'])
export type PersonField = z.output<typeof PersonField>
