/** An expected refusal, thrown by a verb and answered as problem details in the reader's language. */
export class Refused extends Error {
  readonly code: string
  readonly params: Record<string, string | number>
  readonly fields: { path: string; code: string; params?: Record<string, string | number> }[]
  constructor(
    code: string,
    params: Record<string, string | number> = {},
    fields: { path: string; code: string; params?: Record<string, string | number> }[] = [],
  ) {
    super(code)
    this.name = 'Refused'
    this.code = code
    this.params = params
    this.fields = fields
  }
}

/** Refuses with a code that the call's contract lists; `fields` names each wrong field by its own code. */
export function refuse(
  code: string,
  params?: Record<string, string | number>,
  fields?: { path: string; code: string; params?: Record<string, string | number> }[],
): never {
  throw new Refused(code, params, fields)
}
