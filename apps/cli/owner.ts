import pg from 'pg'
import { command } from '#command'
import { type OperatorMoments, refusalTexts } from '#platform/auth'
import type { Config } from '#platform/config'
import { Refused } from '#platform/http'
import { texts as sheetTexts } from '#platform/sheets/texts'
import type { Lang } from '#platform/texts'
import { relief } from '#relief'
import { exit, Failure } from './failure.ts'
import { type Ground, openGround } from './ground.ts'
import { texts } from './texts.ts'

export type Work = {
  pool: pg.Pool
  ground: Ground
  config: Config
  at: OperatorMoments
  lang: Lang
  isJson: boolean
}

/** Opens the database as its owner and says in a sentence what was refused. */
export async function withOwner(
  config: Config,
  lang: Lang,
  isJson: boolean,
  work: (parts: Work) => Promise<unknown>,
): Promise<number> {
  const words = texts(lang)
  const ground = await openGround(config, lang, sentence => process.stderr.write(`${sentence}\n`))
  const pool = new pg.Pool({ connectionString: ground.urls.owner, max: 2 })
  pool.on('error', () => undefined)
  try {
    const { rows } = await pool.query<{ simulated_at: Date | null }>(
      'select simulated_at from app.deployment',
    )
    const wall = new Date()
    await work({ pool, ground, config, at: { wall, business: rows[0]?.simulated_at ?? wall }, lang, isJson })
    return exit.ok
  } catch (error) {
    if (error instanceof Refused) {
      throw new Failure(exit.refused, sentenceOf(error, lang))
    }
    if (['42P01', '3F000'].includes((error as { code?: string }).code ?? ''))
      throw new Failure(exit.refused, words.notMigrated)
    throw error
  } finally {
    await pool.end()
    await ground.close()
  }
}

function sentenceOf({ code, params }: Refused, lang: Lang): string {
  for (const book of [refusalTexts, sheetTexts, ...relief.refusals, ...command.refusals]) {
    const said: unknown = (book(lang) as Record<string, unknown>)[code]
    if (typeof said === 'string') return said
    if (typeof said === 'function') return String(said(params))
  }
  return texts(lang).refusedOther({ code })
}

/** An office by its id, its full name, or the prefix of its numbers. */
export async function findOffice({ pool, lang }: Work, typed: string): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    'select id from region.office where valid_until is null and (id::text = lower($1) or name = $1 or name_en = $1 or prefix = upper($1)) limit 2',
    [typed],
  )
  if (rows.length !== 1) throw new Failure(exit.refused, refusalTexts(lang)['no-such-office'])
  return rows[0]!.id
}
