import { z } from 'zod'
import { DivisionCode, Key, Moment } from './names.ts'

const Words = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) })

const Subject = z
  .string()
  .regex(/^[a-z-]{2,30}$/, 'subject')
  .describe(
    'industry, labour, transport, …; relief for a task force, general for a town, duty for a duty post',
  )
const Office = z.strictObject({
  key: Key,
  name: z.string().min(2).max(60),
  nameEn: z.string().min(2).max(100),
  division: DivisionCode,
  subject: Subject,
  kind: z.enum(['task-force', 'bureau', 'town', 'duty']),
  prefix: z
    .string()
    .regex(/^[A-Z0-9]{2,8}$/, 'prefix')
    .describe('Begins the numbers of the office’s matters, such as JX'),
  seesSubject: z
    .boolean()
    .optional()
    .describe('Whether the office sees its subject in all divisions below its own'),
})
const Enterprise = z.strictObject({
  key: Key,
  name: z.string().min(2).max(120),
  division: DivisionCode,
  lists: z.array(z.string().min(1).max(60)).optional().describe('Lists it is on, such as top100'),
  liaison: Key.optional().describe('The actor who is its liaison officer from the beginning'),
})
const RoleAt = z.strictObject({
  role: z.enum(['liaison', 'handler', 'leader', 'supervisor', 'duty', 'admin', 'auditor']),
  office: Key.optional().describe('By default the actor’s own office'),
})
const Actor = z
  .strictObject({
    key: Key,
    name: z.string().min(1).max(60),
    office: Key.optional().describe('An official’s office'),
    roles: z.array(RoleAt).optional(),
    enterprise: Key.optional().describe('The enterprise of an actor who has no account and acts by its link'),
    outside: z
      .literal(true)
      .optional()
      .describe('Of a body outside, without account, who acts by a link that is sent'),
  })
  .describe('An official with office and roles, or somebody of an enterprise, or of a body outside')

const ExpectedFigure = z.strictObject({
  id: z.string().min(1).describe('A figure’s id, such as relief.solved'),
  cutOff: Moment,
  within: DivisionCode.optional().describe('By default the whole region'),
  value: z.number().nullable().describe('null where there is nothing to compute it from'),
})

/** What every verb has that a schema can say; see {@link Verb} for how it is played. */
export type VerbShape = { input: z.ZodObject; describe: string }

const eventOf = (name: string, { input, describe }: VerbShape) =>
  z
    .strictObject({
      at: Moment,
      actor: Key,
      verb: z.literal(name),
      with: input,
      as: Key.optional().describe('A name by which later events speak of what came of this one'),
      expectRefusal: z.string().min(1).optional().describe('The code with which the system must refuse it'),
    })
    .describe(describe)

const OfficeGroup = z
  .strictObject({
    key: Key.describe('Keys of its offices begin with it: town-330482001'),
    each: z.enum(['city', 'county', 'town']),
    within: DivisionCode,
    name: z.string().min(2).max(40).describe('{place} stands for the division’s name: {place}人民政府'),
    nameEn: z.string().min(2).max(80).describe('{place} stands for the division’s English name'),
    subject: Subject,
    kind: z.enum(['task-force', 'bureau', 'town', 'duty']),
    prefix: z
      .string()
      .regex(/^[A-Z]{1,4}$/, 'prefix')
      .describe('Begins the numbers of these offices’ matters; a running number follows'),
    seesSubject: z.boolean().optional(),
  })
  .describe('One office in every division of a level')
const EnterpriseGroup = z
  .strictObject({
    key: Key.describe('Keys of its enterprises begin with it: firm-1'),
    count: z.int().min(1).max(20_000),
    within: DivisionCode.describe('They are spread over the towns below it'),
    lists: z.array(z.string().min(1).max(60)).optional(),
  })
  .describe('Invented enterprises')
const OfficialGroup = z
  .strictObject({
    key: Key.describe(
      'Keys of its officials begin with it: city-1, or town-330482001-1 for a group of offices',
    ),
    office: z
      .string()
      .describe('The key of an office, or of a group of offices: then each of them gets so many'),
    count: z.int().min(1).max(1000),
    roles: z.array(RoleAt).min(1),
  })
  .describe('Invented officials')

/** The entries under `generate`, with what the systems' generators take. */
function generateSchema(generators: Readonly<Record<string, VerbShape>>) {
  const own = Object.entries(generators).map(
    ([name, { input, describe }]) => [name, z.array(input.describe(describe)).optional()] as const,
  )
  return z
    .strictObject({
      seed: z
        .int()
        .min(0)
        .max(2 ** 31 - 1)
        .describe('Another seed invents another story of the same kind'),
      offices: z.array(OfficeGroup).optional(),
      enterprises: z.array(EnterpriseGroup).optional(),
      officials: z.array(OfficialGroup).optional(),
      ...(Object.fromEntries(own) as Record<never, never>),
    })
    .describe('What is invented beside what is written out; written first, invented after it')
}

/** The schema of a story 故事, with the verbs and generators that the systems offer. */
export function storySchema(
  verbs: Readonly<Record<string, VerbShape>>,
  generators: Readonly<Record<string, VerbShape>>,
) {
  const events = Object.entries(verbs).map(([name, shape]) => eventOf(name, shape))
  return z.strictObject({
    $schema: z.string().optional(),
    id: Key,
    title: Words,
    clock: z.strictObject({
      start: Moment,
      end: Moment,
      zone: z.string().refine(isZone, 'zone').describe('An IANA time zone, such as Asia/Shanghai'),
    }),
    region: z.strictObject({
      divisions: z
        .array(DivisionCode)
        .optional()
        .describe('Divisions that have neither office nor enterprise; the others are known by these'),
      offices: z.array(Office).min(1),
      enterprises: z.array(Enterprise),
    }),
    actors: z.array(Actor).min(1),
    generate: generateSchema(generators).optional(),
    events: z.array(z.discriminatedUnion('verb', events as [ReturnType<typeof eventOf>])),
    figures: z.array(ExpectedFigure),
  })
}
export type Story = z.output<ReturnType<typeof storySchema>>
export type StoryEvent = Story['events'][number]

function isZone(value: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value })
    return true
  } catch {
    return false
  }
}

/** A story's schema as JSON Schema (draft 2020-12), for editors and for people. Laid out as the formatter would. */
export function storyJsonSchema(
  verbs: Readonly<Record<string, VerbShape>>,
  generators: Readonly<Record<string, VerbShape>>,
): string {
  const schema = z.toJSONSchema(storySchema(verbs, generators), { io: 'input', reused: 'ref' })
  const text = JSON.stringify(schema, null, 2).replace(
    /^( *)("[^"]*": )\[\n([^[\]{}]*)\n *\]/gm,
    (whole, indent: string, key: string, items: string) => {
      const line = `${indent}${key}[${items.trim().replace(/,\n\s*/g, ', ')}]`
      return line.length < LINE ? line : whole
    },
  )
  return `${text}\n`
}
const LINE = 110
