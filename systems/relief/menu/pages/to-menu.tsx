import { useQuery } from '@tanstack/react-query'
import { Link } from '#platform/ui'
import { menu, useMenuTexts } from './calls.ts'

/** From the report page to the menu, where somebody offers services: an enterprise meets no empty menu by it. */
export function ToMenu({ secret }: { secret: string }) {
  const { t } = useMenuTexts()
  const view = useQuery({
    queryKey: ['open-menu', secret],
    queryFn: ({ signal }) => menu.openMenu({ query: { secret } }, { signal }),
  })
  if (view.data === undefined || view.data.services.length + view.data.orders.length === 0) return null
  return (
    <p className="ahead">
      <Link href={`/r/${encodeURIComponent(secret)}/menu`}>{t.toMenu}</Link>
    </p>
  )
}
