import { useQuery } from '@tanstack/react-query'
import { Empty, Fetched, PageHead, Panel, useAddress, ViewTabs } from '#platform/ui'
import { requests, useRequestTexts } from './calls.ts'
import { RequestTable } from './rows.tsx'

/** Requests that the reader's offices are asked, and those that they make. */
export function RequestsPage() {
  const { t } = useRequestTexts()
  const { query } = useAddress()
  const direction = query.direction === 'out' ? 'out' : 'in'
  const view = useQuery({
    queryKey: ['matters', 'requests', direction],
    queryFn: ({ signal }) => requests.listRequests({ query: { direction } }, { signal }),
  })
  return (
    <>
      <PageHead title={t.requests} />
      <ViewTabs
        label={t.requests}
        views={(['in', 'out'] as const).map(id => ({
          label: id === 'in' ? t.incoming : t.outgoing,
          href: `/relief/requests?direction=${id}`,
          isCurrent: id === direction,
        }))}
      />
      <Panel>
        <Fetched query={view} what={t.requests}>
          {rows =>
            rows.length === 0 ? (
              <Empty title={t.none}>{t.noneHint}</Empty>
            ) : (
              <RequestTable rows={rows} who={direction === 'in' ? 'from' : 'to'} />
            )
          }
        </Fetched>
      </Panel>
    </>
  )
}
