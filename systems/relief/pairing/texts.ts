import { text } from '#platform/texts'

type Count = { count?: number | string }

/** Why pairing refused, and what to do. */
export const refusalTexts = text({
  'absence-period': '期限不对：须先后有序、没有过完，最长180天。请改日期。',
  'absent-already': '这段时间里已登记过不在岗。请先结束那一段。',
  'cover-unfit': '代管人须是另一名在任的联企服务员。请另选一人。',
  'not-a-task-force': '专项服务组只能设在专班。请选专班。',
  'group-name-taken': '本专班已有同名的服务组。请换一个名称。',
  'in-another-group': '有成员已在另一个服务组。一人只在一个组，请先从那里移出。',
  'member-unfit': '有成员的账号已停用或不存在。请重新选择。',
  'nothing-to-assign': '范围内没有要分配的企业。请换区域、名单或“全部”。',
  'nobody-to-assign': '所选单位和服务组里没有联企服务员。请另选，或先授予角色。',
  'no-room': (p: Count) => `容量不够，还差${p.count ?? ''}家。请提高每人上限，或加选单位。`,
  'stale-proposal': '预览之后有人结对或人员有变，没有写入任何一家。请重新预览。',
})({
  'absence-period':
    'The period does not fit: it must end after it begins, not be over, and last at most 180 days. Change the dates.',
  'absent-already': 'An absence is recorded for that time already. End that one first.',
  'cover-unfit': 'Only another liaison officer in office can cover. Choose somebody else.',
  'not-a-task-force': 'Service groups belong to a task force. Choose one.',
  'group-name-taken': 'The task force has a group of this name. Choose another name.',
  'in-another-group':
    'Somebody is in another group already. One person is in one group; take them out there first.',
  'member-unfit': 'The account of a member has ended or does not exist. Choose again.',
  'nothing-to-assign':
    'No enterprise there waits to be assigned. Choose another place or list, or “all of them”.',
  'nobody-to-assign':
    'The offices and groups chosen have no liaison officer. Choose others, or grant the role first.',
  'no-room': p =>
    `There is no room for ${p.count ?? ''} enterprises. Raise the most for each officer, or add offices.`,
  'stale-proposal':
    'Somebody paired meanwhile, or officers changed; nothing was written. Look at a new preview.',
})
