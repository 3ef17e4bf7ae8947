import sharp from 'sharp'
import { z } from 'zod'
import { Refusal } from '#platform/http'
import { matterApi } from '#platform/matter/api'
import type { Field } from '#platform/matter/workflow'
import { noticesApi } from '#platform/notices/api'
import { named, type Player, type Stage, storyMoment, type Verb, type Verbs, verb } from '#platform/stories'
import { text } from '#platform/texts'
import { reliefApi } from './api.ts'
import { ProblemReport, Tier } from './schema.ts'
import { texts } from './texts.ts'
import { type ProblemAction, problemWorkflow } from './workflow.ts'

/** What a story remembers of a problem. `secret` is in the enterprise's hands, where it reported by its link. */
type Told = { enterprise: string; number: string; id: string; secret: string | undefined }

const words = text({
  giveLink: '交给企业报送链接',
  pair: '结对联企服务员',
  report: '代企业上报问题',
  reportByLink: '凭链接上报问题',
  comment: '记录',
  attach: '上传附件',
  call: '通话',
  assign: '指定承办人',
  askExtension: '申请延期',
  decideExtension: '审批延期',
  pauseClock: '暂停计时',
  notThere: '没有在走的这个时限，或没有待批的延期。 No such clock runs, or no request waits.',
})({
  giveLink: 'Hand over the report link',
  pair: 'Pair with a liaison officer',
  report: 'Report a problem for the enterprise',
  reportByLink: 'Report a problem by the link',
  comment: 'Note',
  attach: 'Attach a file',
  call: 'Telephone',
  assign: 'Assign it to a colleague',
  askExtension: 'Ask for more time',
  decideExtension: 'Decide on more time',
  pauseClock: 'Pause a clock',
  notThere: 'No such clock runs, or no request waits.',
})
type Word = keyof ReturnType<typeof words>
const title = (key: Word) => (lang: 'zh-CN' | 'en') => words(lang)[key]

const problem = named('result')
const note = z.string().min(1)
const clockName = z.enum(['accept', 'solve', 'confirm'])

const held = (stage: Stage, key: string) => stage.memory.get(`result:${key}`) as Told
const linkOf = (stage: Stage, enterprise: string) =>
  stage.memory.get(`link:${enterprise}`) as string | undefined

/** The problem's id, found by one who sees everything: what the player may see is for the system to say. */
async function idOf(stage: Stage, enterprise: string, number: string): Promise<string> {
  const query = { organisation: stage.enterpriseId(enterprise), open: 'all' as const, limit: 200 }
  const { rows } = await stage.reader(reliefApi).listProblems({ query })
  return rows.find(row => row.number === number)!.id
}

function inputOf(field: Field): z.ZodType {
  switch (field.kind) {
    case 'text':
      return z.string().min(1).max(field.most)
    case 'choice':
      return z.enum(field.options as [string, ...string[]])
    case 'office':
      return named('office')
    case 'account':
      return named('actor')
    case 'matter':
      return named('result')
    case 'rating':
      return z.int().min(1).max(5)
    case 'instant':
      return storyMoment
  }
}

function resolve(field: Field, value: unknown, stage: Stage): string | number {
  if (field.kind === 'office') return stage.officeId(String(value))
  if (field.kind === 'account') return stage.accountId(String(value))
  if (field.kind === 'matter') return held(stage, String(value)).id
  if (field.kind === 'instant') return stage.instant(String(value)).toISOString()
  return value as string | number
}

/** An action of a problem's table, by an official or by the enterprise's tracking link. */
function actionVerb(action: ProblemAction): Verb {
  const row = problemWorkflow.actions[action]
  const fields = Object.entries(row.fields as Record<string, Field>)
  const shape = Object.fromEntries(
    fields.map(([name, field]) => [name, field.required ? inputOf(field) : inputOf(field).optional()]),
  )
  const parts: readonly string[] = row.who
  return verb({
    describe: texts('en')[`action.${action}`],
    title: lang => texts(lang)[`action.${action}`],
    by: parts.includes('enterprise') ? 'anyone' : 'staff',
    input: z.strictObject({ ...shape, problem }),
    async play({ player, stage, input }) {
      const told = held(stage, String(input.problem))
      const given = input as Record<string, unknown>
      const resolved = Object.fromEntries(
        fields
          .filter(([name]) => given[name] !== undefined)
          .map(([name, field]) => [name, resolve(field, given[name], stage)]),
      )
      if (player.enterprise === undefined) {
        const calls = player.calls(matterApi)
        const { version } = await calls.viewMatter({ params: { id: told.id } })
        await calls.actOnMatter({ params: { id: told.id, action }, body: { version, input: resolved } })
      } else {
        await actByLink(player, told, action as LinkAction, resolved)
      }
      return { word: told.number }
    },
  })
}

type LinkAction = 'addFacts' | 'chase' | 'confirm' | 'dispute' | 'withdraw' | 'reopen'
async function actByLink(
  player: Player,
  told: Told,
  action: LinkAction,
  input: Record<string, string | number>,
) {
  const typed = { number: told.number, secret: told.secret ?? 'NONE-IN-HAND' }
  const { version } = await player.calls(reliefApi).track({ body: typed })
  await player.calls(reliefApi).actByLink({ params: { action }, body: { ...typed, version, input } })
}

/** A picture or a page that stands in for what was photographed or scanned. */
async function fileFor(name: string): Promise<Uint8Array> {
  if (name.endsWith('.pdf')) return pageSaying(name)
  const hue = [...name].reduce((sum, sign) => sum + sign.codePointAt(0)!, 0) % 200
  const background = { r: 40 + hue, g: 90, b: 240 - hue }
  return sharp({ create: { width: 320, height: 200, channels: 3, background } })
    .png()
    .toBuffer()
}

function pageSaying(name: string): Uint8Array {
  const hex = Buffer.from(name, 'utf16le').swap16().toString('hex')
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>',
    `<</Title<FEFF${hex}>>>`,
  ]
  let body = '%PDF-1.7\n'
  const offsets = objects.map((object, i) => {
    const offset = body.length
    body += `${i + 1} 0 obj${object}endobj\n`
    return `${String(offset).padStart(10, '0')} 00000 n \n`
  })
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`
  const trailer = `trailer<</Size ${objects.length + 1}/Root 1 0 R/Info 4 0 R>>\nstartxref\n${body.length}\n%%EOF\n`
  return Buffer.from(body + table + trailer, 'latin1')
}

function notThere(): never {
  const detail = words('zh-CN').notThere
  throw new Refusal({ type: 'about:blank', code: 'not-found', title: detail, detail, status: 404 })
}

async function clockOf(player: Player, id: string, name: string): Promise<string> {
  const { clocks } = await player.calls(matterApi).viewMatter({ params: { id } })
  return (clocks.find(clock => clock.name === name && clock.stoppedAt === null) ?? notThere()).id
}

const report = ProblemReport.extend({ stoppedProduction: z.boolean().optional() })

const ownVerbs = {
  giveLink: verb({
    describe: 'An officer makes the enterprise’s link to report by and hands it over; an earlier one ends',
    title: title('giveLink'),
    by: 'staff',
    input: z.strictObject({ enterprise: named('enterprise') }),
    async play({ player, stage, input }) {
      const params = { id: stage.enterpriseId(input.enterprise) }
      await player.calls(reliefApi).makeReportLink({ params })
      const { secret } = await player.calls(reliefApi).reportLink({ params })
      stage.memory.set(`link:${input.enterprise}`, secret)
      return {}
    },
  }),
  pair: verb({
    describe: 'Gives an enterprise its liaison officer',
    title: title('pair'),
    by: 'staff',
    input: z.strictObject({ enterprise: named('enterprise'), officer: named('actor') }),
    async play({ player, stage, input }) {
      const organisationIds = [stage.enterpriseId(input.enterprise)]
      const body = { organisationIds, accountId: stage.accountId(input.officer) }
      await player.calls(reliefApi).pair({ body })
      return {}
    },
  }),
  report: verb({
    describe: 'An official reports a problem for an enterprise, or the hotline for a caller; “as” names it',
    title: title('report'),
    by: 'staff',
    gives: true,
    input: report.extend({
      enterprise: named('enterprise'),
      tier: Tier.optional(),
      channel: z.enum(['officer', 'hotline']).optional(),
    }),
    async play({ player, stage, input }) {
      const { enterprise, ...body } = input
      const organisationId = stage.enterpriseId(enterprise)
      const opened = await player.calls(reliefApi).reportProblem({ body: { ...body, organisationId } })
      return { result: { ...opened, enterprise, secret: undefined }, word: opened.number }
    },
  }),
  reportByLink: verb({
    describe: 'Somebody of an enterprise reports a problem by its link, without an account; “as” names it',
    title: title('reportByLink'),
    by: 'enterprise',
    gives: true,
    input: report,
    async play({ player, stage, input }) {
      const enterprise = player.enterprise!
      const secret = linkOf(stage, enterprise) ?? 'NONE-IN-HAND'
      const opened = await player.calls(reliefApi).reportByLink({ body: { ...input, secret } })
      const id = await idOf(stage, enterprise, opened.number)
      return { result: { ...opened, enterprise, id }, word: opened.number }
    },
  }),
  comment: verb({
    describe: 'Adds words to the problem’s story, such as a letter or an answer from outside',
    title: title('comment'),
    by: 'staff',
    input: z.strictObject({ problem, text: note, audience: z.enum(['all', 'staff']).optional() }),
    async play({ player, stage, input }) {
      const { text, audience } = input
      await player.calls(matterApi).comment({
        params: { id: held(stage, input.problem).id },
        body: { text, audience },
      })
      return { word: held(stage, input.problem).number }
    },
  }),
  attach: verb({
    describe: 'Attaches a file: a picture or page that stands in for it is made of its name',
    title: title('attach'),
    by: 'staff',
    input: z.strictObject({
      problem,
      name: z
        .string()
        .max(200)
        .regex(/.\.(png|pdf)$/, 'format')
        .describe('Ends in .png or .pdf'),
      audience: z.enum(['all', 'staff']).optional(),
    }),
    async play({ player, stage, input }) {
      const { id, number } = held(stage, input.problem)
      const query = { name: input.name, audience: input.audience }
      await player.calls(matterApi).attach({ params: { id }, query, body: await fileFor(input.name) })
      return { word: number }
    },
  }),
  call: verb({
    describe: 'Records a telephone call about the problem, with the enterprise or with others',
    title: title('call'),
    by: 'staff',
    input: z.strictObject({
      problem,
      outcome: z.enum(['reached', 'no-answer', 'wrong-number', 'refused']),
      direction: z.enum(['made', 'taken']).optional(),
      note: note.optional(),
    }),
    async play({ player, stage, input }) {
      const { id, number } = held(stage, input.problem)
      const { outcome, direction = 'made' } = input
      await player
        .calls(noticesApi)
        .recordCall({ body: { matterId: id, outcome, direction, note: input.note } })
      return { word: number }
    },
  }),
  assign: verb({
    describe: 'Takes the problem, or gives it to a colleague of the same office',
    title: title('assign'),
    by: 'staff',
    input: z.strictObject({ problem, to: named('actor') }),
    async play({ player, stage, input }) {
      const { id, number } = held(stage, input.problem)
      const { version } = await player.calls(matterApi).viewMatter({ params: { id } })
      const body = { accountId: stage.accountId(input.to), version }
      await player.calls(matterApi).assign({ params: { id }, body })
      return { word: number }
    },
  }),
  askExtension: verb({
    describe: 'Asks for more time before a clock runs out',
    title: title('askExtension'),
    by: 'staff',
    input: z.strictObject({ problem, clock: clockName, until: storyMoment, reason: note }),
    async play({ player, stage, input }) {
      const { id, number } = held(stage, input.problem)
      const params = { id, clockId: await clockOf(player, id, input.clock) }
      const body = { until: stage.instant(input.until).toISOString(), reason: input.reason }
      await player.calls(matterApi).askExtension({ params, body })
      return { word: number }
    },
  }),
  decideExtension: verb({
    describe: 'Approves or declines more time, as the office’s leader',
    title: title('decideExtension'),
    by: 'staff',
    input: z.strictObject({ problem, approved: z.boolean(), note: note.optional() }),
    async play({ player, stage, input }) {
      const { id, number } = held(stage, input.problem)
      const { extensions } = await player.calls(matterApi).viewMatter({ params: { id } })
      const asked = extensions.find(one => one.approved === null) ?? notThere()
      const body = { approved: input.approved, note: input.note }
      await player.calls(matterApi).decideExtension({ params: { id, extensionId: asked.id }, body })
      return { word: number }
    },
  }),
  pauseClock: verb({
    describe: 'Pauses a clock for a reason, at most 30 days; it runs again by itself',
    title: title('pauseClock'),
    by: 'staff',
    input: z.strictObject({ problem, clock: clockName, until: storyMoment, reason: note }),
    async play({ player, stage, input }) {
      const { id, number } = held(stage, input.problem)
      const params = { id, clockId: await clockOf(player, id, input.clock) }
      const body = { until: stage.instant(input.until).toISOString(), reason: input.reason }
      await player.calls(matterApi).pauseClock({ params, body })
      return { word: number }
    },
  }),
} satisfies Verbs

/** The table's actions that people carry out; timing out is the ticker's. */
const actions = (Object.keys(problemWorkflow.actions) as ProblemAction[]).filter(
  action => action !== 'timeOut',
)

/** The verbs that a story of relief may use: each is a call of the HTTP API. */
export const reliefVerbs: Verbs = {
  ...ownVerbs,
  ...Object.fromEntries(actions.map(action => [action, actionVerb(action)])),
}
