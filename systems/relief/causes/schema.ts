import { z } from 'zod'
import { MatterRow, MatterView } from '#platform/matter/schema'
import { Category } from '../schema.ts'

/** A common cause 共性问题 of problems of several enterprises, as a row; counts are of all, seen or not. */
export const CauseRow = MatterRow.extend({
  category: Category,
  words: z.string(),
  linked: z.int(),
  linkedOpen: z.int(),
})
export type CauseRow = z.output<typeof CauseRow>

/** A problem linked to a cause, or like it, as far as the reader sees it. */
export const LinkedProblem = MatterRow.extend({ organisationName: z.string() })
export type LinkedProblem = z.output<typeof LinkedProblem>

export const CauseView = z.strictObject({
  matter: MatterView,
  cause: z.strictObject({
    category: Category,
    words: z.string(),
    solution: z.string().nullable(),
    linked: z.int(),
    linkedOpen: z.int(),
  }),
  problems: z.array(LinkedProblem),
})

/** What came of one problem when several were solved or signed together. */
export const TogetherResult = z.strictObject({
  id: z.uuid(),
  number: z.string().nullable(),
  done: z.boolean(),
  code: z.string().nullable(),
  /** why not, in the reader's language */
  reason: z.string().nullable(),
})
export type TogetherResult = z.output<typeof TogetherResult>
