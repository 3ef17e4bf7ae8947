import { text } from '#platform/texts'
import type { ChosenColumn, DateForm } from './schema.ts'

/** What an office may put into its ledger 台账, with the usual heads in the usual order. */
export const ledgerTexts = text({
  row: '序号',
  number: '编号',
  title: '事项',
  description: '问题描述',
  enterprise: '企业',
  creditCode: '统一社会信用代码',
  county: '县区',
  place: '属地',
  industry: '行业',
  size: '规模',
  employees: '用工人数',
  lists: '名单',
  category: '类别',
  tier: '层级',
  channel: '来源',
  stopped: '是否停产',
  reporter: '联系人',
  telephone: '联系电话',
  status: '状态',
  isOpen: '是否在办',
  priority: '缓急',
  office: '承办单位',
  officePlace: '承办单位属地',
  owner: '经办人',
  nextStep: '下一步',
  liaison: '联企服务员',
  liaisonOffice: '服务员单位',
  opened: '上报时间',
  accepted: '接单时间',
  due: '期限',
  signed: '提交办结时间',
  confirmed: '确认时间',
  closed: '办结时间',
  daysOpen: '历时（天）',
  overdue: '是否逾期',
  solution: '办理结果',
  outcome: '结果',
  rating: '企业评分',
  confirmedBy: '确认方式',
  returns: '退回次数',
  chased: '催办次数',
  reopened: '重开次数',
})({
  row: 'No.',
  number: 'Number',
  title: 'Matter',
  description: 'Description',
  enterprise: 'Enterprise',
  creditCode: 'Unified social credit code',
  county: 'County',
  place: 'Place',
  industry: 'Industry',
  size: 'Size',
  employees: 'Employees',
  lists: 'Lists',
  category: 'Category',
  tier: 'Tier',
  channel: 'Channel',
  stopped: 'Stopped production',
  reporter: 'Contact',
  telephone: 'Telephone',
  status: 'Status',
  isOpen: 'Open',
  priority: 'Priority',
  office: 'Office',
  officePlace: 'Office’s place',
  owner: 'Officer',
  nextStep: 'Next step',
  liaison: 'Liaison officer',
  liaisonOffice: 'Liaison’s office',
  opened: 'Opened',
  accepted: 'Accepted',
  due: 'Due',
  signed: 'Solution submitted',
  confirmed: 'Confirmed',
  closed: 'Closed',
  daysOpen: 'Days taken',
  overdue: 'Overdue',
  solution: 'Solution',
  outcome: 'Outcome',
  rating: 'Rating',
  confirmedBy: 'Confirmed by',
  returns: 'Times returned',
  chased: 'Times chased',
  reopened: 'Times reopened',
})

export type LedgerColumn = keyof ReturnType<typeof ledgerTexts>
export const ledgerColumns = Object.keys(ledgerTexts('zh-CN')) as LedgerColumn[]

/** How a moment is written: 2022-04-20, 2022-04-20 09:00, 2022年4月20日, 2022/4/20, 2022.4.20. */
export const dateForms = ['dash', 'minutes', 'hanzi', 'slash', 'dot'] as const

/** What an office has that never chose. */
export const usualColumns: ChosenColumn[] = (
  [
    'row',
    'number',
    'enterprise',
    'place',
    'category',
    'title',
    'reporter',
    'telephone',
    'office',
    'owner',
    'status',
    'opened',
    'due',
    'solution',
    'rating',
  ] as const
).map(column => ({ column, head: null }))

/** A moment by the office's habit. */
export function written(at: Date | null, form: DateForm, zone: string): string {
  if (at === null) return ''
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone)
  const { year, month, day } = local
  switch (form) {
    case 'dash':
      return local.toPlainDate().toString()
    case 'minutes':
      return `${local.toPlainDate()} ${local.toPlainTime().toString({ smallestUnit: 'minute' })}`
    case 'hanzi':
      return `${year}年${month}月${day}日`
    case 'slash':
      return `${year}/${month}/${day}`
    case 'dot':
      return `${year}.${month}.${day}`
  }
}
