import { useRef, useState } from 'react'
import type { FieldError } from './fields.tsx'

/** What a refused call carries: RFC 9457 problem details. */
export type RefusedProblem = {
  code: string
  title: string
  detail: string
  requestId?: string
  fields?: { path: string; message: string }[]
}

const problemOf = (thrown: unknown): RefusedProblem | undefined =>
  thrown instanceof Error && 'problem' in thrown ? (thrown.problem as RefusedProblem) : undefined

/**
 * Runs one write of the user: pending while under way, one idempotency key an intention (a retry repeats it),
 * refusals as field errors. `run` gives the answer, or undefined when refused.
 * `const save = useAction((body: Input, key) => relief.reportProblem({ body }, { key }))`
 */
export function useAction<I, O>(call: (input: I, key: string) => Promise<O>) {
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<RefusedProblem>()
  const [isOffline, setOffline] = useState(false)
  const intention = useRef<{ input: string; key: string }>(undefined)
  const isRunning = useRef(false)
  const run = async (input: I): Promise<O | undefined> => {
    if (isRunning.current) return undefined
    isRunning.current = true
    const same = JSON.stringify(input) ?? ''
    if (intention.current?.input !== same) intention.current = { input: same, key: crypto.randomUUID() }
    setPending(true)
    setOffline(false)
    try {
      const answer = await call(input, intention.current.key)
      intention.current = undefined
      setProblem(undefined)
      return answer
    } catch (thrown) {
      const refused = problemOf(thrown)
      // A refusal was understood: the next try is a new intention. No answer at all: the same one again.
      if (refused) intention.current = undefined
      setOffline(!refused)
      setProblem(refused)
      return undefined
    } finally {
      isRunning.current = false
      setPending(false)
    }
  }
  const errors: FieldError[] = (problem?.fields ?? []).map(field => ({
    name: field.path.replace(/^body\./, '').replaceAll('.', '-'),
    message: field.message,
  }))
  return {
    run,
    pending,
    problem,
    /** the server did not answer */
    isOffline,
    /** by field, for ErrorSummary and each field's `error` */
    errors,
    errorOf: (name: string) => errors.find(error => error.name === name)?.message,
    reset: () => setProblem(undefined),
  }
}
