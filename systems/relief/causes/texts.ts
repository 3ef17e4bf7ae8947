import { text } from '#platform/texts'

/** Why a common cause was refused, and what to do. */
export const refusalTexts = text({
  'linked-open': '关联的问题还没有全部办结。请先逐个办结，或取消关联。',
  'cause-led-elsewhere':
    '这个共性问题由其他单位牵头，由牵头单位和它的上级办理。本单位牵头的问题，请在问题页上办理和签批。',
  'signed-by-its-leader': '由牵头这个问题的单位负责人签批。',
  'none-done': (p: { why: string }) => `选中的问题一个也没有办成。${p.why}`,
})({
  'linked-open': 'Problems linked to it are still open. Bring each to its end, or take it out, first.',
  'cause-led-elsewhere':
    'Another office leads this common cause; it and those above it work on it. Handle and sign the problems that your own office leads on their own pages.',
  'signed-by-its-leader': 'It is signed by a leader of the office that leads it.',
  'none-done': p => `Nothing was done with any of the chosen problems. ${p.why}`,
})

/** Why several problems were refused one thing. */
export const togetherTexts = text({
  because: (p: { numbers: string; reason: string }) => `${p.numbers}：${p.reason}`,
})({
  because: p => `${p.numbers}: ${p.reason}`,
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
