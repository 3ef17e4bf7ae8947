import { openApiDocument as documentOf } from '#platform/http/openapi'
import { contract } from './main.ts'

/** The API document of this server's contract, as it stands in docs/. */
export const openApiDocument = (): Promise<object> => documentOf(contract, '0')
