import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import {
  Button,
  Forbidden,
  Link,
  Notice,
  type Option,
  PageHead,
  Select,
  TextField,
  useAction,
  useViewer,
} from '#platform/ui'
import type { Role } from '../schema.ts'
import { type CodeSheet, command } from './clients.ts'
import { CodePaper } from './code-sheet.tsx'
import { Failed } from './failed.tsx'
import { OfficeFinder } from './finders.tsx'
import { roles, usePageTexts, useWords } from './words.ts'

type NewOfficial = { name: string; displayName: string; officeId: string }

/** Account, first role and the sheet with the code in one go; what was done stays done if a later step is refused. */
export function NewAccountPage() {
  const t = usePageTexts()
  const words = useWords()
  const viewer = useViewer()
  const queries = useQueryClient()
  const [displayName, setDisplayName] = useState('')
  const [name, setName] = useState('')
  const [office, setOffice] = useState<Option>()
  const [role, setRole] = useState('')
  const [createdId, setCreatedId] = useState<string>()
  const [hasRole, setHasRole] = useState(false)
  const [given, setGiven] = useState<CodeSheet>()
  const [isChecked, setChecked] = useState(false)
  const create = useAction((body: NewOfficial, key) => command.createAccount({ body }, { key }))
  const grant = useAction(({ id, ...body }: { id: string; role: Role; officeId: string }, key) =>
    command.grantRole({ params: { id }, body }, { key }),
  )
  const issue = useAction((id: string, key) => command.issueCode({ params: { id } }, { key }))
  if (!viewer.roles.includes('admin')) return <Forbidden>{t.adminsOnly}</Forbidden>
  const missing = [
    ...(displayName.trim() ? [] : [{ name: 'displayName', message: t.missing({ field: t.person }) }]),
    ...(name.trim() ? [] : [{ name: 'name', message: t.missing({ field: t.accountName }) }]),
    ...(office?.value ? [] : [{ name: 'officeId', message: t.missing({ field: t.office }) }]),
  ]
  const shown = isChecked ? missing : []
  const errorOf = (field: string) =>
    shown.find(error => error.name === field)?.message ?? create.errorOf(field)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (missing.length > 0 || !office) return
    const id =
      createdId ??
      (await create.run({ name: name.trim(), displayName: displayName.trim(), officeId: office.value }))?.id
    if (!id) return
    setCreatedId(id)
    const wanted = roles.find(one => one === role)
    if (wanted && !hasRole) {
      if (!(await grant.run({ id, role: wanted, officeId: office.value }))) return
      setHasRole(true)
    }
    const sheet = await issue.run(id)
    if (sheet) setGiven(sheet)
    await queries.invalidateQueries({ queryKey: ['accounts'] })
  }
  const crumbs = [{ label: t.accounts, href: '/accounts' }, { label: t.createAccount }]
  if (given && office) {
    return (
      <>
        <PageHead
          crumbs={crumbs}
          title={t.accountCreated({ person: displayName.trim() })}
          lead={<Link href={`/accounts/${createdId}`}>{t.openAccount}</Link>}
        />
        <CodePaper
          given={given}
          person={displayName.trim()}
          account={name.trim().toLowerCase()}
          office={office.label}
        />
      </>
    )
  }
  const tried = create.problem || create.isOffline ? create : grant.problem || grant.isOffline ? grant : issue
  return (
    <>
      <PageHead crumbs={crumbs} title={t.createAccount} lead={t.createLead} />
      <form className="panel form" noValidate onSubmit={event => void submit(event)}>
        <div className="body">
          {createdId && (
            <Notice kind="due" live title={t.halfDone}>
              {t.halfDoneHint}
            </Notice>
          )}
          <Failed tried={tried} missing={shown} />
          <TextField
            name="displayName"
            label={t.person}
            hint={t.personHint}
            value={displayName}
            onChange={setDisplayName}
            error={errorOf('displayName')}
            maxLength={60}
            autoComplete="off"
          />
          <TextField
            name="name"
            label={t.accountName}
            hint={t.accountNameHint}
            value={name}
            onChange={setName}
            error={errorOf('name')}
            maxLength={60}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
          <OfficeFinder
            name="officeId"
            label={t.office}
            hint={t.officeHint}
            within={viewer.place.code}
            value={office}
            onChange={setOffice}
            error={errorOf('officeId')}
          />
          <Select
            name="role"
            label={t.role}
            hint={t.roleHint}
            value={role}
            onChange={setRole}
            isOptional
            options={roles.map(value => ({ value, label: words.role(value) }))}
          />
          <Button type="submit" kind="primary" pending={create.pending || grant.pending || issue.pending}>
            {t.createAndPrint}
          </Button>
        </div>
      </form>
    </>
  )
}
