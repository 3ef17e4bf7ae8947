import { z } from 'zod'

/** A figure 数字 at a cut-off, with what it means in the reader's language. */
export const Figure = z.strictObject({
  id: z.string(),
  system: z.string(),
  /** null where there is nothing to compute it from, such as a median of no cases */
  value: z.number().nullable(),
  unit: z.string(),
  definition: z.string(),
})
export type Figure = z.output<typeof Figure>
