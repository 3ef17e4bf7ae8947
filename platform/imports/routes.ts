import type { FastifyReply } from 'fastify'
import { contentDisposition, type FileStore } from '#platform/files'
import type { FileReply } from '#platform/http/server'
import { type SheetToWrite, sheetTypes, writeSheet } from '#platform/sheets'

/** A sheet as the answer of a call. */
export function sheetReply(sheet: SheetToWrite & { name: string }, format: 'xlsx' | 'csv'): FileReply {
  return {
    body: writeSheet(format, sheet),
    headers: {
      'content-type': sheetTypes[format],
      'content-disposition': contentDisposition('attachment', `${sheet.name}.${format}`),
    },
  }
}

/** The upload is of no more use once the rows stand: not before the commit, which a retry may still need it for. */
export function dropAfter(reply: FastifyReply, files: FileStore, token: string): void {
  reply.raw.once('finish', () => {
    if (reply.statusCode === 200) void files.remove(token).catch(() => undefined)
  })
}
