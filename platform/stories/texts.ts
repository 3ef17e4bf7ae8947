import { text } from '#platform/texts'

const kinds = {
  result: { zh: '更早的事情用 as 起名为', en: 'earlier event named by “as”' },
  office: { zh: '单位', en: 'office' },
  actor: { zh: '工作人员', en: 'official' },
  player: { zh: '人物', en: 'actor' },
  enterprise: { zh: '企业', en: 'enterprise' },
  service: { zh: '更早发布的服务', en: 'service published before' },
  team: { zh: '更早组建的队伍', en: 'team made before' },
}

/** What can be wrong with a story's file, and what to do. */
export const texts = text({
  fault: (p: { file: string; line: number; place: string; what: string }) =>
    `${p.file}:${p.line}${p.place === '' ? '' : `  ${p.place}`}  ${p.what}`,
  json: (p: { reason: string }) => `不是有效的 JSON（${p.reason}）。请检查逗号、引号和括号。`,
  missing: '缺少这一项，请补上。',
  type: (p: { wanted: string }) => `类型不对，应为${p.wanted}。`,
  unknownKeys: (p: { keys: string }) => `没有这样的项：${p.keys}。请删去，或改正写法。`,
  choice: (p: { options: string }) => `只能是其中之一：${p.options}。`,
  verb: (p: { options: string }) => `没有这个动作。可用的有：${p.options}。`,
  short: '太短或太小。',
  long: '太长或太大。',
  key: '请用小写字母开头，只含字母、数字和连字符。',
  moment: '请写成 2022-04-20T09:12 这样的时间。',
  division: '请写2、4、6、9或12位的区划代码。',
  subject: '请用小写字母写条线，如 industry。',
  prefix: '请写2到8个大写字母或数字，如 JX。',
  zone: '请写 IANA 时区名，如 Asia/Shanghai。',
  format: '格式不对。',
  day: '没有这个日子或时刻。',
  endsBefore: '结束须晚于开始。',
  twice: (p: { key: string }) => `“${p.key}”用了两次，请改名。`,
  order: (p: { before: string }) => `时间早于前一件事（${p.before}）。请按时间先后排列。`,
  outside: (p: { start: string; end: string }) => `不在故事的时钟之内（${p.start} 至 ${p.end}）。`,
  unknownDivision: (p: { code: string }) => `区划里没有 ${p.code}。`,
  divisionElsewhere: (p: { code: string }) =>
    `${p.code} 不在这个故事里。请写进 region.divisions，或用故事里单位、企业所在的区划。`,
  unknownName: (p: { kind: keyof typeof kinds; key: string; known: string }) =>
    `没有${kinds[p.kind].zh}“${p.key}”。已有：${p.known}。`,
  noneYet: '（还没有）',
  either: '人物要么有 office 和 roles，要么有 enterprise，要么写 outside。',
  notAnOfficial: (p: { key: string }) => `“${p.key}”不是工作人员，不能担任联企服务员。`,
  staffOnly: '这个动作要由有账号的工作人员做。',
  enterpriseOnly: '这个动作要由企业的人凭链接做。',
  givesNothing: '这件事没有可供起名的结果。请删去 as。',
  unknownFigure: (p: { known: string }) => `没有这个数字。可用的有：${p.known}。`,
  cannotInvent: (p: { reason: string }) => `无法照此生成：${p.reason}`,
  string: '文字',
  number: '数字',
  int: '整数',
  boolean: ' true 或 false ',
  array: '列表 […]',
  object: '对象 {…}',
  refused: (p: {
    file: string
    line: number
    place: string
    who: string
    verb: string
    code: string
    detail: string
  }) =>
    `${p.file}:${p.line}  ${p.place}  ${p.who}的“${p.verb}”被拒绝（${p.code}）：${p.detail} 若本应如此，请加上 "expectRefusal": "${p.code}"。`,
  notRefused: (p: { file: string; line: number; place: string; who: string; verb: string; code: string }) =>
    `${p.file}:${p.line}  ${p.place}  ${p.who}的“${p.verb}”本应被拒绝（${p.code}），却做成了。`,
  otherRefusal: (p: {
    file: string
    line: number
    place: string
    who: string
    verb: string
    expected: string
    code: string
    detail: string
  }) =>
    `${p.file}:${p.line}  ${p.place}  ${p.who}的“${p.verb}”本应因 ${p.expected} 被拒绝，却因 ${p.code} 被拒绝：${p.detail}`,
})({
  fault: p => `${p.file}:${p.line}${p.place === '' ? '' : `  ${p.place}`}  ${p.what}`,
  json: p => `Not valid JSON (${p.reason}). Check commas, quotation marks and brackets.`,
  missing: 'This entry is missing; add it.',
  type: p => `It has the wrong type; it must be ${p.wanted}.`,
  unknownKeys: p => `There is no such entry: ${p.keys}. Delete it, or correct its spelling.`,
  choice: p => `It must be one of: ${p.options}.`,
  verb: p => `There is no such verb. There are: ${p.options}.`,
  short: 'It is too short or too small.',
  long: 'It is too long or too large.',
  key: 'Begin with a small letter and use letters, digits and hyphens only.',
  moment: 'Write a moment such as 2022-04-20T09:12.',
  division: 'Write a division’s code of 2, 4, 6, 9 or 12 digits.',
  subject: 'Write the subject in small letters, such as industry.',
  prefix: 'Write 2 to 8 capital letters or digits, such as JX.',
  zone: 'Write an IANA time zone, such as Asia/Shanghai.',
  format: 'It has the wrong form.',
  day: 'There is no such day or time.',
  endsBefore: 'The end must be later than the start.',
  twice: p => `“${p.key}” is used twice; rename one.`,
  order: p => `It is earlier than the event before it (${p.before}). Put events in order of time.`,
  outside: p => `It lies outside the story’s clock (${p.start} to ${p.end}).`,
  unknownDivision: p => `There is no division ${p.code}.`,
  divisionElsewhere: p =>
    `${p.code} is not in this story. Name it under region.divisions, or use the division of one of its offices or enterprises.`,
  unknownName: p => `There is no ${kinds[p.kind].en} “${p.key}”. There is: ${p.known}.`,
  noneYet: '(none yet)',
  either: 'An actor has office and roles, or an enterprise, or is outside.',
  notAnOfficial: p => `“${p.key}” is not an official and can’t be a liaison officer.`,
  staffOnly: 'This verb is an official’s, who has an account.',
  enterpriseOnly: 'This verb is an enterprise’s, by its link.',
  givesNothing: 'Nothing comes of this event that could be named. Delete “as”.',
  cannotInvent: p => `This can’t be invented: ${p.reason}`,
  unknownFigure: p => `There is no such figure. There are: ${p.known}.`,
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list […]',
  object: 'an object {…}',
  refused: p =>
    `${p.file}:${p.line}  ${p.place}  “${p.verb}” by ${p.who} was refused (${p.code}): ${p.detail} If that is right, add "expectRefusal": "${p.code}".`,
  notRefused: p =>
    `${p.file}:${p.line}  ${p.place}  “${p.verb}” by ${p.who} should have been refused (${p.code}) and was done.`,
  otherRefusal: p =>
    `${p.file}:${p.line}  ${p.place}  “${p.verb}” by ${p.who} should have been refused with ${p.expected} and was refused with ${p.code}: ${p.detail}`,
})
export type Words = ReturnType<typeof texts>
