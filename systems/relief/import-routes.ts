import { bind, type Route } from '#platform/http/server'
import { dropAfter, type ImportParts, sheetReply } from '#platform/imports'
import { offerImport } from './exchange/imports.ts'
import { importApi } from './import-api.ts'
import { enterpriseImport } from './imports/actions.ts'
import { pairingImport } from './imports/pairings.ts'

/** The calls of the imports of enterprises, pairings and offers, a line each. */
export function importRoutes(parts: ImportParts): Route[] {
  return [
    bind(importApi.previewImport, ({ query, actor, db, file, at }) =>
      enterpriseImport.preview(db, parts, actor, { file, ...query }, at),
    ),
    bind(importApi.previewImportAgain, ({ params, body, actor, tx, at }) =>
      enterpriseImport.again(tx, parts, actor, { ...params, ...body }, at),
    ),
    bind(importApi.importEnterprises, async ({ body, actor, tx, at, reply }) => {
      const { result } = await enterpriseImport.confirm(tx, parts, actor, body, at)
      dropAfter(reply, parts.files, body.token)
      return result
    }),
    bind(importApi.importReport, async ({ params, query, tx, lang }) =>
      sheetReply(await enterpriseImport.report(tx, parts, { ...params, ...query }, lang), query.format),
    ),
    bind(importApi.previewPairings, ({ query, actor, db, file, at }) =>
      pairingImport.preview(db, parts, actor, { file, ...query }, at),
    ),
    bind(importApi.previewPairingsAgain, ({ params, body, actor, tx, at }) =>
      pairingImport.again(tx, parts, actor, { ...params, ...body }, at),
    ),
    bind(importApi.importPairings, async ({ body, actor, tx, at, reply }) => {
      const { result } = await pairingImport.confirm(tx, parts, actor, body, at)
      dropAfter(reply, parts.files, body.token)
      return result
    }),
    bind(importApi.pairingsReport, async ({ params, query, tx, lang }) =>
      sheetReply(await pairingImport.report(tx, parts, { ...params, ...query }, lang), query.format),
    ),
    bind(importApi.previewOffers, ({ query, actor, db, file, at }) =>
      offerImport.preview(db, parts, actor, { file, ...query }, at),
    ),
    bind(importApi.previewOffersAgain, ({ params, body, actor, tx, at }) =>
      offerImport.again(tx, parts, actor, { ...params, ...body }, at),
    ),
    bind(importApi.importOffers, async ({ body, actor, tx, at, reply }) => {
      const { result } = await offerImport.confirm(tx, parts, actor, body, at)
      dropAfter(reply, parts.files, body.token)
      return result
    }),
    bind(importApi.offersReport, async ({ params, query, tx, lang }) =>
      sheetReply(await offerImport.report(tx, parts, { ...params, ...query }, lang), query.format),
    ),
  ]
}
