import { text } from '#platform/texts'

/** Why a common cause was refused, and what to do. */
export const refusalTexts = text({
  'linked-open': '关联的问题还没有全部办结。请先逐个办结，或取消关联。',
})({
  'linked-open': 'Problems linked to it are still open. Bring each to its end, or take it out, first.',
})

/** The words of a common cause. */
export const texts = text({
  'status.open': '正在研究',
  'status.solving': '已提交办结',
  'status.ended': '已办结',
  'status.dropped': '已撤销',
  'next.solve': '牵头单位提出共同的办法',
  'next.end': '关联问题逐个确认后办结',
  'action.open': '登记共性问题',
  'did.open': '登记共性问题',
  'action.solve': '一并提交办结',
  'did.solve': '一并提交办结',
  'action.end': '办结',
  'did.end': '办结',
  'action.drop': '撤销',
  'did.drop': '撤销',
  'field.solution': '共同的办法',
  'field.note': '说明',
  'field.reason': '原因',
  'clock.do': '办理期限',
})({
  'status.open': 'Being studied',
  'status.solving': 'Solution submitted',
  'status.ended': 'Ended',
  'status.dropped': 'Dropped',
  'next.solve': 'The lead office finds one solution for all',
  'next.end': 'Ends when each linked problem has ended',
  'action.open': 'Open a common cause',
  'did.open': 'Common cause opened',
  'action.solve': 'Submit one solution for all',
  'did.solve': 'One solution submitted for all',
  'action.end': 'End',
  'did.end': 'Ended',
  'action.drop': 'Drop',
  'did.drop': 'Dropped',
  'field.solution': 'The solution for all',
  'field.note': 'Note',
  'field.reason': 'Reason',
  'clock.do': 'Time to do it',
})
