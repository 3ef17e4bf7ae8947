import { text } from '#platform/texts'

/** The words of refusals that any call may give. */
export const refusalTexts = text({
  invalid: '有几处需要改正，已填写的内容都还在。',
  'not-found': '没有找到，或不在您的权限内。如需查看，请联系该事项的承办单位。',
  forbidden: '这一步不在您的权限内。请联系您的管理员或该事项的承办单位。',
  unauthenticated: '请先登录。',
  'stale-version': '在您打开之后，别人已作了改动。请看过最新情况再决定。',
  conflict: '与已有的记录冲突，没有保存。请刷新后再看。',
  'key-reused': '同一个提交编号已用于另一份内容。请刷新页面后重新提交。',
  'too-many-requests': (p: { seconds: number }) => `操作太频繁，请${p.seconds}秒后再试。`,
  'too-large': (p: { limit: string }) => `内容太大，最多 ${p.limit}，没有保存。请压缩或拆分后再传。`,
  'wrong-origin': '请求来自另一个网站，已拒绝。',
  unavailable: '系统暂时连不上数据库，内容没有丢失，请稍后再试。',
  internal: '系统出错，没有保存。请稍后再试；若反复出现，请把请求编号告诉管理员。',
  'unsupported-type': '不支持这种内容格式。',
  'idempotency-key': '缺少提交编号（idempotency-key，8–100个字符）。',
})({
  invalid: 'Some entries need correcting. Everything you entered is still there.',
  'not-found': 'Not found, or not within your authority. To see it, ask the office that handles it.',
  forbidden:
    'This step is not within your authority. Ask your administrator or the office that handles the matter.',
  unauthenticated: 'Please sign in first.',
  'stale-version': 'Somebody changed this after you opened it. Look at the newest state, then decide.',
  conflict: 'This conflicts with an existing record and was not saved. Reload and look again.',
  'key-reused': 'This submission key was already used for other content. Reload the page and submit again.',
  'too-many-requests': p => `Too many requests. Try again in ${p.seconds} s.`,
  'too-large': p =>
    `Too large: the limit is ${p.limit}. Nothing was saved. Compress or split it and send it again.`,
  'wrong-origin': 'The request came from another site and was refused.',
  unavailable: 'The database cannot be reached at the moment. Nothing was lost; please try again shortly.',
  internal:
    'Something failed and nothing was saved. Try again; if it persists, give the administrator the request id.',
  'unsupported-type': 'This content type is not supported.',
  'idempotency-key': 'The submission key is missing (idempotency-key, 8–100 characters).',
})

/** What is wrong with a field, by the validator's finding. */
export const fieldTexts = text({
  required: '请填写。',
  choice: '请从给出的选项中选择。',
  short: (p: { least: number }) => `至少${p.least}个字。`,
  long: (p: { most: number }) => `最多${p.most}个字。`,
  low: (p: { least: number }) => `不能小于${p.least}。`,
  high: (p: { most: number }) => `不能大于${p.most}。`,
  format: '格式不对，请检查。',
  unknown: (p: { keys: string }) => `不认识的内容：${p.keys}。`,
  type: '类型不对，请检查。',
  characters: '含有无法保存的字符，请删去后重新填写。',
})({
  required: 'Please fill this in.',
  choice: 'Choose one of the given options.',
  short: p => `At least ${p.least} characters.`,
  long: p => `At most ${p.most} characters.`,
  low: p => `Must be at least ${p.least}.`,
  high: p => `Must be at most ${p.most}.`,
  format: 'The format is wrong; please check.',
  unknown: p => `Unknown content: ${p.keys}.`,
  type: 'The type is wrong; please check.',
  characters: 'It holds characters that cannot be kept. Remove them and fill it in again.',
})
