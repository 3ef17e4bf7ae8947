import { Worker } from 'node:worker_threads'
import { collect, type ReadSheetOptions, type SheetSource } from './read.ts'
import { SheetRefusal } from './refusal.ts'
import type { SheetRefusalCode } from './refusals.ts'
import { type Sheet, sheetLimits, warning } from './sheet.ts'

/** What goes between the two threads: sayings are functions and stay behind. */
export type SheetTask = { source: Uint8Array | string; options: ReadSheetOptions }
export type SheetAnswer =
  | { sheet: Sheet }
  | {
      refused: {
        code: SheetRefusalCode
        values: Record<string, string | number>
        line?: number
        column?: number
      }
    }

const longestMs = 30_000
const memoryMb = 1024

/**
 * As `readSheet`, in a thread of its own that ends after half a minute or at a gigabyte: the server goes on answering
 * meanwhile, and a file made to take for ever is refused with `took-too-long`. One at a
 * time: the others wait, or two large files would take both cores from everybody.
 */
export async function readSheetApart(
  source: SheetSource,
  options: ReadSheetOptions = {},
  timeoutMs = longestMs,
): Promise<Sheet> {
  // Taken in before its turn: a slow upload keeps nobody waiting.
  const taken =
    typeof source === 'string' ? source : await collect(source, options.maxBytes ?? sheetLimits.maxBytes)
  const reading = last.then(() => readInThread({ source: taken, options }, timeoutMs))
  last = reading.catch(() => undefined)
  return reading
}

let last: Promise<unknown> = Promise.resolve()

async function readInThread(task: SheetTask, timeoutMs: number): Promise<Sheet> {
  const worker = new Worker(new URL('./apart-worker.ts', import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  })
  let timer: NodeJS.Timeout | undefined
  try {
    const answer = await new Promise<SheetAnswer>((resolve, reject) => {
      timer = setTimeout(() => resolve({ refused: { code: 'took-too-long', values: {} } }), timeoutMs)
      worker.once('message', resolve)
      worker.once('error', error => {
        const exhausted = (error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY'
        if (exhausted) resolve({ refused: { code: 'took-too-long', values: {} } })
        else reject(error)
      })
    })
    if ('refused' in answer) {
      const { code, values, ...spot } = answer.refused
      throw new SheetRefusal(code, values, spot)
    }
    const { sheet } = answer
    return { ...sheet, warnings: sheet.warnings.map(({ code, values, line }) => warning(code, values, line)) }
  } finally {
    clearTimeout(timer)
    await worker.terminate()
  }
}
