/** How a command ends: 0 done; 1 refused, failed, or a check found something; 2 wrong usage; 3 the surroundings (database, files, port). */
export const exit = { ok: 0, refused: 1, usage: 2, surroundings: 3 } as const

/** Ends a command with a sentence for the reader and its exit code. */
export class Failure extends Error {
  override name = 'Failure'
  readonly code: number
  constructor(code: number, sentence: string) {
    super(sentence)
    this.code = code
  }
}
