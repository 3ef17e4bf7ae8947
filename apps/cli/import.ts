import fs from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { commandImports } from '#command'
import { readConfig } from '#platform/config'
import { type Actor, openDatabase } from '#platform/db'
import { createFileStore } from '#platform/files'
import { openPeople, openSecrets } from '#platform/seal'
import { writeSheet } from '#platform/sheets'
import { figure, type Lang } from '#platform/texts'
import { nameMatches, nameTokens, queryTokens } from '#region/names'
import { reliefImports } from '#relief'
import { choiceOf, readArguments, Usage } from './arguments.ts'
import { exit, Failure } from './failure.ts'
import { findOffice, withOwner } from './owner.ts'
import { progressOn } from './progress.ts'
import { texts } from './texts.ts'

const MOST_SHOWN = 50
const kinds = ['enterprises', 'offices', 'accounts', 'pairings', 'offers'] as const

/** Imports a list at the machine itself, in the name of the office whose list it is. */
export async function importList(args: string[], lang: Lang): Promise<number> {
  const words = texts(lang)
  const options = {
    office: { type: 'string' },
    sheet: { type: 'string' },
    'all-or-nothing': { type: 'boolean' },
    'confirm-changes': { type: 'boolean' },
    refused: { type: 'string' },
    codes: { type: 'string' },
  } as const
  const needed = lang === 'en' ? ['enterprises', 'FILE'] : ['enterprises', '文件']
  const { values, positionals } = readArguments('import', args, options, needed, lang)
  if (values.help) {
    process.stdout.write(`${words['help-import']}\n`)
    return exit.ok
  }
  const kind = choiceOf('import', 'import', positionals[0]!, kinds, lang)
  if (kind === 'accounts' && values.codes === undefined)
    throw new Usage('import', words.argumentMissing({ what: '--codes' }), lang)
  const office = values.office
  if (office === undefined) throw new Usage('import', words.argumentMissing({ what: '--office' }), lang)
  const file = path.resolve(positionals[1]!)
  try {
    fs.accessSync(file, fs.constants.R_OK)
  } catch (error) {
    throw new Failure(exit.surroundings, words.fileUnreadable({ file, reason: (error as Error).message }))
  }
  const config = readConfig(process.env)
  return withOwner(config, lang, values.json === true, async work => {
    const began = Date.now()
    const officeId = await findOffice(work, office)
    const { urls, masterKey } = work.ground
    const db = openDatabase({ app: urls.app, public: urls.public, onError: () => undefined, size: 1 })
    const { rows } = await work.pool.query<{ root: string }>('select root_code as root from app.deployment')
    const root = rows[0]!.root
    const keys = ['staff', 'anyone', `relief:${root}`, `admin:${root}`, `audit:${root}`, `office:${officeId}`]
    const actor: Actor = {
      kind: 'system',
      id: null,
      read: keys,
      write: keys,
      holdings: [],
      lang,
      requestId: 'tongzhou import',
    }
    const bar = progressOn(process.stderr, lang).step(words.stepImport)
    try {
      const job = {
        db,
        people: openPeople(masterKey, { nameTokens, queryTokens, nameMatches }),
        secrets: openSecrets(masterKey),
        files: createFileStore(path.join(config.dataDir, 'files')),
        zone: config.timeZone,
        actor,
        officeId,
        path: file,
        ...(values.sheet !== undefined && { sheet: values.sheet }),
        mode: values['all-or-nothing'] === true ? ('all-or-nothing' as const) : ('good-rows' as const),
        confirmChanges: values['confirm-changes'] === true,
        lang,
        at: work.at.business,
        onProgress: (_step: string, part: number, total: number) => bar.update(part, total),
      }
      const done = await (async () => {
        switch (kind) {
          case 'enterprises':
            return reliefImports.enterprises(job)
          case 'pairings':
            return reliefImports.pairings(job)
          case 'offers':
            return reliefImports.offers(job)
          case 'offices':
            return commandImports.offices(job)
          case 'accounts': {
            const outcome = await commandImports.accounts(job)
            const moments = { at: work.at.business, wall: work.at.wall }
            const sheet = await db.as(actor, tx =>
              commandImports.codes(tx, actor, outcome.plan.created, config.timeZone, moments),
            )
            // The codes stand in this file and nowhere else: only its owner may read it.
            await pipeline(writeSheet('xlsx', sheet), fs.createWriteStream(values.codes!, { mode: 0o600 }))
            return outcome
          }
        }
      })()
      bar.end(figure(done.counts.rows, lang))
      if (values.refused !== undefined && done.refused !== null) {
        const format = values.refused.endsWith('.csv') ? 'csv' : 'xlsx'
        await pipeline(writeSheet(format, done.refused), fs.createWriteStream(values.refused))
      }
      if (work.isJson) {
        process.stdout.write(
          `${JSON.stringify({ counts: done.counts, notes: done.notes, issues: done.issues })}\n`,
        )
        return
      }
      const told = (count: number) => figure(count, lang)
      const { added, changed, unchanged, refused } = done.counts
      const lines = [
        words.importDone({
          added: told(added),
          changed: told(changed),
          unchanged: told(unchanged),
          refused: told(refused),
          seconds: `${((Date.now() - began) / 1000).toFixed(1)} s`,
        }),
        ...done.notes.map(note => `  ${note}`),
        ...done.issues
          .slice(0, MOST_SHOWN)
          .map(one => words.importLine({ line: told(one.line), message: one.message })),
      ]
      if (done.issues.length > MOST_SHOWN)
        lines.push(words.importMore({ count: told(done.issues.length - MOST_SHOWN) }))
      process.stdout.write(`${lines.join('\n')}\n`)
    } catch (error) {
      bar.abandon()
      throw error
    } finally {
      await db.close()
    }
  })
}
