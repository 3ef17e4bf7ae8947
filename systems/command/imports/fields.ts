import { type CheckedFields, choiceOf, dateOf, type Reading, type Saying, textOf } from '#platform/sheets'
import { AccountField, OfficeField } from '../import-api.ts'
import { texts } from '../import-texts.ts'
import { AccountName, Role } from '../schema.ts'

/** One row of a list of offices as read. */
export type ListedOffice = {
  prefix: string
  name: string
  nameEn?: string
  division: string
  subject: string
  kind: 'task-force' | 'bureau' | 'town' | 'duty'
  seesSubject?: boolean
  successor?: string
}
/** One row of a list of accounts as read. */
export type ListedAccount = {
  account: string
  displayName: string
  office: string
  roles?: Role[]
  from?: string
  until?: string
}

export const say =
  (code: keyof ReturnType<typeof texts>, values: Record<string, string | number> = {}): Saying =>
  lang => {
    const words: unknown = texts(lang)[code]
    return typeof words === 'function' ? (words as (p: object) => string)(values) : String(words)
  }

const officeNames: Record<OfficeField, string[]> = {
  prefix: ['编号前缀', '前缀', '单位代号', 'prefix'],
  name: ['单位名称', '单位', '机构名称', '名称', 'office', 'name'],
  nameEn: ['英文名称', '单位英文名称', 'english name', 'name in english'],
  division: ['区划代码', '行政区划', '区划', '所属区划', '属地', 'division', 'division code'],
  subject: ['条线', '业务', '业务条线', 'subject'],
  kind: ['类型', '单位类型', 'kind', 'type'],
  seesSubject: ['看全市条线', '查看下级条线', '条线可见', 'sees subject'],
  successor: ['承接单位', '并入单位', '并入', 'successor'],
}
const accountNames: Record<AccountField, string[]> = {
  account: ['账号', '登录名', '用户名', 'account', 'user name'],
  displayName: ['姓名', '显示名称', 'name', 'display name'],
  office: ['单位', '单位名称', '所在单位', '单位前缀', 'office'],
  roles: ['角色', '岗位', '任职', 'roles', 'role'],
  from: ['开始日期', '任职开始', '自', 'from'],
  until: ['结束日期', '任职结束', '至', 'until'],
}
const neededOfOffice: ReadonlySet<OfficeField> = new Set(['prefix', 'name', 'division', 'subject', 'kind'])
const neededOfAccount: ReadonlySet<AccountField> = new Set(['account', 'displayName', 'office'])
const officeColumn = (key: OfficeField) => ({ names: officeNames[key], required: neededOfOffice.has(key) })
const accountColumn = (key: AccountField) => ({
  names: accountNames[key],
  required: neededOfAccount.has(key),
})
export const officeFields = OfficeField.options.map(key => ({ key, ...officeColumn(key) }))
export const accountFields = AccountField.options.map(key => ({ key, ...accountColumn(key) }))

const subjects: Record<string, string[]> = {
  relief: ['助企纾困', '专班', '企业帮扶'],
  general: ['综合', '全面', '乡镇综合'],
  industry: ['工业', '经信', '工业和信息化'],
  transport: ['交通', '交通运输'],
  labour: ['人社', '劳动', '用工', '人力资源'],
  commerce: ['商务'],
  finance: ['金融', '财政'],
  tax: ['税务', '税收'],
  health: ['卫健', '卫生', '健康'],
  duty: ['值班', '总值班'],
}
const subjectByName = new Map(
  Object.entries(subjects).flatMap(([key, names]) => [key, ...names].map(name => [name, key])),
)
function subjectOf(cell: string): Reading<string> {
  const known = subjectByName.get(cell.toLowerCase()) ?? subjectByName.get(cell)
  if (known !== undefined) return { value: known }
  if (/^[a-z][a-z-]{1,29}$/.test(cell)) return { value: cell }
  return { error: { code: 'subject-unknown', say: say('issue.subject-unknown') } }
}

function prefixOf(cell: string): Reading<string> {
  const prefix = cell.normalize('NFKC').trim().toUpperCase()
  if (/^[A-Z0-9]{2,8}$/.test(prefix)) return { value: prefix }
  return { error: { code: 'not-a-prefix', say: say('issue.not-a-prefix') } }
}

const yes = choiceOf({ yes: ['是', '有', '可', '√', 'true', 'y', '1'], no: ['否', '无', 'false', 'n', '0'] })
function flagOf(cell: string): Reading<boolean> {
  const read = yes(cell)
  return 'error' in read ? read : { value: read.value === 'yes' }
}

const roleNames: Record<Role, string[]> = {
  liaison: ['联企服务员', '服务员'],
  handler: ['承办人', '经办人'],
  leader: ['负责人', '领导'],
  supervisor: ['督查员', '督查'],
  duty: ['值班员', '值班'],
  admin: ['管理员'],
  auditor: ['审计员', '审计'],
}
const roleByName = new Map(
  Role.options.flatMap(role => [role, ...roleNames[role]].map(name => [name, role] as const)),
)
function rolesOf(cell: string): Reading<Role[]> {
  const typed = cell.split(/[、，,;；/\s]+/u).filter(name => name !== '')
  const roles = typed.map(name => roleByName.get(name.toLowerCase()))
  const unknown = typed.find((_, i) => roles[i] === undefined)
  if (unknown !== undefined)
    return { error: { code: 'role-unknown', say: say('issue.role-unknown', { role: unknown }) } }
  return { value: [...new Set(roles.filter(role => role !== undefined))] }
}

function accountOf(cell: string): Reading<string> {
  const read = AccountName.safeParse(cell)
  return read.success
    ? { value: read.data }
    : { error: { code: 'not-an-account', say: say('issue.not-an-account') } }
}

export const officeReaders: CheckedFields<ListedOffice> = {
  prefix: { ...officeColumn('prefix'), read: prefixOf },
  name: { ...officeColumn('name'), read: textOf(60) },
  nameEn: { ...officeColumn('nameEn'), read: textOf(120) },
  division: { ...officeColumn('division'), read: textOf(60) },
  subject: { ...officeColumn('subject'), read: subjectOf },
  kind: {
    ...officeColumn('kind'),
    read: choiceOf({
      'task-force': ['专班', '工作专班'],
      bureau: ['部门', '局', '委办局'],
      town: ['乡镇街道', '乡镇', '街道', '镇街'],
      duty: ['值班室', '值班'],
    }),
  },
  seesSubject: { ...officeColumn('seesSubject'), read: flagOf },
  successor: { ...officeColumn('successor'), read: textOf(60) },
}
export const accountReaders: CheckedFields<ListedAccount> = {
  account: { ...accountColumn('account'), read: accountOf },
  displayName: { ...accountColumn('displayName'), read: textOf(60) },
  office: { ...accountColumn('office'), read: textOf(60) },
  roles: { ...accountColumn('roles'), read: rolesOf },
  from: { ...accountColumn('from'), read: dateOf },
  until: { ...accountColumn('until'), read: dateOf },
}
