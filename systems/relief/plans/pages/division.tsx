import { useQuery } from '@tanstack/react-query'
import { Fetched, PageHead, useAddress } from '#platform/ui'
import { plans, usePlansTexts } from './calls.ts'
import { Indicators } from './indicators.tsx'

/** The figures of a town or county, entered by its own office. */
export function DivisionPage() {
  const { t } = usePlansTexts()
  const code = useAddress().params.code ?? ''
  const view = useQuery({
    queryKey: ['divisions', code],
    queryFn: ({ signal }) => plans.divisionIndicators({ params: { code } }, { signal }),
  })
  return (
    <>
      <PageHead title={view.data === undefined ? t.indicators : t.divisionTitle({ name: view.data.name })} />
      <Fetched query={view} what={t.indicators}>
        {data => <Indicators of={{ divisionCode: code }} rows={data.indicators} mayWrite={data.mayWrite} />}
      </Fetched>
    </>
  )
}
