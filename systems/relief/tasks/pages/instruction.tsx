import { useQuery } from '@tanstack/react-query'
import { FactList, Fetched, PageHead, Panel, useAddress, useBusinessNow } from '#platform/ui'
import { AboutLink } from './about.tsx'
import { tasks, useTaskTexts } from './calls.ts'
import { Progress, TaskTable } from './rows.tsx'

/** A leader's instruction: what is asked, about what, and how far each office is. */
export function InstructionPage() {
  const { t, orderer, format } = useTaskTexts()
  const now = useBusinessNow()
  const id = useAddress().params.id ?? ''
  const list = { label: t.tasks, href: '/relief/tasks?scope=ordered' }
  const query = useQuery({
    queryKey: ['matters', 'instruction', id],
    queryFn: ({ signal }) => tasks.viewInstruction({ params: { id } }, { signal }),
  })
  return (
    <>
      {query.data === undefined && <PageHead crumbs={[list]} title={t.instruction} />}
      <Fetched query={query} what={t.instruction}>
        {view => {
          const open = view.tasks.filter(task => task.isOpen)
          const late = open.filter(task => task.dueAt !== null && new Date(task.dueAt) < new Date(now))
          return (
            <>
              <PageHead
                crumbs={[list, { label: t.instruction }]}
                title={view.words.split('\n')[0]!}
                actions={
                  <Progress of={{ tasks: view.tasks.length, open: open.length, overdue: late.length }} />
                }
              />
              <div className="stack">
                <Panel title={t.instruction}>
                  <p className="words">{view.words}</p>
                  <FactList
                    facts={[
                      [t.about, view.about && <AboutLink key="a" about={view.about} />],
                      [t.orderedBy, orderer(view)],
                      [t.givenAt, format.moment(view.givenAt)],
                    ]}
                  />
                </Panel>
                <Panel title={t.toOffices} flush>
                  <TaskTable rows={view.tasks} caption={t.toOffices} />
                </Panel>
              </div>
            </>
          )
        }}
      </Fetched>
    </>
  )
}
