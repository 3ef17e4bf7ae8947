import { text } from '#platform/texts'

export const refusalTexts = text({
  'already-reached': '这一条已经有人回访并联系上了。请刷新清单。',
  'bad-signature': '签名不对，回执没有采用。请核对 NOTICE_WEBHOOK_SECRET。',
})({
  'already-reached': 'Somebody has reached them already. Reload the list.',
  'bad-signature': 'The signature is wrong; the receipt was not taken. Compare NOTICE_WEBHOOK_SECRET.',
})

/** What a notice's words are made from. To people outside no title is told: `title` is then the number. */
export type Facts = { number: string; title: string; clock: string; due: string }

/** The notices that every kind of matter sends; a system adds its own. */
export const noticeTexts = text({
  remind: (p: Facts) => `${p.number} ${p.title}：${p.clock}将于${p.due}到期。`,
  overdue: (p: Facts) => `${p.number} ${p.title}：${p.clock}已于${p.due}到期，请尽快办理。`,
  escalate: (p: Facts) => `${p.number} ${p.title}：下级单位${p.clock}已逾期（${p.due}），请督促。`,
  'not-reached': (p: Facts) => `${p.number} ${p.title}：还没有通知到当事人，不能按超时办结，请打电话回访。`,
  subject: (p: Facts) => `同舟通知：${p.number}`,
})({
  remind: p => `${p.number} ${p.title}: ${p.clock} ends on ${p.due}.`,
  overdue: p => `${p.number} ${p.title}: ${p.clock} ended on ${p.due}. Please act on it as soon as you can.`,
  escalate: p =>
    `${p.number} ${p.title}: overdue at the office below (${p.clock}, ${p.due}). Please follow up.`,
  'not-reached': p =>
    `${p.number} ${p.title}: nobody was reached yet, so it cannot be closed by time-out. Please telephone.`,
  subject: p => `Tongzhou notice: ${p.number}`,
})

/** The words of the list of notices, the call-back list and the form of a call. */
export const texts = text({
  notices: '通知',
  none: '没有通知',
  unread: (p: { count: number }) => `${p.count}条未读`,
  'due-calls': '回访清单',
  'no-calls': '没有需要回访的电话',
  'record-call': '登记通话',
  direction: '方向',
  outcome: '结果',
  'outcome.reached': '已联系上',
  'outcome.no-answer': '无人接听',
  'outcome.wrong-number': '号码不对',
  'outcome.refused': '拒绝通话',
  note: '备注（不写姓名、电话、证件号）',
  'channel.in-app': '站内',
  'channel.outward': '待发送',
  'channel.webhook': '短信或政务即时通讯',
  'channel.email': '邮件',
  'channel.call': '电话',
  'status.queued': '待发送',
  'status.sent': '已发出',
  'status.delivered': '已送达',
  'status.failed': '未送达',
  'status.read': '已读',
})({
  notices: 'Notices',
  none: 'No notices',
  unread: p => `${p.count} unread`,
  'due-calls': 'Call-back list',
  'no-calls': 'Nobody needs to be called',
  'record-call': 'Record a call',
  direction: 'Direction',
  outcome: 'Outcome',
  'outcome.reached': 'Reached',
  'outcome.no-answer': 'No answer',
  'outcome.wrong-number': 'Wrong number',
  'outcome.refused': 'Declined to talk',
  note: 'Note (no names, telephone or document numbers)',
  'channel.in-app': 'In the app',
  'channel.outward': 'To be sent',
  'channel.webhook': 'SMS or government chat',
  'channel.email': 'E-mail',
  'channel.call': 'Telephone',
  'status.queued': 'Waiting',
  'status.sent': 'Sent',
  'status.delivered': 'Delivered',
  'status.failed': 'Not delivered',
  'status.read': 'Read',
})
