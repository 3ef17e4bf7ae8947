import { z } from 'zod'
import { between, pick, type Random, shuffledIndex, weighted } from '#packages/random'
import {
  type Generators,
  generator,
  named,
  type Story,
  type StoryEvent,
  storyMoment,
} from '#platform/stories'
import { inventProblem } from '#region/demo'
import { Category, Tier } from './schema.ts'

/** Which office a county's problem comes to, as the routing table in force says: see relief.route. */
const subjectOf: Record<Category, string> = {
  SUPPLY: 'industry',
  LOGISTICS: 'transport',
  LABOUR: 'labour',
  FINANCE: 'finance',
  TAX: 'tax',
  POLICY: 'industry',
  EPIDEMIC: 'health',
  OTHER: 'industry',
}

const Outcome = z.enum(['solved', 'explained', 'withdrawn', 'confirming', 'open', 'reported'])
const weights = <T extends string>(of: z.ZodEnum<Record<string, T>>) =>
  z.partialRecord(of, z.int().min(0)).optional()

const Problems = z.strictObject({
  key: z
    .string()
    .regex(/^[a-z][A-Za-z0-9-]{1,20}$/, 'key')
    .describe('Problems are named by it: early-1, early-2, …'),
  count: z.int().min(1).max(20_000),
  outcome: Outcome.describe(
    'solved (evidence, signature, the enterprise’s confirmation), explained, withdrawn; confirming, open or reported stay so',
  ),
  from: storyMoment,
  until: storyMoment.describe(
    'Reported between from and until, in waking hours. Whoever is to be solved needs about five days more',
  ),
  enterprises: z.string().describe('The key of a group under generate.enterprises'),
  desk: named('actor').describe(
    'An official on duty for the whole place: hands out the links and routes what comes in',
  ),
  chased: z.boolean().optional().describe('Chased by the enterprise once, eight days after it was reported'),
  categories: weights(Category).describe('Weights; by default all alike'),
  tiers: weights(Tier).describe('Weights; by default town 5, county 3, city 1'),
})
type Problems = z.output<typeof Problems>

type At = Temporal.PlainDateTime
const OPENS = 8 * 60 + 30
const CLOSES = 18 * 60

const minuteOf = (at: At) => at.hour * 60 + at.minute
/** The moment itself, or the next one at which an office is at work; in these weeks weekends and holidays too. */
function atWork(at: At): At {
  if (minuteOf(at) < OPENS) return at.with({ hour: 8, minute: 30 + (at.minute % 30) })
  if (minuteOf(at) < CLOSES) return at
  return at.add({ days: 1 }).with({ hour: 8, minute: 30 + (at.minute % 30) })
}
const told = (at: At) => at.toString({ smallestUnit: 'minute' })

/** A moment between two in waking hours. */
function draw(random: Random, from: At, until: At): At {
  const minutes = until.since(from).total('minutes')
  return atWork(from.add({ minutes: Math.floor(random() * minutes) }))
}

type People = { lead: string; signer: string }

/** Who takes up and who signs in the office that a problem comes to. */
function peopleOf(story: Story, division: string, subject: string): People | undefined {
  const office = story.region.offices.find(one => one.division === division && one.subject === subject)
  if (office === undefined) return undefined
  const holders = (role: string) =>
    story.actors.filter(actor =>
      actor.roles?.some(one => one.role === role && (one.office ?? actor.office) === office.key),
    )
  const lead = holders('handler')[0]
  const signer = holders('leader').find(one => one !== lead)
  return lead === undefined || signer === undefined ? undefined : { lead: lead.key, signer: signer.key }
}

const lengthOf = { town: 9, county: 6, city: 4 }

/** The events of one problem from the link to where its outcome leaves it. */
function eventsOf(
  random: Random,
  input: Problems,
  one: {
    key: string
    manager: string
    enterprise: string
    category: Category
    tier: Tier
    people: People
    at: At
  },
): StoryEvent[] {
  const { key, manager, enterprise, category, tier, people } = one
  const { title, description, solution } = inventProblem(random, category)
  const events: { at: At; actor: string; verb: string; with: Record<string, unknown>; as?: string }[] = []
  let at = one.at
  const later = (least: number, most: number, isOffice = true) => {
    at = at.add({ minutes: between(random, least, most) })
    if (isOffice) at = atWork(at)
    return at
  }
  const problem = key
  events.push(
    { at, actor: input.desk, verb: 'giveLink', with: { enterprise } },
    {
      at: later(1, 9, false),
      actor: manager,
      verb: 'reportByLink',
      as: key,
      with: { title, category, description },
    },
    { at: later(3, 25), actor: input.desk, verb: 'route', with: { problem, category, tier } },
  )
  const reported = at
  const { outcome } = input
  if (outcome === 'withdrawn') {
    events.push({
      at: later(60, 600, false),
      actor: manager,
      verb: 'withdraw',
      with: { problem, reason: '已自行解决，谢谢。' },
    })
  } else if (outcome !== 'reported') {
    events.push({ at: later(5, 90), actor: people.lead, verb: 'accept', with: { problem } })
    if (outcome === 'explained') {
      const reason = '目前政策和条件下无法解决，已向企业说明原因并商定替代办法。'
      events.push({ at: later(600, 2800), actor: people.signer, verb: 'explain', with: { problem, reason } })
    } else if (outcome !== 'open') {
      events.push(
        {
          at: later(120, 1500),
          actor: people.lead,
          verb: 'attach',
          with: { problem, name: `佐证${key}.png` },
        },
        { at: later(1, 20), actor: people.lead, verb: 'solve', with: { problem, solution } },
        { at: later(10, 240), actor: people.signer, verb: 'sign', with: { problem } },
      )
      if (outcome === 'solved') {
        const rating = pick(random, [5, 5, 5, 4, 4, 3])
        events.push({
          at: later(30, 1200, false),
          actor: manager,
          verb: 'confirm',
          with: { problem, rating },
        })
      }
    }
  }
  if (input.chased === true) {
    const note = '已过承诺时限，请尽快办理。'
    events.push({
      at: atWork(reported.add({ days: 8 })),
      actor: manager,
      verb: 'chase',
      with: { problem, note },
    })
  }
  return events.map(event => ({ ...event, at: told(event.at) })) as StoryEvent[]
}

const problems = generator({
  describe:
    'Problems of invented enterprises, each with all its steps and the people of the office that handles it',
  input: Problems,
  expand({ story, input, random, fail }) {
    const firms = story.region.enterprises.filter(one => one.key.startsWith(`${input.enterprises}-`))
    if (firms.length === 0)
      fail(
        `没有企业组“${input.enterprises}”。 There is no group of enterprises “${input.enterprises}”.`,
        'enterprises',
      )
    const [from, until] = [Temporal.PlainDateTime.from(input.from), Temporal.PlainDateTime.from(input.until)]
    if (Temporal.PlainDateTime.compare(from, until) >= 0)
      fail('until 须晚于 from。 “until” must be later than “from”.', 'until')
    const firmAt = shuffledIndex(firms.length, random)
    const pickCategory = weighted(
      Category.options.map(one => [one, input.categories === undefined ? 1 : (input.categories[one] ?? 0)]),
    )
    const tiers = input.tiers ?? { town: 5, county: 3, city: 1 }
    const pickTier = weighted(Tier.options.map(one => [one, tiers[one] ?? 0]))
    const actors: Story['actors'] = []
    const events: StoryEvent[] = []
    for (let i = 0; i < input.count; i++) {
      const firm = firms[firmAt(i)]!
      const [category, tier] = [pickCategory(random), pickTier(random)]
      const division = firm.division.slice(0, lengthOf[tier])
      const subject = tier === 'town' ? 'general' : tier === 'city' ? 'relief' : subjectOf[category]
      const people =
        peopleOf(story, division, subject) ??
        fail(
          `${division}没有条线为${subject}、并有经办人和另一位负责人的单位。 No office of ${division} with the subject ${subject} has a handler and another person as leader.`,
        )
      const key = `${input.key}-${i + 1}`
      const manager = `${key}-manager`
      actors.push({ key: manager, name: `${firm.name}负责人`, enterprise: firm.key })
      const at = draw(random, from, until)
      events.push(
        ...eventsOf(random, input, { key, manager, enterprise: firm.key, category, tier, people, at }),
      )
    }
    return { actors, events: events.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)) }
  },
})

/** What a story may have invented in relief. */
export const reliefGenerators: Generators = { problems }
