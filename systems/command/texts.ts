import { text } from '#platform/texts'

/** The words of this system's refusals. */
export const refusalTexts = text({
  'outside-place': '该单位不在您管理的区域内，请联系上级管理员。',
  'roles-above': '此账号在您管理的区域之外还有任职，请由上级管理员办理。',
  'own-account': '不能为自己的账号办理这一步，请由另一位管理员办理。',
  'office-ended': '该单位已撤销，请选择承接单位。',
  'office-in-use': (p: { matters: number; roles: number }) =>
    `该单位还有${p.matters}件未办结事项、${p.roles}个任职，请先移交。`,
  'prefix-taken': '这个编号前缀已被其他单位使用，请换一个。',
  'matters-open': (p: { count: number }) => `此人名下还有${p.count}件未办结事项，请指定接手人。`,
  'enterprises-paired': (p: { count: number }) =>
    `此人名下还有${p.count}家结对企业，请指定接手的联企服务员。`,
  'successor-unfit': '接手者不合适：须在用，且在承办单位有任职。',
  'role-period': '起止时间不对：不能早于现在，结束须晚于开始；代理最长180天。',
  'role-ended': '此任职已经结束。',
  'role-not-own': '只能委托自己本人的任职，且不得超出其任期。',
  'delegate-elsewhere': '只能委托本单位、本区域或上下级单位的同事。',
  'delegation-overlap': '这段时间已委托他人代理，请先结束原委托。',
})({
  'outside-place': 'This office is outside the area that you administer. Ask the administrator above.',
  'roles-above':
    'This account also holds a role outside the area that you administer. Ask the administrator above.',
  'own-account': "You can't do this for your own account. Ask another administrator.",
  'office-ended': 'This office has ended. Choose the one that took over.',
  'office-in-use': p =>
    `This office still has open matters (${p.matters}) and roles (${p.roles}). Hand them over first.`,
  'prefix-taken': 'Another office uses this number prefix. Choose another.',
  'matters-open': p => `This person still owns open matters (${p.count}). Name who takes them over.`,
  'enterprises-paired': p =>
    `This person is still paired with enterprises (${p.count}). Name the liaison officer who takes them over.`,
  'successor-unfit': "The successor doesn't fit: it must be active, and hold a role in the handling office.",
  'role-period':
    "The period isn't right: it can't begin in the past, it must end after it begins, and cover lasts 180 days at most.",
  'role-ended': 'This role has ended.',
  'role-not-own': 'You can only delegate a role of your own, within its term.',
  'delegate-elsewhere': 'You can only delegate to a colleague of your place, or of one above or below it.',
  'delegation-overlap': 'Somebody covers for you in this period already. End that cover first.',
})

/** The words of this system's nouns, for its pages. */
export const texts = text({
  'role.liaison': '联企服务员',
  'role.handler': '承办人',
  'role.leader': '负责人',
  'role.supervisor': '督查员',
  'role.duty': '值班员',
  'role.admin': '管理员',
  'role.auditor': '审计员',
  'nav.my-day': '我的一天',
  'nav.report': '上报问题',
  'nav.problems': '企业问题',
  'nav.enterprises': '企业',
  'nav.pairings': '结对',
  'nav.import': '导入名单',
  'nav.map': '态势图',
  'nav.calls': '回访清单',
  'nav.accounts': '账号与任职',
  'nav.offices': '单位',
  'nav.audit': '审计',
  'kind.task-force': '专班',
  'kind.bureau': '部门',
  'kind.town': '镇街',
  'kind.duty': '值班室',
})({
  'role.liaison': 'Liaison officer',
  'role.handler': 'Handler',
  'role.leader': 'Leader',
  'role.supervisor': 'Supervisor',
  'role.duty': 'Duty officer',
  'role.admin': 'Administrator',
  'role.auditor': 'Auditor',
  'nav.my-day': 'My day',
  'nav.report': 'Report a problem',
  'nav.problems': 'Problems',
  'nav.enterprises': 'Enterprises',
  'nav.pairings': 'Pairings',
  'nav.import': 'Import lists',
  'nav.map': 'Situation map',
  'nav.calls': 'Call-back list',
  'nav.accounts': 'Accounts and roles',
  'nav.offices': 'Offices',
  'nav.audit': 'Audit',
  'kind.task-force': 'Task force',
  'kind.bureau': 'Bureau',
  'kind.town': 'Town or subdistrict',
  'kind.duty': 'Duty room',
})
