import { bind, type Route } from '#platform/http/server'
import { dropAfter, type ImportParts, sheetReply } from '#platform/imports'
import * as actions from './actions.ts'
import { importApi } from './import-api.ts'
import { accountImport } from './imports/accounts.ts'
import { officeImport } from './imports/offices.ts'

/** The calls of the imports of offices and accounts, a line each. */
export function importRoutes(parts: ImportParts): Route[] {
  return [
    bind(importApi.previewOffices, ({ query, actor, db, file, at }) =>
      officeImport.preview(db, parts, actor, { file, ...query }, at),
    ),
    bind(importApi.previewOfficesAgain, ({ params, body, actor, tx, at }) =>
      officeImport.again(tx, parts, actor, { ...params, ...body }, at),
    ),
    bind(importApi.importOffices, async ({ body, actor, tx, at, reply }) => {
      const { result } = await officeImport.confirm(tx, parts, actor, body, at)
      dropAfter(reply, parts.files, body.token)
      return result
    }),
    bind(importApi.officesReport, async ({ params, query, tx, lang }) =>
      sheetReply(await officeImport.report(tx, parts, { ...params, ...query }, lang), query.format),
    ),
    bind(importApi.previewAccounts, ({ query, actor, db, file, at }) =>
      accountImport.preview(db, parts, actor, { file, ...query }, at),
    ),
    bind(importApi.previewAccountsAgain, ({ params, body, actor, tx, at }) =>
      accountImport.again(tx, parts, actor, { ...params, ...body }, at),
    ),
    bind(importApi.importAccounts, async ({ body, actor, tx, at, reply }) => {
      const { result, plan } = await accountImport.confirm(tx, parts, actor, body, at)
      dropAfter(reply, parts.files, body.token)
      return { ...result, created: plan.created }
    }),
    bind(importApi.accountsReport, async ({ params, query, tx, lang }) =>
      sheetReply(await accountImport.report(tx, parts, { ...params, ...query }, lang), query.format),
    ),
    bind(importApi.issueCodes, async ({ body, actor, tx, at, wall }) =>
      sheetReply(await actions.issueCodes(tx, actor, body.ids, parts.zone, { at, wall }), 'xlsx'),
    ),
  ]
}
