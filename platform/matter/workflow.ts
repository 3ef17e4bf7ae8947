import { z } from 'zod'

/** One entry of an action's form; validation, form and API document come from it. */
export type Field =
  | { kind: 'text'; required: boolean; most: number; long?: boolean }
  | { kind: 'choice'; required: boolean; options: readonly string[] }
  | { kind: 'office' | 'account' | 'matter'; required: boolean }
  | { kind: 'rating'; required: boolean }
  | { kind: 'instant'; required: boolean }

/** What may be said along with an action, and why it is taken, where that has to be said. */
export const note = { kind: 'text', required: false, most: 1000, long: true } as const satisfies Field
export const reason = { kind: 'text', required: true, most: 1000, long: true } as const satisfies Field

/** One action of a kind of matter: a row of its table. `S` statuses, `P` parts that an actor can have. */
export type ActionRow<S extends string = string, P extends string = string> = {
  from: readonly S[]
  /** 'same' leaves the status as it is */
  to: S | 'same'
  who: readonly P[]
  /** append: commutes and needs no version; transition: decided on a version, refused when it is stale */
  kind: 'append' | 'transition'
  fields: Readonly<Record<string, Field>>
  /** the next step after it, a key of the kind's texts; null ends the matter; 'same' keeps it */
  next: string | null
  stops?: readonly string[]
  /** clocks that the effect starts; named for the table's reader and the diagram */
  starts?: readonly string[]
  audience?: 'staff'
  /** the action that takes it back, where there is one */
  undo?: string
}

export type Workflow<S extends string = string, P extends string = string, A extends string = string> = {
  kind: string
  /** whose matters these are: the keys of its divisions and subjects see them */
  system: string
  /** notes for staff stay in the office that writes them: the matter stands between two that don't share their work */
  ownNotes?: true
  version: number
  initial: S
  statuses: Readonly<Record<S, { open: boolean }>>
  actions: Readonly<Record<A, ActionRow<S, P>>>
}

/** The table of a kind's actions, checked by its type: every status and part that it names exists. */
export function workflow<const S extends string, const P extends string, const A extends string>(
  table: Workflow<S, P, A>,
): Workflow<S, P, A> {
  return table
}

/** The schema of an action's input. Unknown entries are refused, not dropped. */
export function inputOf(fields: ActionRow['fields']): z.ZodType<Record<string, string | number | undefined>> {
  const shape: Record<string, z.ZodType<string | number | undefined>> = {}
  for (const [name, field] of Object.entries(fields)) {
    const schema = schemaOf(field)
    shape[name] = field.required ? schema : schema.optional()
  }
  return z.strictObject(shape)
}

function schemaOf(field: Field): z.ZodType<string | number> {
  switch (field.kind) {
    case 'text':
      return z.string().trim().min(1).max(field.most)
    case 'choice':
      return z.enum(field.options as [string, ...string[]])
    case 'office':
    case 'account':
    case 'matter':
      return z.uuid()
    case 'rating':
      return z.int().min(1).max(5)
    case 'instant':
      return z.iso.datetime({ offset: true })
  }
}

export type Verdict = {
  action: string
  allowed: boolean /** a refusal's code, when a fact forbids */
  reason?: string
}

/**
 * What an actor of these parts can do now. An action that is never theirs, or not from this status, is absent;
 * one that a fact forbids is there, not allowed, with the reason's code.
 */
export function verdictsOf<S extends string, P extends string, A extends string>(
  table: Workflow<S, P, A>,
  status: S,
  parts: ReadonlySet<P>,
  forbids: (action: A) => string | undefined,
): (Verdict & { action: A })[] {
  const verdicts: (Verdict & { action: A })[] = []
  for (const [action, row] of Object.entries(table.actions) as [A, ActionRow<S, P>][]) {
    if (!row.from.includes(status) || !row.who.some(part => parts.has(part))) continue
    const reason = forbids(action)
    verdicts.push(reason === undefined ? { action, allowed: true } : { action, allowed: false, reason })
  }
  return verdicts
}
