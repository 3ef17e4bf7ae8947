import { useQuery } from '@tanstack/react-query'
import { Fetched, NotFound, useAddress } from '#platform/ui'
import { matters } from './clients.ts'
import { findKind } from './kinds.ts'
import { Onward } from './onward.tsx'
import { usePageTexts } from './words.ts'

/** A notice knows a matter by its id alone: here it is led to the page of its kind. */
export function MatterAddressPage() {
  const t = usePageTexts()
  const { params } = useAddress()
  const id = params.id ?? ''
  const matter = useQuery({
    queryKey: ['matters', 'address', id],
    queryFn: ({ signal }) => matters.viewMatter({ params: { id } }, { signal }),
  })
  return (
    <Fetched query={matter} what={t.matter}>
      {({ kind }) => {
        const href = findKind(kind)?.href(id)
        return href ? <Onward href={href} what={t.matter} /> : <NotFound />
      }}
    </Fetched>
  )
}
