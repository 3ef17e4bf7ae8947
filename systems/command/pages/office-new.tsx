import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import {
  Button,
  Checkbox,
  Forbidden,
  PageHead,
  Select,
  TextField,
  useAction,
  useAddress,
  useViewer,
} from '#platform/ui'
import { command } from './clients.ts'
import { Failed } from './failed.tsx'
import { officeKinds, subjects, usePageTexts, useWords } from './words.ts'

type NewOffice = Parameters<typeof command.createOffice>[0]['body']

/** An office at a division for a subject, with the prefix of its matters' numbers. */
export function NewOfficePage() {
  const t = usePageTexts()
  const words = useWords()
  const viewer = useViewer()
  const queries = useQueryClient()
  const { go } = useAddress()
  const [typed, setTyped] = useState<Record<string, string>>({ divisionCode: viewer.place.code })
  const [seesSubject, setSeesSubject] = useState(false)
  const [isChecked, setChecked] = useState(false)
  const create = useAction((body: NewOffice, key) => command.createOffice({ body }, { key }))
  const places = useQuery({
    queryKey: ['divisions', 'below', viewer.place.code],
    queryFn: () => command.listDivisions({ query: { parent: viewer.place.code } }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const county = typed.divisionCode ?? ''
  const towns = useQuery({
    queryKey: ['divisions', 'below', county.slice(0, 6)],
    queryFn: () => command.listDivisions({ query: { parent: county.slice(0, 6) } }),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: county.length >= 6 && county !== viewer.place.code,
  })
  if (!viewer.roles.includes('admin')) return <Forbidden>{t.adminsOnly}</Forbidden>
  const labels: Record<string, string> = {
    name: t.officeName,
    nameEn: t.officeNameEn,
    prefix: t.prefix,
    kind: t.officeKind,
    subject: t.subject,
  }
  const missing = Object.keys(labels)
    .filter(name => !typed[name]?.trim())
    .map(name => ({ name, message: t.missing({ field: labels[name] ?? '' }) }))
  const shown = isChecked ? missing : []
  const field = (name: string) => ({
    name,
    label: labels[name] ?? name,
    value: typed[name] ?? '',
    onChange: (value: string) => setTyped({ ...typed, [name]: value }),
    error: shown.find(error => error.name === name)?.message ?? create.errorOf(name),
  })
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    const kind = officeKinds.find(one => one === typed.kind)
    if (missing.length > 0 || !kind) return
    const made = await create.run({
      name: typed.name?.trim() ?? '',
      nameEn: typed.nameEn?.trim() ?? '',
      prefix: typed.prefix?.trim().toUpperCase() ?? '',
      divisionCode: typed.town || county,
      subject: typed.subject ?? '',
      kind,
      seesSubject,
      ...(typed.email?.trim() && { email: typed.email.trim() }),
    })
    if (!made) return
    await queries.invalidateQueries({ queryKey: ['offices'] })
    go('/offices?created=true')
  }
  return (
    <>
      <PageHead
        crumbs={[{ label: t.offices, href: '/offices' }, { label: t.createOffice }]}
        title={t.createOffice}
        lead={t.createOfficeLead({ place: viewer.place.name })}
      />
      <form className="panel form" noValidate onSubmit={event => void submit(event)}>
        <div className="body">
          <Failed tried={create} missing={shown} />
          <TextField {...field('name')} maxLength={60} autoComplete="off" />
          <TextField {...field('nameEn')} hint={t.officeNameEnHint} maxLength={100} autoComplete="off" />
          <Select
            name="divisionCode"
            label={t.place}
            value={county}
            onChange={divisionCode => setTyped({ ...typed, divisionCode, town: '' })}
            error={create.errorOf('divisionCode')}
            options={[
              { value: viewer.place.code, label: viewer.place.name },
              ...(places.data?.rows ?? []).map(place => ({ value: place.code, label: words.named(place) })),
            ]}
          />
          {towns.data && towns.data.rows.length > 0 && (
            <Select
              name="town"
              label={t.town}
              hint={t.townHint}
              value={typed.town ?? ''}
              onChange={town => setTyped({ ...typed, town })}
              isOptional
              options={towns.data.rows.map(place => ({ value: place.code, label: words.named(place) }))}
            />
          )}
          <Select
            {...field('kind')}
            options={officeKinds.map(value => ({ value, label: words.officeKind(value) }))}
          />
          <Select
            {...field('subject')}
            hint={t.subjectHint}
            options={subjects.map(value => ({ value, label: words.subject(value) }))}
          />
          <TextField
            {...field('prefix')}
            hint={t.prefixHint}
            maxLength={8}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
          />
          <TextField
            name="email"
            label={t.email}
            hint={t.emailHint}
            type="email"
            value={typed.email ?? ''}
            onChange={email => setTyped({ ...typed, email })}
            error={create.errorOf('email')}
            isOptional
            autoComplete="off"
          />
          <Checkbox
            name="seesSubject"
            label={t.seesSubject}
            hint={t.seesSubjectHint}
            checked={seesSubject}
            onChange={setSeesSubject}
          />
          <Button type="submit" kind="primary" pending={create.pending}>
            {t.createOffice}
          </Button>
        </div>
      </form>
    </>
  )
}
