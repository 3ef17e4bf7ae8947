import { useState } from 'react'
import { Button, Notice, useAction } from '#platform/ui'
import { relief } from './calls.ts'
import { usePageTexts } from './words.ts'

/** A code in groups, as it is read out over the telephone. */
const inGroups = (code: string) => code.replace(/(.{4})(?=.)/g, '$1 ')

/** The code by which the enterprise follows its problem, for who has it on the line; the server records the look. */
export function TrackingCode({ problemId }: { problemId: string }) {
  const t = usePageTexts()
  const show = useAction((id: string) => relief.tracking({ params: { id } }))
  const [code, setCode] = useState<string>()
  if (code !== undefined) return <span className="figure keep">{inGroups(code)}</span>
  return (
    <>
      <Button onClick={async () => setCode((await show.run(problemId))?.secret)}>{t.showCode}</Button>
      {show.problem && (
        <Notice kind="overdue" live>
          {show.problem.detail}
        </Notice>
      )}
    </>
  )
}
