import type { Page } from '#platform/ui'
import type { Neighbours } from '../pages/neighbours.ts'

/** The pages of tasks and conferences. */
export function taskPages(neighbours: Neighbours): Page[] {
  return [
    {
      path: '/relief/tasks',
      access: 'staff',
      load: () => import('./pages/tasks.tsx').then(m => m.TasksPage),
    },
    {
      path: '/relief/tasks/$id',
      access: 'staff',
      load: () =>
        import('./pages/task.tsx').then(({ TaskPage }) => () => <TaskPage neighbours={neighbours} />),
    },
    {
      path: '/relief/instructions/$id',
      access: 'staff',
      load: () => import('./pages/instruction.tsx').then(m => m.InstructionPage),
    },
    {
      path: '/relief/conferences/$id',
      access: 'staff',
      load: () =>
        import('./pages/conference.tsx').then(({ ConferencePage }) => () => (
          <ConferencePage neighbours={neighbours} />
        )),
    },
  ]
}
