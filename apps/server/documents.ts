import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Endpoint } from '#platform/http'
import type { ActionRow, Field, Workflow } from '#platform/matter/workflow'
import { texts as reliefTexts } from '#relief/texts'
import { problemWorkflow } from '#relief/workflow'
import { contract, systems } from './main.ts'

type Words = (key: string) => string
const wordsOf =
  (book: (lang: 'zh-CN' | 'en') => object): Words =>
  key => {
    const of = (lang: 'zh-CN' | 'en') => String((book(lang) as Record<string, unknown>)[key] ?? key)
    return `${of('zh-CN')} ${of('en')}`
  }

const table = (header: readonly string[], rows: readonly (readonly string[])[]) =>
  [header, header.map(() => '---'), ...rows]
    .map(cells => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n')

/**
 * Mermaid's state diagram of a kind of matter. Actions that leave the status as it is stand in the table only; one that
 * is possible in every open status is a note, not as many arrows.
 */
function diagram(flow: Workflow, words: Words): string {
  const name = (status: string) => status.replaceAll('-', '_')
  const lines = ['```mermaid', 'stateDiagram-v2']
  for (const status of Object.keys(flow.statuses))
    lines.push(`  state "${words(`status.${status}`)}" as ${name(status)}`)
  lines.push(`  [*] --> ${name(flow.initial)}`)
  const open = Object.keys(flow.statuses).filter(status => flow.statuses[status]?.open)
  const edges = new Map<string, string[]>()
  for (const [action, { from, to }] of Object.entries(flow.actions) as [string, ActionRow][]) {
    if (to !== 'same' && open.every(status => from.includes(status))) {
      lines.push(`  note right of ${name(to)} : ${action}, from every open status`)
      continue
    }
    for (const status of from) {
      if (to === 'same' || to === status) continue
      const edge = `${name(status)} --> ${name(to)}`
      edges.set(edge, [...(edges.get(edge) ?? []), action])
    }
  }
  for (const [edge, actions] of edges) lines.push(`  ${edge} : ${actions.join(', ')}`)
  for (const [status, { open }] of Object.entries(flow.statuses))
    if (!open) lines.push(`  ${name(status)} --> [*]`)
  return [...lines, '```'].join('\n')
}

function fieldOf([name, field]: [string, Field]): string {
  const sort =
    field.kind === 'choice'
      ? field.options.join(', ')
      : field.kind === 'text'
        ? `≤ ${field.most}`
        : field.kind === 'rating'
          ? '1–5'
          : field.kind
  return `\`${name}\`${field.required ? '' : '?'} (${sort})`
}

function actionTable(flow: Workflow, words: Words): string {
  const rows = (Object.entries(flow.actions) as [string, ActionRow][]).map(([action, row]) => [
    `\`${action}\` ${words(`action.${action}`)}`,
    row.from.join(', '),
    row.to,
    row.who.join(', '),
    Object.entries(row.fields).map(fieldOf).join(', ') || '–',
    [
      ...(row.stops ?? []).map(clock => `stops ${clock}`),
      ...(row.starts ?? []).map(clock => `starts ${clock}`),
    ].join(', ') || '–',
    row.kind,
    row.undo === undefined ? '–' : `\`${row.undo}\``,
    row.audience === 'staff' ? 'staff only' : 'all',
  ])
  const header = ['action', 'from', 'to', 'who', 'input', 'clocks', 'kind', 'undone by', 'told to']
  return table(header, rows)
}

const callTable = (calls: readonly Endpoint[]) =>
  table(
    ['call', 'kind', 'who', 'what'],
    calls.map(call => [
      `\`${call.method} ${call.path}\``,
      call.kind,
      call.perMinute === undefined ? call.who : `${call.who}, ${call.perMinute} a minute`,
      call.summary,
    ]),
  )

/** What the documents take from the code, by the name that their markers give. */
function blocks(): Map<string, string> {
  const words = wordsOf(reliefTexts)
  const own = new Map(systems.map(system => [system.name, Object.values(system.api)]))
  const ofSystems = new Set([...own.values()].flat())
  return new Map([
    ['problem diagram', diagram(problemWorkflow as unknown as Workflow, words)],
    ['problem actions', actionTable(problemWorkflow as unknown as Workflow, words)],
    ...systems.flatMap(({ name, figures }): [string, string][] =>
      figures === undefined
        ? []
        : [
            [
              `${name} figures`,
              table(
                ['figure', 'unit', 'definition', '定义'],
                figures.flatMap(one =>
                  Object.entries(one.texts).map(([id, of]) => [
                    `\`${id}\``,
                    `${of('zh-CN').unit} ${of('en').unit}`,
                    of('en').definition,
                    of('zh-CN').definition,
                  ]),
                ),
              ),
            ],
          ],
    ),
    ...[...own].map(([name, calls]): [string, string] => [`${name} calls`, callTable(calls)]),
    ['shared calls', callTable(contract.filter(call => !ofSystems.has(call)))],
  ])
}

const marked = /(<!-- from the code: ([\w ]+) -->\n)[\s\S]*?(<!-- end -->)/g

/**
 * The documents of docs/systems as they should read: what stands between `<!-- from the code: NAME -->` and
 * `<!-- end -->` comes from tables in the code. Throws for a name that there is not.
 */
export function documents(root: string): Map<string, string> {
  const known = blocks()
  const folder = join(root, 'docs/systems')
  return new Map(
    readdirSync(folder)
      .filter(file => file.endsWith('.md'))
      .map(file => {
        const text = readFileSync(join(folder, file), 'utf8').replace(marked, (_, start, name, end) => {
          const block = known.get(name)
          if (block === undefined)
            throw new Error(`docs/systems/${file} asks for “${name}”, which is unknown.`)
          return `${start}\n${block}\n\n${end}`
        })
        return [`docs/systems/${file}`, text]
      }),
  )
}
