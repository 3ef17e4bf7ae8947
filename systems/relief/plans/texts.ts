import { text } from '#platform/texts'

/** Why plans, states, indicators, promises and turns were refused, and what to do. */
export const refusalTexts = text({
  'enterprise-ended': '这家企业已注销或合并，只能查看。合并的请到承接的企业登记。',
  'state-ahead': '生产状态的开始时间还没有到。请填写已经发生的时间。',
  'needs-reason': '请写明部分停产或停产的原因。',
  'indicator-there': '这一期的数字已经填报，或刚被更正。请刷新，在原数字上“更正”。',
  'too-fine': '小数位太多。产值、营收最多四位小数，用电、税收两位，人数为整数。',
  'due-past': '期限须在今后一年之内。请改正日期。',
  'not-an-official': '这个人现在没有可以承办的角色。请另选一位。',
  'matters-undecided': '还有在办事项没有逐一决定去向。请为每一项选择终止、转给单位或继续办理。',
  'problems-hidden': '这家企业还有您看不到的在办问题。请由属地领导办理。',
  'same-place': '企业已经在这个地方。',
  'same-enterprise': '不能与自己合并。请选择另一家企业。',
})({
  'enterprise-ended':
    'This enterprise closed or merged and can only be read. If it merged, use the enterprise that took it over.',
  'state-ahead': 'The state begins later than now. Enter a time that has come.',
  'needs-reason': 'Say why production is reduced or stopped.',
  'indicator-there':
    'This period has a figure, or it was corrected just now. Reload, and correct the figure that stands.',
  'too-fine':
    'Too many decimals. Output and sales take four, electricity and tax two, people are whole numbers.',
  'due-past': 'It must fall due within the coming year. Enter another day.',
  'not-an-official': 'This person has no role now in which to do it. Choose another.',
  'matters-undecided':
    'Not every open matter was decided. For each choose to end it, hand it to an office or go on with it.',
  'problems-hidden': 'It has open problems that you can’t see. A leader of its place has to do this.',
  'same-place': 'The enterprise stands there already.',
  'same-enterprise': 'It can’t merge with itself. Choose another enterprise.',
})

/** Without a matter the number says whom it is about. */
type Told = { number: string; title: string }
export const noticeTexts = text({
  'enterprise-moved': (p: Told) => `${p.number}迁入本地：请核对联企服务员和在办事项。`,
  'enterprise-given': (p: Told) => `${p.number}由您联系服务，在办事项已转给您。`,
  'enterprise-gone': (p: Told) => `${p.number}已迁走、注销或合并，不再由您联系服务。`,
  'enterprise-merged': (p: Told) => `${p.number}：在办事项、联系人由承接企业的服务员接着办。`,
  'enterprise-closed': (p: Told) => `${p.number}所属企业已注销，请把这件事办到底或说明。`,
  'matter-given': (p: Told) => `${p.number}转由您办理：企业迁移、合并或注销。`,
  'matter-gone': (p: Told) => `${p.number}已转给别的单位办理：企业迁移、合并或注销。`,
})({
  'enterprise-moved': p => `${p.number} moved here: check its liaison officer and what is open.`,
  'enterprise-given': p => `${p.number} is yours to care for; what is open came along.`,
  'enterprise-gone': p => `${p.number} moved away, closed or merged: it is no longer yours to care for.`,
  'enterprise-merged': p =>
    `${p.number}: the officer of the enterprise that took it over goes on with what is open and with its contacts.`,
  'enterprise-closed': p =>
    `The enterprise of ${p.number} closed. Please bring this matter to its end, or say why not.`,
  'matter-given': p => `${p.number} is yours now: its enterprise moved, merged or closed.`,
  'matter-gone': p => `${p.number} went to another office: its enterprise moved, merged or closed.`,
})

/** The words of a promise: statuses, actions, next steps. */
export const promiseTexts = text({
  'status.promised': '待兑现',
  'status.kept': '已兑现',
  'status.broken': '未能兑现',
  'status.dropped': '已撤销',
  'next.keep': '承诺人兑现',
  'action.promise': '作出承诺',
  'action.keep': '已兑现',
  'action.admit': '未能兑现',
  'action.drop': '撤销',
  'field.note': '怎样兑现的',
  'field.reason': '原因',
  'clock.keep': '兑现时限',
})({
  'status.promised': 'To be kept',
  'status.kept': 'Kept',
  'status.broken': 'Not kept',
  'status.dropped': 'Withdrawn',
  'next.keep': 'Keep the promise',
  'action.promise': 'Promise',
  'action.keep': 'Kept',
  'action.admit': 'Not kept',
  'action.drop': 'Withdraw',
  'field.note': 'How it was kept',
  'field.reason': 'Reason',
  'clock.keep': 'Time to keep it',
})
