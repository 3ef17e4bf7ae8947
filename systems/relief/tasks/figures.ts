import { figures, figureWords } from '#platform/figures'
import { text } from '#platform/texts'
import { readTaskFigures } from './store.ts'

const words = text({
  task: '项',
  conference: '次',
  tasks: '截止时已交办的事项：会商议定、领导批示、督办通知和一企一策措施。',
  overdue: '截止时未办结、而期限已过的交办事项。',
  conferences: '截止时已召集的会商。',
  instructionsOpen: '截止时尚未办结的领导批示。',
})({
  task: 'tasks',
  conference: 'conferences',
  tasks:
    'Tasks ordered by the cut-off: of conferences, instructions, written notices and measures of a plan.',
  overdue: 'Tasks open at the cut-off whose day had passed.',
  conferences: 'Conferences called by the cut-off.',
  instructionsOpen: 'Leaders’ instructions not brought to their end at the cut-off.',
})
const of = figureWords(words)

export const taskFigures = figures({
  system: 'relief',
  texts: {
    'relief.tasks': of('tasks', 'task'),
    'relief.tasks-overdue': of('overdue', 'task'),
    'relief.conferences': of('conferences', 'conference'),
    'relief.instructions-open': of('instructionsOpen', 'task'),
  },
  async read(tx, { cutOffAt, within }) {
    const row = await readTaskFigures(tx, within, cutOffAt)
    return {
      'relief.tasks': row.tasks,
      'relief.tasks-overdue': row.overdue,
      'relief.conferences': row.conferences,
      'relief.instructions-open': row.instructions_open,
    }
  },
})
