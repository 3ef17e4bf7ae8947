import { join } from 'node:path'
import { type DemoSeed, NotEmpty, type Seeded, type Step, seedDemo, seedProduction } from '#apps/seed/index'
import type { Config } from '#platform/config'
import { createFileStore } from '#platform/files'
import { figure, type Lang } from '#platform/texts'
import { exit, Failure } from './failure.ts'
import type { Ground } from './ground.ts'
import type { Progress, Step as Shown } from './progress.ts'
import { texts } from './texts.ts'

/** Loads a demonstration with a bar for each step; returns undefined when the very same one stands there already. */
export async function loadDemo(
  ground: Ground,
  config: Config,
  wish: DemoSeed,
  lang: Lang,
  progress: Progress,
): Promise<Seeded | undefined> {
  const words = texts(lang)
  const labels: Record<Step, string> = {
    divisions: words.stepDivisions,
    offices: words.stepOffices,
    enterprises: words.stepEnterprises,
    problems: words.stepProblems,
    finish: words.stepFinish,
  }
  let shown: { step: Step; bar: Shown } | undefined
  let total = 0
  const endShown = () => shown?.bar.end(total > 1 ? figure(total, lang) : undefined)
  try {
    const parts = {
      ownerUrl: ground.urls.owner,
      masterKey: ground.masterKey,
      files: createFileStore(join(config.dataDir, 'files')),
      zone: config.timeZone,
    }
    const seeded = await seedDemo(parts, wish, (step, done, of) => {
      if (shown?.step !== step) {
        endShown()
        shown = { step, bar: progress.step(labels[step]) }
      }
      total = step === 'enterprises' ? of / 2 : of
      shown.bar.update(done, of)
    })
    endShown()
    return seeded
  } catch (error) {
    shown?.bar.abandon()
    return notEmpty(error, lang)
  }
}

export async function loadProduction(ground: Ground, config: Config, lang: Lang, progress: Progress) {
  const bar = progress.step(texts(lang).stepDivisions)
  try {
    const counts = await seedProduction(ground.urls.owner, config.timeZone, new Date(), (done, total) =>
      bar.update(done, total),
    )
    bar.end(figure(counts.divisions, lang))
    return counts
  } catch (error) {
    bar.abandon()
    return notEmpty(error, lang)
  }
}

function notEmpty(error: unknown, lang: Lang): undefined {
  if (!(error instanceof NotEmpty)) throw error
  if (error.isSame) return undefined
  throw new Failure(exit.refused, texts(lang).notEmpty({ held: error.held }))
}
