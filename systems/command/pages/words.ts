import { texts as auditTexts } from '#platform/audit/texts'
import { texts as matterTexts } from '#platform/matter/texts'
import { useLang, useTexts } from '#platform/ui'
import { pageTexts } from '../page-texts.ts'
import type { Role } from '../schema.ts'
import { texts } from '../texts.ts'
import { findKind } from './kinds.ts'

export const usePageTexts = () => useTexts(pageTexts)

export const roles: readonly Role[] = [
  'liaison',
  'handler',
  'leader',
  'supervisor',
  'duty',
  'admin',
  'auditor',
]
export const subjects = [
  'relief',
  'industry',
  'transport',
  'labour',
  'commerce',
  'finance',
  'tax',
  'health',
  'general',
  'duty',
] as const
export const officeKinds = ['task-force', 'bureau', 'town', 'duty'] as const

/** Words by key; an unknown key reads as itself. */
export function useWords() {
  const lang = useLang()
  const own = useTexts(texts) as Record<string, unknown>
  const every = useTexts(matterTexts) as Record<string, unknown>
  const audited = useTexts(auditTexts) as Record<string, unknown>
  const pages = useTexts(pageTexts) as Record<string, unknown>
  const found = (book: Readonly<Record<string, unknown>> | undefined, key: string) => {
    const word = book?.[key]
    return typeof word === 'string' ? word : undefined
  }
  const ofKind = (kind: string, key: string) =>
    found(findKind(kind)?.words(lang), key) ?? found(every, key) ?? key.split('.').at(-1) ?? key
  return {
    role: (role: string) => found(own, `role.${role}`) ?? role,
    officeKind: (kind: string) => found(own, `kind.${kind}`) ?? kind,
    subject: (subject: string) => found(pages, `subject.${subject}`) ?? subject,
    audited: (key: string) => found(audited, key) ?? key,
    /** `account.create`, or what was done with a matter: `problem.accept` */
    deed: (action: string) => {
      const [kind = '', verb = ''] = action.split('.')
      return found(pages, `deed.${action}`) ?? (verb ? ofKind(kind, `action.${verb}`) : action)
    },
    subjectKind: (kind: string) => found(pages, `about.${kind}`) ?? kind,
    personField: (field: string) => found(pages, `personal.${field}`) ?? field,
    status: (row: { kind: string; status: string }) => ofKind(row.kind, `status.${row.status}`),
    next: (row: { kind: string; nextStep: string | null }) =>
      row.nextStep === null ? undefined : ofKind(row.kind, `next.${row.nextStep}`),
    /** the verb on the button that opens a matter */
    verb: (row: { nextStep: string | null }) =>
      (row.nextStep && found(pages, `go.${row.nextStep}`)) || (found(pages, 'open') ?? ''),
    /** the name in the reader's language */
    named: (row: { name: string; nameEn: string }) => (lang === 'en' ? row.nameEn : row.name),
    office: (row: { office: string; officeEn: string }) => (lang === 'en' ? row.officeEn : row.office),
  }
}
