import { text } from '#platform/texts'

export const texts = text({
  begins: (p: { title: string; from: string; until: string }) =>
    `故事：${p.title}（${p.from} 至 ${p.until}）`,
  due: (p: { count: number }) => `到期事项处理 ${p.count} 项（提醒、逾期、上报、超时）`,
  refused: (p: { code: string; detail: string }) => `按预期被拒绝（${p.code}）：${p.detail}`,
  asExpected: (p: { id: string; cutOff: string; value: string }) => `✓ ${p.id}  截至 ${p.cutOff}  ${p.value}`,
  otherwise: (p: { id: string; cutOff: string; actual: string; expected: string }) =>
    `✗ ${p.id}  截至 ${p.cutOff}  得 ${p.actual}，应为 ${p.expected}`,
  none: '（无）',
  agree: (p: { count: number }) => `${p.count} 个数字全部相符。`,
  disagree: (p: { count: number; of: number }) => `${p.of} 个数字中有 ${p.count} 个不符。`,
  kept: (p: { place: string }) => `数据库保留在 ${p.place}。`,
  notFound: (p: { wish: string; known: string }) =>
    `没有故事“${p.wish}”。请给出文件，或其中之一：${p.known}。`,
  unreadable: (p: { file: string; reason: string }) => `读不了 ${p.file}：${p.reason}。请检查路径和权限。`,
})({
  begins: p => `Story: ${p.title} (${p.from} to ${p.until})`,
  due: p =>
    p.count === 1
      ? 'one thing that fell due was done (reminder, overdue, escalation, time-out)'
      : `${p.count} things that fell due were done (reminders, overdue, escalations, time-outs)`,
  refused: p => `refused, as the story expects (${p.code}): ${p.detail}`,
  asExpected: p => `✓ ${p.id}  at ${p.cutOff}  ${p.value}`,
  otherwise: p => `✗ ${p.id}  at ${p.cutOff}  is ${p.actual}, expected ${p.expected}`,
  none: '(none)',
  agree: p => (p.count === 1 ? 'The one figure agrees.' : `All ${p.count} figures agree.`),
  disagree: p => `${p.count} of ${p.of} figures disagree.`,
  kept: p => `The database is kept at ${p.place}.`,
  notFound: p => `There is no story “${p.wish}”. Name a file, or one of: ${p.known}.`,
  unreadable: p => `${p.file} can’t be read: ${p.reason}. Check its path and permissions.`,
})
