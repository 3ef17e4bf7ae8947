import { z } from 'zod'
import { endpoint } from '#platform/http'
import { Figure } from './schema.ts'

export const figuresApi = {
  readFigures: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/figures',
    who: 'staff',
    summary: 'Every figure of a division at a cut-off, by what was recorded up to then',
    input: {
      query: z.strictObject({
        cutOff: z.iso.datetime({ offset: true }).optional(),
        /** by default the widest place of which the reader sees everything */
        within: z
          .string()
          .regex(/^\d{2,12}$/)
          .optional(),
      }),
    },
    output: z.strictObject({ cutOff: z.iso.datetime(), within: z.string(), figures: z.array(Figure) }),
    refusals: ['not-found', 'forbidden', 'cut-off-ahead'],
  }),
}
