import { type ComponentType, lazy, Suspense } from 'react'
import { Loading } from '#platform/ui'
import { usePageTexts } from './words.ts'

/** A section of the problem's page that an area of relief hangs there; it draws its own panel. */
export type ProblemSection = ComponentType<{ problemId: string }>

/** In the order of the page, each loaded when the page is visited. */
const sections: readonly [string, ProblemSection][] = [
  [
    'requests',
    lazy(() => import('../requests/pages/section.tsx').then(m => ({ default: m.RequestSection }))),
  ],
  ['joint', lazy(() => import('../tasks/pages/joint.tsx').then(m => ({ default: m.ProblemJoint })))],
  ['needs', lazy(() => import('../exchange/pages/sections.tsx').then(m => ({ default: m.ProblemNeeds })))],
  ['similar', lazy(() => import('../plans/pages/similar.tsx').then(m => ({ default: m.SimilarSection })))],
]

export function ProblemMore({ problemId }: { problemId: string }) {
  const t = usePageTexts()
  return sections.map(([name, Section]) => (
    <Suspense key={name} fallback={<Loading what={t.problem} />}>
      <Section problemId={problemId} />
    </Suspense>
  ))
}
