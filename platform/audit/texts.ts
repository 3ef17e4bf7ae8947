import { text } from '#platform/texts'

/** The words of the audit's pages. */
export const texts = text({
  audit: '审计',
  accessRecord: '查阅记录',
  change: '变更',
  look: '查看',
  'sign-in': '登录',
  export: '导出',
  destroy: '销毁',
  staff: '工作人员',
  link: '凭链接办理者',
  system: '系统',
  operator: '运维人员',
  sealed: '已封存',
  unsealed: '待封存',
  nobody: '没有符合条件的审计记录。',
  purpose: '查看事由',
  covers: (p: { divisions: string }) => `本记录涵盖：${p.divisions}。`,
})({
  audit: 'Audit',
  accessRecord: 'Access record',
  change: 'Change',
  look: 'Look',
  'sign-in': 'Sign-in',
  export: 'Export',
  destroy: 'Destruction',
  staff: 'Official',
  link: 'Holder of a link',
  system: 'System',
  operator: 'Operator',
  sealed: 'Sealed',
  unsealed: 'Not sealed yet',
  nobody: 'No audit entry fits these conditions.',
  purpose: 'Purpose',
  covers: p => `This record covers ${p.divisions}.`,
})

/** What `doctor` says of the chain. */
export const chainTexts = text({
  intact: (p: { checked: number; unsealed: number }) =>
    `审计链完整：核对了${p.checked}条，另有${p.unsealed}条待封存。`,
  'entry-missing': (p: { seq: number }) => `审计链在第${p.seq}条断开：该条记录已被删除。`,
  'entry-altered': (p: { seq: number }) => `审计链在第${p.seq}条断开：该条记录被改动过。`,
  'seal-missing': (p: { seq: number }) => `审计链在第${p.seq}条断开：该条封签已被删除。`,
  'seal-altered': (p: { seq: number }) => `审计链在第${p.seq}条断开：该条封签被改动过。`,
  'head-missing': (p: { seq: number }) => `审计链被截短：库外留存的第${p.seq}条链头已不在库中。`,
  'head-differs': (p: { seq: number }) => `审计链被重写：第${p.seq}条与库外留存的链头不一致。`,
  late: (p: { minutes: number }) =>
    `最早一条待封存的审计记录已等待${p.minutes}分钟：请检查封存任务是否在运行。`,
})({
  intact: p => `The audit chain is whole: entries checked ${p.checked}, not sealed yet ${p.unsealed}.`,
  'entry-missing': p => `The audit chain breaks at link ${p.seq}: its entry was deleted.`,
  'entry-altered': p => `The audit chain breaks at link ${p.seq}: its entry was altered.`,
  'seal-missing': p => `The audit chain breaks at link ${p.seq}: the link was deleted.`,
  'seal-altered': p => `The audit chain breaks at link ${p.seq}: the link itself was altered.`,
  'head-missing': p => `The audit chain was cut short: the head ${p.seq} noted outside the database is gone.`,
  'head-differs': p =>
    `The audit chain was rewritten: link ${p.seq} differs from the head noted outside the database.`,
  late: p =>
    `The oldest audit entry that isn't sealed has waited for ${p.minutes} min: check that the sealing job runs.`,
})

/** The words of refusals about people and their values. */
export const refusalTexts = text({
  'person-destroyed': '此人的个人信息已依法销毁，无法查看或更改。',
})({
  'person-destroyed':
    'The personal values of this person were destroyed and can no longer be seen or changed.',
})
