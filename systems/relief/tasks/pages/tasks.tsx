import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button, Empty, Fetched, PageHead, Panel, useAddress, ViewTabs } from '#platform/ui'
import { tasks, useTaskTexts } from './calls.ts'
import { CallConference } from './order.tsx'
import { ConferenceTable, InstructionTable, TaskTable } from './rows.tsx'

const scopes = ['office', 'mine', 'ordered'] as const
type Scope = (typeof scopes)[number]

/** Tasks of the reader and of the offices, and their conferences. */
export function TasksPage() {
  const { t } = useTaskTexts()
  const { query } = useAddress()
  const [isCalling, setCalling] = useState(false)
  const scope: Scope = scopes.find(one => one === query.scope) ?? 'office'
  const open = query.open === 'closed' ? 'closed' : 'open'
  const view = useQuery({
    queryKey: ['matters', 'tasks', scope, open],
    queryFn: ({ signal }) => tasks.listTasks({ query: { scope, open } }, { signal }),
  })
  const href = (next: { scope?: Scope; open?: 'open' | 'closed' }) =>
    `/relief/tasks?${new URLSearchParams({ scope, open, ...next })}`
  return (
    <>
      <PageHead
        title={t.tasks}
        actions={<Button onClick={() => setCalling(true)}>{t.callConference}</Button>}
      />
      <ViewTabs
        label={t.tasks}
        views={[
          ...scopes.map(one => ({
            label: t[one],
            href: href({ scope: one, open: 'open' }),
            isCurrent: open === 'open' && scope === one,
          })),
          { label: t.closed, href: href({ open: 'closed' }), isCurrent: open === 'closed' },
        ]}
      />
      <Fetched query={view} what={t.tasks}>
        {({ rows, conferences, instructions }) => (
          <div className="stack">
            {instructions.length > 0 && (
              <Panel title={t.instructions} flush>
                <InstructionTable rows={instructions} />
              </Panel>
            )}
            <Panel title={t.tasks} flush={rows.length > 0}>
              {rows.length === 0 ? (
                <Empty title={t.noTasks}>{t.noTasksHint}</Empty>
              ) : (
                <TaskTable rows={rows} caption={t.tasks} />
              )}
            </Panel>
            {conferences.length > 0 && (
              <Panel title={t.conferences} flush>
                <ConferenceTable rows={conferences} />
              </Panel>
            )}
          </div>
        )}
      </Fetched>
      {isCalling && <CallConference onClose={() => setCalling(false)} />}
    </>
  )
}
