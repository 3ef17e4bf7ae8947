import { Link } from '#platform/ui'
import { MatterFetched, MatterScreen } from '../../pages/matter.tsx'
import type { Neighbours } from '../../pages/neighbours.ts'
import { AboutLink } from './about.tsx'
import { tasks, useTaskTexts } from './calls.ts'

/** A task: the page of its matter. */
export function TaskPage({ neighbours }: { neighbours: Neighbours }) {
  const { t, of, words, orderer, day, findOffices } = useTaskTexts()
  const list = { label: t.tasks, href: '/relief/tasks' }
  return (
    <MatterFetched kind="task" call={tasks.viewTask} list={list} what={t.task}>
      {({ matter, task }) => (
        <MatterScreen
          matter={matter}
          neighbours={neighbours}
          list={list}
          words={words}
          endings={['closed', 'withdrawn']}
          find={{ office: findOffices }}
          facts={[
            [
              t.origin,
              task.instructionId === null ? (
                of('origin', task.origin)
              ) : (
                <Link key="i" href={`/relief/instructions/${task.instructionId}`}>
                  {of('origin', task.origin)}
                </Link>
              ),
            ],
            [t.what, task.words],
            [t.orderedBy, orderer(task)],
            [t.dueOn, day(task.dueOn)],
            [t.answer, task.answer],
            [t.about, task.about && <AboutLink key="a" about={task.about} />],
            [
              t.conference,
              task.conference && (
                <Link key="c" href={`/relief/conferences/${task.conference.id}`}>
                  {task.conference.title}
                </Link>
              ),
            ],
          ]}
        />
      )}
    </MatterFetched>
  )
}
