import { figures, figureWords } from '#platform/figures'
import { text } from '#platform/texts'
import { readTaskFigures } from './store.ts'

const words = text({
  task: '项',
  conference: '次',
  tasks:
    '截止时已交办的事项：会商议定、领导批示和督办通知。批示给几个单位的，每个单位计一项；承诺和一企一策措施不计入。',
  overdue: '截止时未办结、而期限已过的交办事项。',
  conferences: '截止时已召集的会商。',
  instructionsOpen: '截止时尚未办结的领导批示事项，每个单位计一项。',
})({
  task: 'tasks',
  conference: 'conferences',
  tasks:
    'Tasks ordered by the cut-off: of conferences, instructions and written notices. An instruction to several offices counts once for each; promises and measures of a plan don’t count.',
  overdue: 'Tasks open at the cut-off whose day had passed.',
  conferences: 'Conferences called by the cut-off.',
  instructionsOpen:
    'Tasks of leaders’ instructions not brought to their end at the cut-off, one for each office.',
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
