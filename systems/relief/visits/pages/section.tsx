import { useQuery } from '@tanstack/react-query'
import { Empty, Fetched, LinkButton, Panel } from '#platform/ui'
import { useVisitTexts, visits } from './calls.ts'
import { VisitList } from './visit-list.tsx'

/** The enterprise's visits, on its page. */
export function EnterpriseVisits({ organisationId }: { organisationId: string }) {
  const t = useVisitTexts()
  const list = useQuery({
    queryKey: ['visits', 'of', organisationId],
    queryFn: ({ signal }) =>
      visits.listVisits({ query: { organisation: organisationId, limit: 20 } }, { signal }),
  })
  return (
    <Panel
      title={t.title}
      aside={
        <LinkButton icon="plus" href={`/relief/visits/new?organisation=${organisationId}`}>
          {t.record}
        </LinkButton>
      }
      flush
    >
      <Fetched query={list} what={t.records}>
        {({ rows }) =>
          rows.length === 0 ? <Empty title={t.noRecords}>{t.noRecordsHint}</Empty> : <VisitList rows={rows} />
        }
      </Fetched>
    </Panel>
  )
}
