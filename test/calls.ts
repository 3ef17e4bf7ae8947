import { Refusal } from '#platform/http'

/** What a call was refused with, nothing when it was carried out; any other error is thrown. */
export const refusalOf = (call: Promise<unknown>): Promise<Refusal['problem'] | undefined> =>
  call.then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof Refusal) return error.problem
      throw error
    },
  )

/** The code that a call was refused with, `done` when it was carried out. */
export const codeOf = async (call: Promise<unknown>): Promise<string> =>
  (await refusalOf(call))?.code ?? 'done'
