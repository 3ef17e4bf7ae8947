import { contentDisposition } from '#platform/files'
import { bind, type Route } from '#platform/http/server'
import { sheetTypes, writeSheet } from '#platform/sheets'
import { importApi } from './import-api.ts'
import * as imports from './imports/actions.ts'

/** The calls of an import, a line each. */
export function importRoutes(parts: imports.ImportParts): Route[] {
  return [
    bind(importApi.previewImport, ({ query, actor, db, file, at }) =>
      imports.preview(db, parts, actor, { file, ...query }, at),
    ),
    bind(importApi.previewImportAgain, ({ params, body, actor, tx, at }) =>
      imports.previewAgain(tx, parts, actor, { ...params, ...body }, at),
    ),
    bind(importApi.importEnterprises, async ({ body, actor, tx, at, reply }) => {
      const done = await imports.confirm(tx, parts, actor, body, at)
      // The upload is of no more use once the rows stand: not before the commit, which a retry may still need it for.
      reply.raw.once('finish', () => {
        if (reply.statusCode === 200) void parts.files.remove(body.token).catch(() => undefined)
      })
      return done
    }),
    bind(importApi.importReport, async ({ params, query, tx, lang }) => {
      const sheet = await imports.report(tx, parts, { ...params, ...query }, lang)
      return {
        body: writeSheet(query.format, sheet),
        headers: {
          'content-type': sheetTypes[query.format],
          'content-disposition': contentDisposition('attachment', `${sheet.name}.${query.format}`),
        },
      }
    }),
  ]
}
