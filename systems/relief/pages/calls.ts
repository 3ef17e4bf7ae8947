import { auditApi } from '#platform/audit/api'
import { client } from '#platform/http'
import { matterApi } from '#platform/matter/api'
import { getPreferences } from '#platform/ui'
import { reliefApi } from '../api.ts'

/** Calls answer, and refuse, in the language that the reader chose. */
export const headers = () => ({ 'accept-language': getPreferences().lang })
export const relief = client(reliefApi, { headers })
export const matters = client(matterApi, { headers })
const audit = client(auditApi, { headers })

/** A person's value for a stated reason; the server records the look. */
export async function reveal(
  personId: string,
  field: 'name' | 'telephone',
  purpose: string,
): Promise<string> {
  const values = await audit.reveal({ params: { id: personId }, body: { fields: [field], purpose } })
  return values[field] ?? ''
}

export type ProblemView = Awaited<ReturnType<typeof relief.viewProblem>>
export type Matter = ProblemView['matter']
export type HistoryEntry = Matter['history'][number]
export type FieldSpec = Matter['actions'][number]['fields'][number]
export type TrackedProblem = Awaited<ReturnType<typeof relief.track>>
export type ProblemRow = Awaited<ReturnType<typeof relief.listProblems>>['rows'][number]
export type EnterpriseRow = Awaited<ReturnType<typeof relief.listEnterprises>>['rows'][number]
export type EnterpriseView = Awaited<ReturnType<typeof relief.viewEnterprise>>
