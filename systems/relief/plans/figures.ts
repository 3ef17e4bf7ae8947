import { figures, figureWords } from '#platform/figures'
import { text } from '#platform/texts'
import { readPlanFigures } from './store.ts'

const words = text({
  enterprise: '家',
  yuan: '亿元',
  percent: '%',
  stopped: '截止时停产的企业：最近一次记录的生产状态为停产，且未注销、未合并。没有记录的不计。',
  running: '截止时正常生产的企业：最近一次记录的生产状态为正常。没有记录的不计。',
  output: '本行政区自己填报的最近一个季度的规上工业总产值；没有填报就没有数字，不用下级相加代替。',
  base: '与最近一个季度对应的上年同期规上工业总产值，由填报单位一并填报。',
  growth: '最近一个季度规上工业总产值比上年同期增长的百分比，由两个数字算出，四舍五入保留一位小数。',
})({
  enterprise: 'enterprises',
  yuan: '100 million yuan',
  percent: '%',
  stopped:
    'Enterprises that stood still at the cut-off: the last state recorded of them is stopped, and they had neither closed nor merged. Those without a record don’t count.',
  running:
    'Enterprises that produced at the cut-off: the last state recorded of them is running. Those without a record don’t count.',
  output:
    'Industrial output of the last quarter that the division itself entered. Without an entry there is no figure: those of the divisions below are not added up instead.',
  base: 'Industrial output of the same quarter a year before, entered together with that of the last quarter.',
  growth:
    'Growth of the last quarter’s industrial output on the same quarter a year before, computed from the two, to one decimal.',
})
const of = figureWords(words)

const numberOf = (decimal: string | null) => (decimal === null ? null : Number(decimal))

export const plansFigures = figures({
  system: 'relief',
  texts: {
    'relief.enterprises-stopped': of('stopped', 'enterprise'),
    'relief.enterprises-running': of('running', 'enterprise'),
    'relief.output-quarter': of('output', 'yuan'),
    'relief.output-quarter-base': of('base', 'yuan'),
    'relief.output-year-on-year': of('growth', 'percent'),
  },
  async read(tx, { cutOffAt, within }) {
    const row = await readPlanFigures(tx, within, cutOffAt)
    return {
      'relief.enterprises-stopped': row.stopped,
      'relief.enterprises-running': row.running,
      'relief.output-quarter': numberOf(row.output),
      'relief.output-quarter-base': numberOf(row.base),
      'relief.output-year-on-year': numberOf(row.growth),
    }
  },
})
