import { z } from 'zod'
import { endpoint } from '#platform/http'
import { Day } from '#platform/matter/schema'
import { Category } from '../schema.ts'
import { CauseRow, CauseView, LinkedProblem, TogetherResult } from './schema.ts'

const ofOne = z.strictObject({ id: z.uuid() })
const chosen = z
  .array(z.strictObject({ id: z.uuid(), version: z.int() }))
  .min(1)
  .max(200)

/** One cause, many enterprises: problems linked, solved and signed together, each ended for itself. */
export const causesApi = {
  listCauses: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/causes',
    who: 'staff',
    summary: 'Common causes that I may see, with how many problems are linked',
    input: { query: z.strictObject({ open: z.enum(['open', 'closed']).default('open') }) },
    output: z.array(CauseRow),
    refusals: [],
  }),
  openCause: endpoint({
    kind: 'append',
    method: 'POST',
    path: '/api/relief/causes',
    who: 'staff',
    summary: 'Opens a common cause; its lead office finds one solution for all problems linked to it',
    input: {
      body: z.strictObject({
        title: z.string().trim().min(1).max(120),
        words: z.string().trim().min(1).max(2000),
        category: Category,
        /** without one, my own office leads */
        officeId: z.uuid().optional(),
        dueOn: Day.optional(),
      }),
    },
    output: z.strictObject({ id: z.uuid(), number: z.string() }),
    refusals: ['forbidden', 'no-office', 'due-past'],
  }),
  viewCause: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/causes/:id',
    who: 'staff',
    summary: 'A common cause with the problems linked to it that I may see',
    input: { params: ofOne },
    output: CauseView,
    refusals: ['not-found', 'cause-led-elsewhere'],
  }),
  similarToCause: endpoint({
    kind: 'read',
    method: 'GET',
    path: '/api/relief/causes/:id/similar',
    who: 'staff',
    summary: 'Open problems of the same category and like words that are linked to no cause yet',
    input: { params: ofOne },
    output: z.array(LinkedProblem),
    refusals: ['not-found', 'cause-led-elsewhere'],
  }),
  solveTogether: endpoint({
    kind: 'transition',
    method: 'POST',
    path: '/api/relief/causes/:id/solution',
    who: 'staff',
    summary:
      'Submits one solution, with the files of the cause, for the chosen problems; each is told apart, one refused stops no other, and where none could be nothing is done',
    input: {
      params: ofOne,
      body: z.strictObject({
        version: z.int(),
        solution: z.string().trim().min(1).max(2000),
        problems: chosen,
      }),
    },
    output: z.array(TogetherResult),
    refusals: [
      'not-found',
      'cause-led-elsewhere',
      'forbidden',
      'not-now',
      'stale-version',
      'invalid',
      'none-done',
    ],
  }),
  signTogether: endpoint({
    kind: 'transition',
    method: 'POST',
    path: '/api/relief/causes/:id/signatures',
    who: 'staff',
    summary:
      'Signs the chosen problems of a cause, each for itself and by a leader of the office that leads it; where none could be it is refused',
    input: { params: ofOne, body: z.strictObject({ problems: chosen }) },
    output: z.array(TogetherResult),
    refusals: ['not-found', 'cause-led-elsewhere', 'none-done'],
  }),
}
