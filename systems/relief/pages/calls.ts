import { auditApi } from '#platform/audit/api'
import { client, type Problem, Refusal } from '#platform/http'
import { matterApi } from '#platform/matter/api'
import { getPreferences } from '#platform/ui'
import { reliefApi } from '../api.ts'
import { saveBytes } from './save-bytes.ts'

/** Calls answer, and refuse, in the language that the reader chose. */
export const headers = () => ({ 'accept-language': getPreferences().lang })
export const relief = client(reliefApi, { headers })
export const matters = client(matterApi, { headers })
const audit = client(auditApi, { headers })

async function trackedBytes(number: string, secret: string, attachmentId: string, size: 'full' | 'small') {
  const response = await fetch('/api/open/track/attachment', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers() },
    body: JSON.stringify({ number, secret, attachmentId, size }),
  })
  if (!response.ok) throw new Refusal((await response.json()) as Problem)
  return response.blob()
}

/** The address of an attachment's small picture, made in the page: number and code stay out of every address. */
export const trackedPicture = async (number: string, secret: string, id: string): Promise<string> =>
  URL.createObjectURL(await trackedBytes(number, secret, id, 'small'))

/** Saves an attachment that the enterprise may see. */
export async function trackedFile(number: string, secret: string, file: { id: string; name: string }) {
  saveBytes(await trackedBytes(number, secret, file.id, 'full'), file.name)
}

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
