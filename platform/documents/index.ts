import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import { encode } from 'uqr'
import type { Lang } from '#platform/texts'

/** What a document says: a template reaches every entry as `data.<entry>`, and puts it on paper as plain text. */
export type DocumentData = { title: string; lang: Lang } & Record<string, unknown>

const fonts = ['400Regular/NotoSansSC_400Regular.ttf', '700Bold/NotoSansSC_700Bold.ttf']
const house = readFileSync(new URL('./house.typ', import.meta.url), 'utf8')
const templates = new Map<string, string>()
let compiler: NodeCompiler | undefined

/** Opened with the first document: its fonts are 20 MB. */
function open(): NodeCompiler {
  compiler ??= NodeCompiler.create({
    workspace: fileURLToPath(new URL('.', import.meta.url)),
    fontArgs: [
      {
        fontBlobs: fonts.map(font =>
          readFileSync(fileURLToPath(import.meta.resolve(`@expo-google-fonts/noto-sans-sc/${font}`))),
        ),
      },
    ],
  })
  return compiler
}

function read(template: URL): string {
  const known = templates.get(template.href)
  if (known !== undefined) return known
  const source = `${house}\n${readFileSync(template, 'utf8')}`
  templates.set(template.href, source)
  return source
}

/**
 * A PDF/A-2a (for archives, and tagged for readers by ear) of a Typst template that stands beside its system's code,
 * after `house.typ`. Of the same template, data and moment comes the same file. About 3 ms a page.
 */
export function pdfOf(template: URL, data: DocumentData, at: Date): Buffer {
  try {
    return open().pdf(
      { mainFileContent: read(template), inputs: { data: JSON.stringify(data) } },
      { pdfStandard: 'a-2a', creationTimestamp: Math.floor(at.getTime() / 1000) },
    )
  } catch (error) {
    // The compiler's own error keeps its words in `code`.
    const what = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new Error(`${template.pathname.split('/').at(-1)}: ${what}`, { cause: error })
  } finally {
    open().evictCache(10)
  }
}

/** A QR code for a template's `qr(data.…, 30mm)`: rows of 0 and 1. */
export const qrRows = (text: string): string[] =>
  encode(text, { ecc: 'M', border: 4 }).data.map(row => row.map(dark => (dark ? '1' : '0')).join(''))
