import { Link } from '#platform/ui'
import { MatterFetched, MatterScreen } from '../../pages/matter.tsx'
import type { Neighbours } from '../../pages/neighbours.ts'
import { tasks, useTaskTexts } from './calls.ts'

/** A task: the page of its matter. */
export function TaskPage({ neighbours }: { neighbours: Neighbours }) {
  const { t, of, words, office, day, findOffices } = useTaskTexts()
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
            [t.origin, of('origin', task.origin)],
            [t.what, task.words],
            [t.orderedBy, `${task.orderedBy} ${office(task.orderedOffice, task.orderedOfficeEn)}`],
            [t.dueOn, day(task.dueOn)],
            [t.answer, task.answer],
            [
              t.problem,
              task.problem && (
                <Link key="p" href={`/relief/problems/${task.problem.id}`}>
                  {task.problem.title}
                </Link>
              ),
            ],
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
