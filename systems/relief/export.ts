import { contentDisposition } from '#platform/files'
import type { FileReply } from '#platform/http/server'
import { type CellToWrite, sheetTypes, writeSheet } from '#platform/sheets'

/** Most rows of an exported list. */
export const EXPORT_LIMIT = 100_000

/** A list as a file for Excel. */
export function fileOf(
  format: 'xlsx' | 'csv',
  name: string,
  header: string[],
  rows: Iterable<CellToWrite[]>,
): FileReply {
  return {
    body: writeSheet(format, { name, header, rows }),
    headers: {
      'content-type': sheetTypes[format],
      'content-disposition': contentDisposition('attachment', `${name}.${format}`),
    },
  }
}
