import { type CheckedFields, choiceOf, integerOf, type Reading, type Saying, textOf } from '#platform/sheets'
import { industries } from '#region/industries'
import { ImportField } from '../import-api.ts'
import { texts } from '../import-texts.ts'

/** One row of an enterprise list as read: what the file says, not yet what the register makes of it. */
export type ListedEnterprise = {
  creditCode: string
  name: string
  division: string
  address?: string
  industry?: string
  size?: 'large' | 'medium' | 'small' | 'micro'
  employees?: number
  /** yearly, in fen, as decimal digits */
  revenue?: string
  contactName?: string
  contactPost?: string
  contactTelephone?: string
  officer?: string
  officerOffice?: string
  lists?: string[]
}

export const say =
  (code: keyof ReturnType<typeof texts>, values: Record<string, string | number> = {}): Saying =>
  lang => {
    const words: unknown = texts(lang)[code]
    return typeof words === 'function' ? (words as (p: object) => string)(values) : String(words)
  }

/** The names that a field's column goes by in the lists that offices keep. */
const names: Record<ImportField, string[]> = {
  creditCode: [
    '统一社会信用代码',
    '信用代码',
    '社会信用代码',
    '统一信用代码',
    'credit code',
    'unified social credit code',
  ],
  name: ['企业名称', '单位名称', '公司名称', '企业', '名称', 'enterprise', 'company', 'name'],
  division: [
    '乡镇街道',
    '所属乡镇',
    '所属镇街',
    '镇街道',
    '所在地',
    '属地',
    '行政区划',
    '区划代码',
    'division',
    'town',
    'division code',
  ],
  address: ['地址', '详细地址', '企业地址', '生产经营地址', '注册地址', 'address'],
  industry: ['行业', '所属行业', '行业代码', '行业大类', 'industry'],
  size: ['企业规模', '规模', '规模类型', '企业划型', 'size'],
  employees: ['从业人数', '职工人数', '员工人数', '员工数', '从业人员', 'employees'],
  revenue: ['营业收入', '年营业收入', '营收', '主营业务收入', '产值', 'revenue', 'turnover'],
  contactName: ['联系人', '企业联系人', '联络员', '联系人姓名', 'contact', 'contact name'],
  contactPost: ['联系人职务', '职务', 'post', 'position'],
  contactTelephone: ['联系电话', '联系方式', '手机', '手机号码', '电话', 'telephone', 'phone', 'mobile'],
  officer: [
    '联企服务员',
    '服务员',
    '联企干部',
    '驻企干部',
    '服务员账号',
    '服务专员',
    'liaison officer',
    'officer',
  ],
  officerOffice: ['服务员单位', '联企单位', '联企部门', '服务单位', 'officer office', 'liaison office'],
  lists: ['名单', '所属名单', '企业名单', '类别', 'list', 'lists'],
}

const required: ReadonlySet<ImportField> = new Set(['creditCode', 'name', 'division'])

export const sheetFields = ImportField.options.map(key => ({
  key,
  names: names[key],
  required: required.has(key),
}))
/** A unit may stand in the column's name: 营业收入（万元）. */
export const knownNames = [
  ...Object.values(names).flat(),
  ...names.revenue.flatMap(name => ['元', '万元', '亿元'].map(unit => `${name}${unit}`)),
]

const units = {
  元: 100n,
  千元: 100_000n,
  万元: 1_000_000n,
  百万元: 100_000_000n,
  亿元: 10_000_000_000n,
} as const
export type RevenueUnit = keyof typeof units

/** The unit that a column's name tells; undefined where it tells none. */
export function unitOf(columnName: string): RevenueUnit | undefined {
  return (['百万元', '亿元', '万元', '千元', '元'] as const).find(unit =>
    columnName.normalize('NFKC').includes(unit),
  )
}

/** An amount of money with up to six decimals, in fen as digits; the cell's own unit goes before the column's. */
export function moneyOf(unit: RevenueUnit): (cell: string) => Reading<string> {
  return cell => {
    const match = /^(\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.(\d{1,12}))?\s*(百万|[万亿千])?元?$/.exec(
      cell.normalize('NFKC'),
    )
    if (match === null) return { error: { code: 'not-an-amount', say: say('issue.not-an-amount') } }
    const [, whole = '', fraction = '', own] = match
    const scale =
      own === undefined ? (/元$/.test(cell) ? units.元 : units[unit]) : units[`${own}元` as RevenueUnit]
    const digits = BigInt(whole.replaceAll(',', '') + fraction.padEnd(12, '0'))
    const fen = (digits * scale + 500_000_000_000n) / 1_000_000_000_000n
    if (fen > 9_000_000_000_000_000_000n)
      return { error: { code: 'not-an-amount', say: say('issue.not-an-amount') } }
    return { value: String(fen) }
  }
}

const industryKey = (name: string) =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s、，,和及]/gu, '')
const industryByName = new Map(
  industries.flatMap(({ code, zh, en }) =>
    [code, code.slice(1), zh, zh.replace(/业$/, ''), `${code}${zh}`, en].map(name => [
      industryKey(name),
      code,
    ]),
  ),
)

/** The code of GB/T 4754 where one of its names or codes stands; else what stands there, with a warning. */
function industryOf(cell: string): Reading<string> {
  const code = industryByName.get(industryKey(cell))
  if (code !== undefined) return { value: code }
  const read = textOf(60)(cell)
  if ('error' in read || /^[A-T]\d{2,4}$/.test(cell)) return read
  return { ...read, warning: { code: 'industry-unknown', say: say('issue.industry-unknown') } }
}

const listNames: Record<string, string> = {
  百强: 'top100',
  百强企业: 'top100',
  重点百家: 'top100',
  重点企业: 'top100',
  规上: 'above-scale',
  规上企业: 'above-scale',
  规上工业企业: 'above-scale',
  规模以上: 'above-scale',
  规模以上工业企业: 'above-scale',
}

function listsOf(cell: string): Reading<string[]> {
  const read = textOf(200)(cell)
  if ('error' in read) return read
  const lists = cell
    .split(/[、，,;；\n]/)
    .map(name => name.trim())
    .filter(name => name !== '')
  if (lists.some(name => [...name].length > 60))
    return { error: { code: 'too-long', say: say('issue.list-too-long') } }
  return { value: [...new Set(lists.map(name => listNames[name] ?? name))].sort() }
}

/** What reads the cells of each field; the unit of revenue comes from its column. */
export function readersOf(unit: RevenueUnit): CheckedFields<ListedEnterprise> {
  const nameOf = (key: ImportField) => ({ names: names[key], required: required.has(key) })
  return {
    creditCode: { ...nameOf('creditCode'), read: textOf(40) },
    name: { ...nameOf('name'), read: textOf(120) },
    division: { ...nameOf('division'), read: textOf(60) },
    address: { ...nameOf('address'), read: textOf(200) },
    industry: { ...nameOf('industry'), read: industryOf },
    size: {
      ...nameOf('size'),
      read: choiceOf({
        large: ['大型', '大', '大型企业', 'L'],
        medium: ['中型', '中', '中型企业', 'M'],
        small: ['小型', '小', '小型企业', 'S'],
        micro: ['微型', '微', '微型企业', 'XS'],
      }),
    },
    employees: { ...nameOf('employees'), read: integerOf(0, 10_000_000) },
    revenue: { ...nameOf('revenue'), read: moneyOf(unit) },
    contactName: { ...nameOf('contactName'), read: textOf(60) },
    contactPost: { ...nameOf('contactPost'), read: textOf(60) },
    contactTelephone: { ...nameOf('contactTelephone'), read: textOf(30) },
    officer: { ...nameOf('officer'), read: textOf(120) },
    officerOffice: { ...nameOf('officerOffice'), read: textOf(60) },
    lists: { ...nameOf('lists'), read: listsOf },
  }
}
