import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button, Fetched, Notice, Panel } from '#platform/ui'
import { tasks, useTaskTexts } from './calls.ts'
import { CallConference, Instruct } from './order.tsx'
import { ConferenceTable, TaskTable } from './rows.tsx'

/** What leaders, conferences and other offices have to do with a problem. */
export function JointSection({ problemId }: { problemId: string }) {
  const { t, office, day } = useTaskTexts()
  const [open, setOpen] = useState<'instruct' | 'call'>()
  const view = useQuery({
    queryKey: ['matters', 'joint', problemId],
    queryFn: ({ signal }) => tasks.jointOf({ params: { id: problemId } }, { signal }),
  })
  const close = () => setOpen(undefined)
  return (
    <Panel
      title={t.joint}
      aside={
        <span className="row tightly">
          {view.data?.mayInstruct && <Button onClick={() => setOpen('instruct')}>{t.instruct}</Button>}
          {view.data?.mayCall && <Button onClick={() => setOpen('call')}>{t.callConference}</Button>}
        </span>
      }
    >
      <Fetched query={view} what={t.joint}>
        {({ tasks: rows, conferences }) => (
          <div className="stack">
            {rows.length === 0 && conferences.length === 0 && <p className="quiet">{t.noJoint}</p>}
            {rows
              .filter(row => row.isOpen && row.origin === 'instruction')
              .map(row => (
                <Notice key={row.id} kind="due">
                  {t.instructionOpen({
                    office: office(row.ownerOffice, row.ownerOfficeEn),
                    day: day(row.dueOn),
                  })}
                </Notice>
              ))}
            {rows.length > 0 && <TaskTable rows={rows} caption={t.tasks} />}
            {conferences.length > 0 && <ConferenceTable rows={conferences} />}
          </div>
        )}
      </Fetched>
      {open === 'instruct' && <Instruct problemId={problemId} onClose={close} />}
      {open === 'call' && <CallConference problemId={problemId} onClose={close} />}
    </Panel>
  )
}
