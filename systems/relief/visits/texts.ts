import { text } from '#platform/texts'

/** Why a verb of visits was refused, and what to do. */
export const refusalTexts = text({
  'not-a-period': '结束日期不能早于开始日期，最长一年。请改一个日期。',
  'round-overlaps': '这个地方在这段时间已有走访轮次。请先结束原来的，或改日期。',
  'not-in-round': '这家企业不在这一轮走访范围内，或不是由您结对。',
  'outside-round': '这一天不在本轮走访期内。请选期内的一天。',
  'not-a-working-day': '这一天不是工作日。请选一个工作日。',
  'reason-needed': '这次走访已排了日子。改期请写明原因。',
  'visit-ahead': '走访时间还没有到。请写实际走访的时间。',
  'already-corrected': '这条记录已更正过。请更正最新的那一条。',
  'visit-other': '这个编号已用于另一条记录。请重新填写。',
})({
  'not-a-period': 'A period ends on or after its first day and lasts a year at most. Change the dates.',
  'round-overlaps': 'This place has a round in that time already. End that one first, or change the dates.',
  'not-in-round': 'This enterprise is not in this round, or is not paired with you.',
  'outside-round': 'The day lies outside the round. Choose one within it.',
  'not-a-working-day': 'Nobody works on that day. Choose a working day.',
  'reason-needed': 'This visit has a day already. Say why it moves.',
  'visit-ahead': 'That moment has not come yet. Give the time at which you were there.',
  'already-corrected': 'This record was corrected already. Correct the newest one.',
  'visit-other': 'This id stands for another record already. Fill it in again.',
})

/** Without a matter the number is a count. */
export const noticeTexts = text({
  'visits-planned': (p: { number: string; title: string }) =>
    `负责人为您排了${p.number}家企业的走访，请看走访日历。`,
})({
  'visits-planned': p =>
    p.number === '1'
      ? 'Your leader put a visit on a day for you; see the calendar of visits.'
      : `Your leader put ${p.number} visits on days for you; see the calendar of visits.`,
})
