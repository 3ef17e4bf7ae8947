import { crc32, deflateRawSync } from 'node:zlib'
import { packArchive, type Unpacked } from './archive.ts'

function packed(content: string | Buffer): Unpacked {
  const bytes = Buffer.from(content as string)
  return { content: bytes, packed: deflateRawSync(bytes), method: 8, crc: crc32(bytes) }
}

type BookSheet = { name: string; state?: 'hidden' | 'veryHidden'; xml: string }

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packages = 'http://schemas.openxmlformats.org/package/2006/relationships'

/** A workbook from the XML inside `<worksheet>`; style 1 is a date, 2 a Chinese date, 3 a time of day,
 * 4 a number of four digits. */
export function buildWorkbook(sheets: BookSheet[], book = ''): Buffer {
  const links = sheets.map(
    (_, index) =>
      `<Relationship Id="rId${index + 1}" Type="${relations}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`,
  )
  const listed = sheets.map(
    ({ name, state }, index) =>
      `<sheet name="${name}" sheetId="${index + 1}" r:id="rId${index + 1}"${state ? ` state="${state}"` : ''}/>`,
  )
  return packArchive(
    [
      ['[Content_Types].xml', '<Types/>'],
      [
        '_rels/.rels',
        `<Relationships xmlns="${packages}"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
      ],
      [
        'xl/workbook.xml',
        `<workbook xmlns="${main}" xmlns:r="${relations}">${book}<sheets>${listed.join('')}</sheets></workbook>`,
      ],
      [
        'xl/_rels/workbook.xml.rels',
        `<Relationships xmlns="${packages}">${links.join('')}<Relationship Id="rId99" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
      ],
      [
        'xl/styles.xml',
        `<styleSheet xmlns="${main}"><numFmts count="2"><numFmt numFmtId="177" formatCode="0000"/><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/></numFmts><cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/><xf numFmtId="20"/><xf numFmtId="177"/></cellXfs></styleSheet>`,
      ],
      ...sheets.map(({ xml }, index) => [
        `xl/worksheets/sheet${index + 1}.xml`,
        `<worksheet xmlns="${main}">${xml}</worksheet>`,
      ]),
    ].map(([name, xml]) => ({ name: name!, part: packed(xml!) })),
  )
}

/** `<sheetData>` from cells; a string is text, a number a number, an object a cell's own attributes and content. */
export function buildRows(
  rows: (string | number | null | { attributes: string; inner: string })[][],
  firstLine = 1,
): string {
  const lines = rows.map((row, index) => {
    const line = firstLine + index
    const cells = row.map((cell, column) => {
      const ref = `r="${String.fromCharCode(65 + column)}${line}"`
      if (cell === null) return ''
      if (typeof cell === 'number') return `<c ${ref}><v>${cell}</v></c>`
      if (typeof cell === 'object') return `<c ${ref} ${cell.attributes}>${cell.inner}</c>`
      const text = cell.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
      return `<c ${ref} t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`
    })
    return `<row r="${line}">${cells.join('')}</row>`
  })
  return `<sheetData>${lines.join('')}</sheetData>`
}

export { packed }
