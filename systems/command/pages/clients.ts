import { useQuery } from '@tanstack/react-query'
import { auditApi } from '#platform/audit/api'
import { client } from '#platform/http'
import { matterApi } from '#platform/matter/api'
import { noticesApi } from '#platform/notices/api'
import { commandApi } from '../api.ts'

export const command = client(commandApi)
export const matters = client(matterApi)
export const notices = client(noticesApi)
export const audit = client(auditApi)

export type MatterRow = Awaited<ReturnType<typeof matters.myDay>>['now'][number]
export type NoticeRow = Awaited<ReturnType<typeof notices.listNotices>>['rows'][number]
export type DueCall = Awaited<ReturnType<typeof notices.dueCalls>>['rows'][number]
export type AccountRow = Awaited<ReturnType<typeof command.listAccounts>>['rows'][number]
export type AccountView = Awaited<ReturnType<typeof command.viewAccount>>
export type OfficeRow = Awaited<ReturnType<typeof command.listOffices>>['rows'][number]
export type HoldingRow = AccountView['holdings'][number]
export type CodeSheet = Awaited<ReturnType<typeof command.issueCode>>
export type AuditRow = Awaited<ReturnType<typeof audit.searchAudit>>['rows'][number]

/** The session as the frame fetched it: holdings and what the navigation offers. */
export function useSession() {
  return useQuery({ queryKey: ['session'], queryFn: () => command.whoAmI({}), staleTime: 5 * 60_000 }).data
}
