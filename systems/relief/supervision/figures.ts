import { figures, figureWords } from '#platform/figures'
import { text } from '#platform/texts'
import { countPapers } from './papers-store.ts'
import { hoursOf } from './rules.ts'
import { readBoard } from './store.ts'

const words = text({
  problem: '个',
  paper: '份',
  notices: '截止时已发出的督办通知。',
  circulars: '截止时已发出的通报，更正不另计。',
  hour: '小时',
  of5: '分',
  escalated: '截止时因逾期向上一级报告过的问题，无论现在由谁牵头。',
  returned: '截止时被牵头单位退回过的问题，无论现在由谁牵头。',
  reopened: '截止时重新打开过的问题。',
  p90: '已解决问题从收集到最后一次提交办结的时间，九成不超过的小时数，按自然小时计，保留一位小数。',
  rating: '已解决问题的企业评分平均值，满分5分，保留一位小数。',
})({
  problem: 'problems',
  paper: 'papers',
  notices: 'Written notices of supervision issued by the cut-off.',
  circulars: 'Circulars issued by the cut-off; a correction doesn’t count again.',
  hour: 'hours',
  of5: 'of 5',
  escalated:
    'Problems of which the level above was told by the cut-off because they were overdue, whoever leads them now.',
  returned: 'Problems that an office in the lead had given back by the cut-off, whoever leads them now.',
  reopened: 'Problems that had been reopened by the cut-off.',
  p90: 'Hours within which nine of ten solved problems went from collection to the last submission of the solution, in hours of the day, to one decimal.',
  rating: 'Mean of the enterprises’ ratings of solved problems, out of 5, to one decimal.',
})
const of = figureWords(words)

export const supervisionFigures = figures({
  system: 'relief',
  texts: {
    'relief.escalated': of('escalated', 'problem'),
    'relief.returned': of('returned', 'problem'),
    'relief.reopened': of('reopened', 'problem'),
    'relief.p90-hours-to-solve': of('p90', 'hour'),
    'relief.mean-rating': of('rating', 'of5'),
    'relief.notices-issued': of('notices', 'paper'),
    'relief.circulars': of('circulars', 'paper'),
  },
  async read(tx, { cutOffAt, within }) {
    const rows = await readBoard(tx, {
      within,
      category: null,
      since: null,
      until: null,
      digits: null,
      cutOffAt,
      at: cutOffAt,
    })
    const whole = rows.find(row => row.key === null)!
    const { notices, circulars } = await countPapers(tx, within, cutOffAt)
    return {
      'relief.notices-issued': notices,
      'relief.circulars': circulars,
      'relief.escalated': whole.escalated,
      'relief.returned': whole.returned,
      'relief.reopened': whole.reopened,
      'relief.p90-hours-to-solve': hoursOf(whole.p90_seconds),
      'relief.mean-rating': whole.rating === null ? null : Math.round(whole.rating * 10) / 10,
    }
  },
})
