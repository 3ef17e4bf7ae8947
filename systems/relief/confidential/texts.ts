import { text } from '#platform/texts'

export const refusalTexts = text({
  'no-examiner': '这个单位的上一级没有可以受理的督查人员。请拨打12345或上级监督电话反映。',
  'named-there': '这个人在被反映的单位、当地或下级任职，不能参与。请另选一位。',
})({
  'no-examiner':
    'Nobody above this office can take the report here. Report it by the 12345 line or the supervision line above.',
  'named-there': 'This person holds a role in the named office, its place or below. Choose another.',
})

export const texts = text({
  'status.received': '已收到',
  'status.examining': '核查中',
  'status.answered': '已答复',
  'status.referred': '已移送',
  'status.unfounded': '不属实',
  'status.withdrawn': '已撤回',
  'next.take': '上级督查人员受理',
  'next.answer': '核查并答复',
  'action.receive': '收到保密反映',
  'action.take': '受理',
  'action.admit': '增加核查人员',
  'action.answer': '答复',
  'action.referOn': '移送',
  'action.unfound': '认定不属实',
  'action.addFacts': '补充情况',
  'action.withdraw': '撤回',
  'field.note': '说明',
  'field.reason': '原因',
  'field.account': '人员',
  'clock.examine': '核查时限',
})({
  'status.received': 'Received',
  'status.examining': 'Being examined',
  'status.answered': 'Answered',
  'status.referred': 'Referred',
  'status.unfounded': 'Unfounded',
  'status.withdrawn': 'Withdrawn',
  'next.take': 'Somebody above takes it',
  'next.answer': 'It is examined and answered',
  'action.receive': 'Confidential report received',
  'action.take': 'Take it',
  'action.admit': 'Let a colleague in',
  'action.answer': 'Answer',
  'action.referOn': 'Refer',
  'action.unfound': 'Find it unfounded',
  'action.addFacts': 'Add facts',
  'action.withdraw': 'Withdraw',
  'field.note': 'Words',
  'field.reason': 'Reason',
  'field.account': 'Person',
  'clock.examine': 'Time to examine',
})

export const noticeTexts = text({
  'confidential-received': (p: { number: string; title: string }) =>
    `${p.number}：收到一件保密反映，只有您和指定的人能看到。`,
  'clock.examine': '核查时限',
})({
  'confidential-received': p =>
    `${p.number}: a confidential report; only you and those named with you can see it.`,
  'clock.examine': 'Time to examine',
})
