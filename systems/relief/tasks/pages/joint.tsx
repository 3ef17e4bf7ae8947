import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button, Fetched, Link, Notice, Panel } from '#platform/ui'
import { type About, type TaskRow, tasks, useTaskTexts } from './calls.ts'
import { CallConference, Instruct } from './order.tsx'
import { ConferenceTable, TaskTable } from './rows.tsx'

export const ProblemJoint = ({ problemId }: { problemId: string }) => (
  <JointSection about={{ kind: 'problem', id: problemId }} />
)
export const EnterpriseJoint = ({ organisationId }: { organisationId: string }) => (
  <JointSection about={{ kind: 'enterprise', id: organisationId }} />
)

/** What leaders, conferences and other offices have to do with a problem, a common cause or an enterprise. */
export function JointSection({ about }: { about: About }) {
  const { t } = useTaskTexts()
  const [open, setOpen] = useState<'instruct' | 'call'>()
  const view = useQuery({
    queryKey: ['matters', 'joint', about.kind, about.id],
    queryFn: ({ signal }) => tasks.jointOf({ params: about }, { signal }),
  })
  const close = () => setOpen(undefined)
  const title = about.kind === 'enterprise' ? t.instructions : t.joint
  // An enterprise's page is long: what nobody ordered and the reader can't order takes no room there.
  if (about.kind === 'enterprise' && view.data?.tasks.length === 0 && !view.data.mayInstruct) return null
  return (
    <Panel
      title={title}
      aside={
        <span className="row tightly">
          {view.data?.mayInstruct && <Button onClick={() => setOpen('instruct')}>{t.instruct}</Button>}
          {view.data?.mayCall && <Button onClick={() => setOpen('call')}>{t.callConference}</Button>}
        </span>
      }
    >
      <Fetched query={view} what={title}>
        {({ tasks: rows, conferences }) => (
          <div className="stack">
            {rows.length === 0 && conferences.length === 0 && (
              <p className="quiet">{about.kind === 'enterprise' ? t.noInstruction : t.noJoint}</p>
            )}
            <OpenInstructions rows={rows} />
            {rows.length > 0 && <TaskTable rows={rows} caption={t.tasks} />}
            {conferences.length > 0 && <ConferenceTable rows={conferences} />}
          </div>
        )}
      </Fetched>
      {open === 'instruct' && <Instruct about={about} onClose={close} />}
      {open === 'call' && about.kind !== 'enterprise' && (
        <CallConference about={{ id: about.id, kind: about.kind }} onClose={close} />
      )}
    </Panel>
  )
}

/** A line for each instruction of which an office has not come to its end. */
function OpenInstructions({ rows }: { rows: TaskRow[] }) {
  const { t, office, day, format } = useTaskTexts()
  const waiting = Map.groupBy(
    rows.filter(row => row.isOpen && row.instructionId !== null),
    row => row.instructionId!,
  )
  return [...waiting].map(([id, open]) => (
    <Notice key={id} kind="due">
      <Link href={`/relief/instructions/${id}`}>
        {t.instructionOpen({
          offices: format.list(open.map(row => office(row.ownerOffice, row.ownerOfficeEn))),
          day: day(open.at(-1)!.dueOn),
        })}
      </Link>
    </Notice>
  ))
}
