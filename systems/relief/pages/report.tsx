import { type KeyboardEvent, lazy, Suspense, useRef, useState } from 'react'
import {
  Button,
  Checkbox,
  ComboBox,
  ErrorSummary,
  Link,
  LinkButton,
  MatterColumns,
  type Option,
  PageHead,
  Panel,
  RadioCards,
  Select,
  TextArea,
  TextField,
  useAction,
  useAddress,
  useDraft,
  useViewer,
} from '#platform/ui'
import type { Category, Tier } from '../schema.ts'
import { relief } from './calls.ts'
import { useFormErrors } from './form.tsx'
import { TrackingCode } from './tracking-code.tsx'
import { Unsent } from './unsent.tsx'
import { categories, tiers, usePageTexts, useWords } from './words.ts'

// Beside the form, and not before it: the form is there at once.
const SimilarTo = lazy(() => import('../plans/pages/similar.tsx').then(m => ({ default: m.SimilarTo })))

type Body = Parameters<typeof relief.reportProblem>[0]['body']

/** For a caller, within 30 seconds: enterprise, category, one sentence; Ctrl Enter sends. */
export function ReportPage() {
  const t = usePageTexts()
  const { query } = useAddress()
  const [sent, setSent] = useState<{ id: string; number: string }>()
  const [round, setRound] = useState(0)
  const given = query.organisation
    ? { value: query.organisation, label: query.name ?? query.organisation }
    : undefined
  return (
    <>
      <PageHead
        title={t.reportTitle}
        lead={t.reportLead}
        crumbs={[{ label: t.problems, href: '/relief/problems' }, { label: t.reportTitle }]}
      />
      {sent ? (
        <Panel>
          <div className="receipt" role="status">
            <h2>{t.registered}</h2>
            <p>
              {t.number}
              <span className="figure keep">{sent.number}</span>
              {t.tellCaller}
            </p>
            <p>
              {t.code} <TrackingCode problemId={sent.id} />
            </p>
          </div>
          <div className="row">
            <LinkButton kind="primary" href={`/relief/problems/${sent.id}`}>
              {t.openProblem}
            </LinkButton>
            <Button
              onClick={() => {
                setSent(undefined)
                setRound(round + 1)
              }}
            >
              {t.another}
            </Button>
          </div>
        </Panel>
      ) : (
        <Panel>
          <Form key={round} given={round === 0 ? given : undefined} onSent={setSent} />
        </Panel>
      )}
      <p className="quiet">
        {t.aboutOffice} <Link href="/relief/confidential">{t.inConfidence}</Link>
      </p>
    </>
  )
}

function Form({
  given,
  onSent,
}: {
  given: Option | undefined
  onSent: (sent: { id: string; number: string }) => void
}) {
  const t = usePageTexts()
  const said = useWords()
  const viewer = useViewer()
  const form = useRef<HTMLFormElement>(null)
  const { setOwn, of } = useFormErrors()
  const [words, change, clear] = useDraft('report', {
    organisation: '',
    organisationLabel: '',
    category: '',
    description: '',
    stopped: '',
    contactName: '',
    contactTelephone: '',
    tier: 'county',
    channel: viewer.roles.includes('duty') && !viewer.roles.includes('liaison') ? 'hotline' : 'officer',
  })
  const enterprise =
    words.organisation === '' ? given : { value: words.organisation, label: words.organisationLabel }
  const send = useAction((body: Body, key) => relief.reportProblem({ body }, { key }))
  const submit = async () => {
    const telephone = words.contactTelephone.trim()
    const lacking = [
      ...(enterprise === undefined ? [{ name: 'organisationId', message: t.chooseEnterprise }] : []),
      ...(words.category === '' ? [{ name: 'category', message: t.chooseCategory }] : []),
      ...(words.description.trim() === '' ? [{ name: 'description', message: t.writeWhat }] : []),
      ...(telephone !== '' && telephone.length < 5
        ? [{ name: 'contactTelephone', message: t.telephoneShort }]
        : []),
    ]
    setOwn(lacking)
    if (lacking.length > 0 || enterprise === undefined) return
    const answer = await send.run({
      organisationId: enterprise.value,
      category: words.category as Body['category'],
      description: words.description.trim(),
      stoppedProduction: words.stopped !== '',
      tier: (words.tier || 'county') as Tier,
      channel: (words.channel || 'officer') as Body['channel'],
      ...(words.contactName.trim() !== '' && { contactName: words.contactName.trim() }),
      ...(telephone !== '' && { contactTelephone: telephone }),
    })
    if (answer === undefined) return
    clear()
    onSent(answer)
  }
  const errors = of(send.errors)
  const errorOf = (name: string) => errors.find(error => error.name === name)?.message
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    form.current?.requestSubmit()
  }
  return (
    <form
      ref={form}
      noValidate
      onKeyDown={keys}
      onSubmit={event => {
        event.preventDefault()
        void submit()
      }}
    >
      <ErrorSummary errors={errors} />
      <MatterColumns
        facts={
          <div>
            {' '}
            <ComboBox
              name="organisationId"
              label={t.findEnterprise}
              hint={t.findEnterpriseHint}
              error={errorOf('organisationId')}
              value={enterprise}
              onChange={option =>
                change({ organisation: option?.value ?? '', organisationLabel: option?.label ?? '' })
              }
              find={async typed => {
                if (typed.trim().length < 2) return []
                const { rows } = await relief.listEnterprises({ query: { q: typed.trim(), limit: 8 } })
                return rows.map(row => ({
                  value: row.id,
                  label: row.name,
                  hint: `${row.countyName ?? row.divisionName} ${row.creditCode}`,
                }))
              }}
            />
            <RadioCards
              name="category"
              label={t.category}
              error={errorOf('category')}
              value={words.category}
              onChange={category => change({ category })}
              options={categories.map(category => ({
                value: category,
                label: said.category(category),
                hint: t[`hint.${category}`],
              }))}
            />
          </div>
        }
      >
        <TextArea
          name="description"
          label={t.whatHappened}
          hint={t.whatHappenedHint}
          error={errorOf('description')}
          value={words.description}
          onChange={description => change({ description })}
          rows={4}
          maxLength={4000}
        />
        <Suspense>
          <SimilarTo
            words={words.description}
            category={words.category === '' ? undefined : (words.category as Category)}
            organisationId={enterprise?.value}
            onUse={approach => change({ description: `${words.description.trim()}\n${approach}` })}
          />
        </Suspense>
        <Checkbox
          name="stopped"
          label={t.isStoppedQuestion}
          hint={t.isStoppedHint}
          checked={words.stopped !== ''}
          onChange={on => change({ stopped: on ? 'yes' : '' })}
        />
        <fieldset className="field">
          <legend>{t.contactOptional}</legend>
          <TextField
            name="contactName"
            label={t.contactName}
            error={errorOf('contactName')}
            value={words.contactName}
            onChange={contactName => change({ contactName })}
            maxLength={60}
            isOptional
            autoComplete="off"
          />
          <TextField
            name="contactTelephone"
            label={t.contactTelephone}
            error={errorOf('contactTelephone')}
            value={words.contactTelephone}
            onChange={contactTelephone => change({ contactTelephone })}
            maxLength={30}
            isOptional
            inputMode="tel"
            autoComplete="off"
          />
        </fieldset>
        <Select
          name="tier"
          label={t.tier}
          value={words.tier}
          onChange={tier => change({ tier })}
          options={tiers.map(tier => ({ value: tier, label: said.tier(tier) }))}
        />
        <Select
          name="channel"
          label={t.channel}
          value={words.channel}
          onChange={channel => change({ channel })}
          options={[
            { value: 'officer', label: t['channel.officer'] },
            { value: 'hotline', label: t['channel.hotline'] },
          ]}
        />
        <Unsent of={send} />
        <div className="row">
          <Button kind="primary" type="submit" pending={send.pending}>
            {t.send}
          </Button>
          <span className="faint only-wide">
            <kbd>{t.sendKeys}</kbd>
          </span>
        </div>
      </MatterColumns>
    </form>
  )
}
