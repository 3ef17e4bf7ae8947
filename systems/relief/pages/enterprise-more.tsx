import { type ComponentType, lazy, Suspense } from 'react'
import { Loading } from '#platform/ui'
import { usePageTexts } from './words.ts'

/** A section of the enterprise's page 一企一策 that an area of relief hangs there; it draws its own panel. */
export type EnterpriseSection = ComponentType<{ organisationId: string }>

/** In the order of the page, each loaded when the page is visited. */
const sections: readonly [string, EnterpriseSection][] = [
  ['joint', lazy(() => import('../tasks/pages/joint.tsx').then(m => ({ default: m.EnterpriseJoint })))],
  ['team', lazy(() => import('../pairing/pages/team.tsx').then(m => ({ default: m.TeamSection })))],
  ['visits', lazy(() => import('../visits/pages/section.tsx').then(m => ({ default: m.EnterpriseVisits })))],
  [
    'exchange',
    lazy(() => import('../exchange/pages/sections.tsx').then(m => ({ default: m.EnterpriseExchange }))),
  ],
  ['orders', lazy(() => import('../menu/pages/section.tsx').then(m => ({ default: m.OrdersSection })))],
]

export function EnterpriseMore({ organisationId }: { organisationId: string }) {
  const t = usePageTexts()
  return sections.map(([name, Section]) => (
    <Suspense key={name} fallback={<Loading what={t.enterprise} />}>
      <Section organisationId={organisationId} />
    </Suspense>
  ))
}
