import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Button, Link, Panel } from '#platform/ui'
import type { Category } from '../../schema.ts'
import { plans, usePlansTexts } from './calls.ts'

type Similar = Awaited<ReturnType<typeof plans.similarTo>>[number]

/** Beside a problem: how others like it were solved. Nothing found takes no room. */
export function SimilarSection({ problemId }: { problemId: string }) {
  const { data = [] } = useQuery({
    queryKey: ['matters', 'similar', problemId],
    queryFn: ({ signal }) => plans.similarTo({ params: { id: problemId } }, { signal }),
    staleTime: 60_000,
  })
  return data.length === 0 ? null : <Found rows={data} />
}

const PAUSE = 600

/** Beside the form of a new problem, as its words are typed; one press takes an approach over. */
export function SimilarTo({
  words,
  category,
  organisationId,
  onUse,
}: {
  words: string
  category: Category | undefined
  organisationId: string | undefined
  onUse: (approach: string) => void
}) {
  const [asked, setAsked] = useState('')
  useEffect(() => {
    const wait = setTimeout(() => setAsked(words.trim()), PAUSE)
    return () => clearTimeout(wait)
  }, [words])
  const { data = [] } = useQuery({
    queryKey: ['matters', 'similar', asked, category, organisationId],
    queryFn: ({ signal }) =>
      plans.similar(
        { body: { words: asked, ...(category && { category }), ...(organisationId && { organisationId }) } },
        { signal },
      ),
    enabled: asked.length >= 4,
    staleTime: 60_000,
  })
  return data.length === 0 ? null : <Found rows={data} onUse={onUse} />
}

function Found({ rows, onUse }: { rows: readonly Similar[]; onUse?: (approach: string) => void }) {
  const { t } = usePlansTexts()
  return (
    <Panel title={t.similar} aside={<span className="quiet">{t.similarHint}</span>}>
      {rows.map(row => (
        <div key={row.id} className="stack">
          <p>
            <Link href={`/relief/problems/${row.id}`}>{row.title}</Link>
          </p>
          <p>{row.solution}</p>
          {onUse !== undefined && (
            <div>
              <Button onClick={() => onUse(`${row.number}：${row.solution}`)}>{t.copyApproach}</Button>
            </div>
          )}
        </div>
      ))}
    </Panel>
  )
}
