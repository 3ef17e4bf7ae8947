import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { inflateSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { pdfOf, qrRows } from '#platform/documents'

const folder = mkdtempSync(join(tmpdir(), 'documents-'))
afterAll(() => rmSync(folder, { recursive: true }))

function template(name: string, source: string): URL {
  const path = join(folder, name)
  writeFileSync(path, source)
  return pathToFileURL(path)
}
const at = new Date('2022-04-20T02:00:00Z')

/** Everything in a PDF that its streams hide. */
function opened(pdf: Buffer): string {
  const text = pdf.toString('latin1')
  const streams = [...text.matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g)].map(match => {
    try {
      return inflateSync(Buffer.from(match[1]!, 'latin1')).toString('latin1')
    } catch {
      return match[1]!
    }
  })
  return text + streams.join('\n')
}

describe('a document', () => {
  const letter = template('letter.typ', '= #data.title\n#data.body\n#qr(data.code, 30mm)')
  const data = {
    title: '协调函',
    lang: 'zh-CN' as const,
    body: '请协助。',
    code: qrRows('https://x.test/p/1'),
  }

  test('is a PDF/A with its title and language, and the same one of the same moment', () => {
    const pdf = pdfOf(letter, data, at)
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    const inside = opened(pdf)
    expect(inside).toContain('pdfaid:part')
    expect(inside).toContain('NotoSansSC')
    expect(inside).toMatch(/\/Lang\s*\(zh\)/)
    expect(pdfOf(letter, data, at).equals(pdf)).toBe(true)
  })

  test('takes words as words, whatever signs stand in them', () => {
    const signs = '#panic("x") *strong* $x$ [ ] ` \\ @ref <label>'
    expect(() => pdfOf(letter, { ...data, body: signs }, at)).not.toThrow()
  })

  test('whose template is at fault says which and why', () => {
    const broken = template('broken.typ', '#data.nothing')
    expect(() => pdfOf(broken, data, at)).toThrow(/^broken\.typ: .*nothing/)
  })

  test('a code has as many columns as rows, and a margin', () => {
    const rows = qrRows('https://x.test/p/1')
    expect(new Set(rows.map(row => row.length))).toEqual(new Set([rows.length]))
    expect(rows[0]).toMatch(/^0+$/)
  })
})
