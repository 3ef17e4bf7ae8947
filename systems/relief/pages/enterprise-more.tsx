import { type ComponentType, Suspense } from 'react'
import { Loading } from '#platform/ui'
import { usePageTexts } from './words.ts'

/** A section of the enterprise's page 一企一策 that an area of relief hangs there; it draws its own panel. */
export type EnterpriseSection = ComponentType<{ organisationId: string }>

/** In the order of the page, each loaded when the page is visited. */
const sections: readonly [string, EnterpriseSection][] = []

export function EnterpriseMore({ organisationId }: { organisationId: string }) {
  const t = usePageTexts()
  return sections.map(([name, Section]) => (
    <Suspense key={name} fallback={<Loading what={t.enterprise} />}>
      <Section organisationId={organisationId} />
    </Suspense>
  ))
}
