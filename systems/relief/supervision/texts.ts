import { text } from '#platform/texts'

export const noticeTexts = text({
  circulated: (p: { number: string }) => `${p.number}：督查通报点到贵单位，请阅读并确认。`,
})({
  circulated: p => `${p.number}: a circular of supervision names your office; please read and confirm it.`,
})

export const refusalTexts = text({
  'period-backwards': '截止日期不能早于开始日期。请改正日期。',
  'rule-past': '规则只能从今天或以后起施行。请改正日期。',
})({
  'period-backwards': 'The last day can’t be before the first. Change the dates.',
  'rule-past': 'A rule begins today or later. Enter another day.',
})

/** What the rule writes by itself. */
export const paperTexts = text({
  notice: (p: { number: string; title: string; limit: string }) =>
    `${p.number}《${p.title}》承诺企业的办理时限已于${p.limit}届满，仍未办结。\n请说明原因、目前进展和办结时间，按期书面答复。`,
  title: '关于督办事项逾期未答复的通报',
  words: '下列督办通知逾期仍未答复，现按督查规则予以通报。请有关单位对照办理，并确认已阅读。',
})({
  notice: p =>
    `${p.number} “${p.title}”: the time promised to the enterprise ran out on ${p.limit}, and it isn’t solved.\nAnswer in writing by the day named: why, how far it has come, and when it will be done.`,
  title: 'Circular on written notices that were not answered in time',
  words:
    'The written notices below had no answer by their day and are circulated by the rule of supervision. The offices named see to them and confirm that they have read this.',
})
