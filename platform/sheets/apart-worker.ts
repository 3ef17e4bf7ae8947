import { parentPort, workerData } from 'node:worker_threads'
import type { SheetAnswer, SheetTask } from './apart.ts'
import { readSheet } from './read.ts'
import { SheetRefusal } from './refusal.ts'

const { source, options } = workerData as SheetTask
let answer: SheetAnswer
try {
  const { warnings, ...sheet } = await readSheet(source, options)
  // A function cannot be sent; the other side makes each saying anew from its code.
  answer = { sheet: { ...sheet, warnings: warnings.map(({ say: _, ...rest }) => rest) as typeof warnings } }
} catch (error) {
  if (!(error instanceof SheetRefusal)) throw error
  const { code, values, line, column } = error
  answer = {
    refused: {
      code,
      values,
      ...(line === undefined ? {} : { line }),
      ...(column === undefined ? {} : { column }),
    },
  }
}
parentPort?.postMessage(answer)
