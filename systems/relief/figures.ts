import { figures, figureWords } from '#platform/figures'
import { text } from '#platform/texts'
import { readFigures } from './store.ts'

const words = text({
  problem: '个',
  enterprise: '家',
  hour: '小时',
  percent: '%',
  collected:
    '截止时已登记的企业问题，无论结果如何。等于已解决、办理中、已说明、已撤回、超时办结、已并入之和。',
  open: '截止时尚未办结的问题，包括已签批、等企业确认的。',
  solved: '截止时有佐证、经签批并由企业确认已解决的问题；重新打开后不再计入。',
  solveRate: '已解决占收集问题的百分比，保留一位小数。',
  explained: '截止时已向企业说明不能解决及其原因的问题，不算已解决。',
  withdrawn: '截止时企业已撤回的问题，不算已解决。',
  timedOut: '截止时已送达通知或有通话记录、企业逾期未确认而办结的问题，不算已解决。',
  merged: '截止时因重复而并入同一企业另一问题的问题，不算已解决。',
  overdue: '截止时未办结、未签批，而对企业承诺的办理时限已过的问题。',
  chased: '截止时至少催办过一次的问题，无论结果如何。',
  byStaff: '已解决的问题中，由工作人员代为确认、或从工作人员所用地址确认的。',
  enterprises: '截止时名录中、尚未注销或合并的企业。',
  withoutOfficer: '截止时名录中、尚未注销或合并而没有联企服务员的企业。',
  medianHours: '已解决问题从收集到最后一次提交办结的时间中位数，按自然小时计，保留一位小数。',
})({
  problem: 'problems',
  enterprise: 'enterprises',
  hour: 'hours',
  percent: '%',
  collected:
    'Problems registered by the cut-off, whatever became of them: the sum of solved, open, explained, withdrawn, timed out and merged.',
  open: 'Problems not at their end at the cut-off, those that wait for the enterprise’s confirmation included.',
  solved:
    'Problems with evidence, signed off and confirmed as solved by the enterprise at the cut-off; one that is reopened no longer counts.',
  solveRate: 'Solved problems in per cent of those collected, to one decimal.',
  explained:
    'Problems of which the enterprise was told, by the cut-off, that and why they cannot be solved. Not solved.',
  withdrawn: 'Problems that the enterprise had withdrawn at the cut-off. Not solved.',
  timedOut:
    'Problems closed by the cut-off because the enterprise, reached by a notice or a recorded call, did not confirm in time. Not solved.',
  merged:
    'Problems merged by the cut-off, as duplicates, into another one of the same enterprise. Not solved.',
  overdue:
    'Open problems, not signed off at the cut-off, whose time promised to the enterprise for a solution had run out.',
  chased: 'Problems chased at least once by the cut-off, whatever became of them.',
  byStaff:
    'Of the solved problems, those confirmed by an official on behalf of the enterprise or from an official’s address.',
  enterprises: 'Enterprises in the register at the cut-off that had neither closed nor merged.',
  withoutOfficer:
    'Enterprises in the register at the cut-off that had neither closed nor merged and have no liaison officer.',
  medianHours:
    'Median time of solved problems from collection to the last submission of the solution, in hours of the day, to one decimal.',
})
const of = figureWords(words)

/** The figures of relief. Statuses are derived from the appended history, never from what stands today. */
export const reliefFigures = figures({
  system: 'relief',
  texts: {
    'relief.collected': of('collected', 'problem'),
    'relief.open': of('open', 'problem'),
    'relief.solved': of('solved', 'problem'),
    'relief.solve-rate': of('solveRate', 'percent'),
    'relief.explained': of('explained', 'problem'),
    'relief.withdrawn': of('withdrawn', 'problem'),
    'relief.timed-out': of('timedOut', 'problem'),
    'relief.merged': of('merged', 'problem'),
    'relief.overdue': of('overdue', 'problem'),
    'relief.chased': of('chased', 'problem'),
    'relief.confirmed-by-staff': of('byStaff', 'problem'),
    'relief.median-hours-to-solve': of('medianHours', 'hour'),
    'relief.enterprises': of('enterprises', 'enterprise'),
    'relief.enterprises-without-officer': of('withoutOfficer', 'enterprise'),
  },
  async read(tx, { cutOffAt, within }) {
    const row = await readFigures(tx, within, cutOffAt)
    return {
      'relief.collected': row.collected,
      'relief.open': row.open,
      'relief.solved': row.solved,
      'relief.solve-rate': row.collected === 0 ? null : Math.round((row.solved / row.collected) * 1000) / 10,
      'relief.explained': row.explained,
      'relief.withdrawn': row.withdrawn,
      'relief.timed-out': row.timed_out,
      'relief.merged': row.merged,
      'relief.overdue': row.overdue,
      'relief.chased': row.chased,
      'relief.confirmed-by-staff': row.by_staff,
      'relief.median-hours-to-solve':
        row.median_seconds === null ? null : Math.round(row.median_seconds / 360) / 10,
      'relief.enterprises': row.enterprises,
      'relief.enterprises-without-officer': row.without_officer,
    }
  },
})
