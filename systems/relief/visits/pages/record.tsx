import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import {
  Button,
  Checkbox,
  ComboBox,
  DateField,
  drop,
  ErrorSummary,
  type FieldError,
  Icon,
  keep,
  listKept,
  Notice,
  PageHead,
  Panel,
  RadioCards,
  Select,
  TextArea,
  TextField,
  useAddress,
  useBusinessNow,
  useDraft,
  useFormat,
  useViewer,
} from '#platform/ui'
import { relief } from '../../pages/calls.ts'
import { useMomentOf } from '../../pages/moment-of.ts'
import { categories, useWords } from '../../pages/words.ts'
import { useVisitTexts } from './calls.ts'
import { type Photo, useOutbox, type VisitBody } from './outbox.ts'
import { WaitingVisits } from './waiting.tsx'

const MOST_PHOTOS = 9
const MOST_BYTES = 40 * 1024 * 1024
const MOST_PROBLEMS = 5

type Found = { id: string; category: string; description: string; stopped: boolean }

/** Photographs of a draft stay on this device with its words. */
function useDraftPhotos(name: string) {
  const place = `draft:${name}`
  const [photos, setPhotos] = useState<Photo[]>([])
  useEffect(() => {
    void listKept<File>(place).then(found => setPhotos(found.map(one => ({ id: one.id, file: one.value }))))
  }, [place])
  return {
    photos,
    async add(files: Iterable<File>) {
      for (const file of files) {
        const id = crypto.randomUUID()
        await keep({ id, place, value: file }).catch(() => undefined)
        setPhotos(current => [...current, { id, file }])
      }
    },
    async remove(id: string) {
      await drop(id).catch(() => undefined)
      setPhotos(current => current.filter(photo => photo.id !== id))
    },
    async clear() {
      for (const photo of photos) await drop(photo.id).catch(() => undefined)
      setPhotos([])
    },
  }
}

/** Records a visit, with or without a connection: kept on the device first, then sent. */
export function RecordVisitPage() {
  const t = useVisitTexts()
  const said = useWords()
  const format = useFormat()
  const viewer = useViewer()
  const now = useBusinessNow()
  const momentOf = useMomentOf()
  const { query, go } = useAddress()
  const outbox = useOutbox(viewer.id)
  const name = `visit.${viewer.id}.${query.corrects ?? query.organisation ?? ''}`
  const [words, change, clear] = useDraft(name, {
    organisation: query.organisation ?? '',
    organisationLabel: query.name ?? '',
    when: '',
    how: 'on-site',
    companions: '',
    metName: '',
    metTelephone: '',
    metPost: '',
    words: '',
    production: '',
    productionSince: '',
    promises: '',
    problems: '[]',
  })
  const draft = useDraftPhotos(name)
  const [errors, setErrors] = useState<FieldError[]>([])
  const [isFull, setFull] = useState(false)
  // Who came from the enterprise's page brought its id; without a connection the id does.
  const enterprise = useQuery({
    queryKey: ['enterprises', 'one', words.organisation],
    queryFn: ({ signal }) => relief.viewEnterprise({ params: { id: words.organisation } }, { signal }),
    enabled: words.organisation !== '' && words.organisationLabel === '',
  })
  const label = words.organisationLabel || (enterprise.data?.enterprise.name ?? '')
  const problems = JSON.parse(words.problems) as Found[]
  const setProblem = (id: string, changed: Partial<Found>) =>
    change({
      problems: JSON.stringify(problems.map(one => (one.id === id ? { ...one, ...changed } : one))),
    })
  const errorOf = (field: string) => errors.find(error => error.name === field)?.message
  const when = words.when || `${format.dayKey(now)}T${format.time(now)}`

  const submit = async () => {
    const lacking: FieldError[] = [
      ...(words.organisation === '' ? [{ name: 'organisationId', message: t.chooseEnterprise }] : []),
      ...(words.words.trim() === '' ? [{ name: 'words', message: t.writeWords }] : []),
      ...problems.flatMap((one, i) => [
        ...(one.category === '' ? [{ name: `problem-${i}-category`, message: t.chooseCategory }] : []),
        ...(one.description.trim() === '' ? [{ name: `problem-${i}`, message: t.writeProblem }] : []),
      ]),
    ]
    setErrors(lacking)
    if (lacking.length > 0) return
    const optional = (key: 'companions' | 'metName' | 'metTelephone' | 'metPost' | 'promises') =>
      words[key].trim() === '' ? {} : { [key]: words[key].trim() }
    const body: VisitBody = {
      id: crypto.randomUUID(),
      organisationId: words.organisation,
      occurredAt: momentOf(when),
      how: words.how as VisitBody['how'],
      words: words.words.trim(),
      ...optional('companions'),
      ...optional('metName'),
      ...optional('metTelephone'),
      ...optional('metPost'),
      ...optional('promises'),
      ...(words.production !== '' && {
        production: words.production as NonNullable<VisitBody['production']>,
        ...(words.productionSince !== '' && { productionSince: momentOf(words.productionSince) }),
      }),
      problems: problems.map(one => ({
        category: one.category as NonNullable<VisitBody['problems']>[number]['category'],
        description: one.description.trim(),
        stoppedProduction: one.stopped,
      })),
      ...(query.corrects && { corrects: query.corrects }),
    }
    try {
      await outbox.put({ body, label, photos: draft.photos })
    } catch {
      return setFull(true)
    }
    clear()
    await draft.clear()
    go('/relief/visits')
  }

  return (
    <>
      <PageHead
        crumbs={[{ label: t.title, href: '/relief/visits' }, { label: t.record }]}
        title={label === '' ? t.record : t.recordFor({ name: label })}
      />
      <WaitingVisits />
      {query.corrects && <Notice kind="due">{t.correcting}</Notice>}
      <Panel>
        <form
          noValidate
          onSubmit={event => {
            event.preventDefault()
            void submit()
          }}
        >
          <ErrorSummary errors={errors} />
          {query.organisation === undefined && (
            <ComboBox
              name="organisationId"
              label={t.enterprise}
              hint={t.findEnterpriseHint}
              error={errorOf('organisationId')}
              value={
                words.organisation === ''
                  ? undefined
                  : { value: words.organisation, label: words.organisationLabel }
              }
              onChange={option =>
                change({ organisation: option?.value ?? '', organisationLabel: option?.label ?? '' })
              }
              find={async typed => {
                if (typed.trim().length < 2) return []
                const { rows } = await relief.listEnterprises({ query: { q: typed.trim(), limit: 8 } })
                return rows.map(row => ({ value: row.id, label: row.name, hint: row.divisionName }))
              }}
            />
          )}
          <RadioCards
            name="how"
            label={t.how}
            value={words.how}
            onChange={how => change({ how })}
            options={[
              { value: 'on-site', label: t['how.on-site'] },
              { value: 'telephone', label: t['how.telephone'] },
            ]}
          />
          <DateField
            name="when"
            label={t.when}
            withTime
            value={when}
            onChange={value => change({ when: value })}
          />
          <TextArea
            name="words"
            label={t.words}
            hint={t.wordsHint}
            error={errorOf('words')}
            value={words.words}
            onChange={value => change({ words: value })}
            rows={4}
            maxLength={4000}
          />
          <RadioCards
            name="production"
            label={t.production}
            hint={t.productionHint}
            isOptional
            value={words.production}
            onChange={production => change({ production })}
            options={(['running', 'partly', 'stopped'] as const).map(value => ({
              value,
              label: t[`production.${value}`],
            }))}
          />
          {words.production !== '' && (
            <DateField
              name="productionSince"
              label={t.productionSince}
              hint={t.productionSinceHint}
              isOptional
              withTime
              latest={when}
              value={words.productionSince}
              onChange={productionSince => change({ productionSince })}
            />
          )}
          <Photos draft={draft} />
          {problems.map((problem, i) => (
            <fieldset className="field" key={problem.id}>
              <legend>{t.problemAt({ no: format.figure(i + 1) })}</legend>
              <Select
                name={`problem-${i}-category`}
                label={t.category}
                error={errorOf(`problem-${i}-category`)}
                value={problem.category}
                onChange={category => setProblem(problem.id, { category })}
                options={categories.map(value => ({ value, label: said.category(value) }))}
              />
              <TextArea
                name={`problem-${i}`}
                label={t.description}
                error={errorOf(`problem-${i}`)}
                value={problem.description}
                onChange={description => setProblem(problem.id, { description })}
                rows={3}
                maxLength={4000}
              />
              <Checkbox
                name={`problem-${i}-stopped`}
                label={t.stopped}
                checked={problem.stopped}
                onChange={stopped => setProblem(problem.id, { stopped })}
              />
              <Button
                kind="plain"
                onClick={() =>
                  change({ problems: JSON.stringify(problems.filter(one => one.id !== problem.id)) })
                }
              >
                {t.removeProblem}
              </Button>
            </fieldset>
          ))}
          {problems.length < MOST_PROBLEMS && (
            <div className="field">
              <Button
                icon="plus"
                onClick={() =>
                  change({
                    problems: JSON.stringify([
                      ...problems,
                      { id: crypto.randomUUID(), category: '', description: '', stopped: false },
                    ]),
                  })
                }
              >
                {t.addProblem}
              </Button>
            </div>
          )}
          <TextArea
            name="promises"
            label={t.promises}
            hint={t.promisesHint}
            isOptional
            value={words.promises}
            onChange={promises => change({ promises })}
            rows={2}
            maxLength={1000}
          />
          {(
            [
              ['metName', 60],
              ['metPost', 60],
              ['metTelephone', 30],
              ['companions', 200],
            ] as const
          ).map(([field, most]) => (
            <TextField
              key={field}
              name={field}
              label={t[field]}
              isOptional
              value={words[field]}
              onChange={value => change({ [field]: value })}
              maxLength={most}
              autoComplete="off"
              {...(field === 'metTelephone' && { inputMode: 'tel' as const })}
            />
          ))}
          {isFull && (
            <Notice kind="overdue" live>
              {t.noRoom}
            </Notice>
          )}
          <div className="row">
            <Button kind="primary" type="submit" big wide>
              {t.send}
            </Button>
          </div>
        </form>
      </Panel>
    </>
  )
}

function Photos({ draft }: { draft: ReturnType<typeof useDraftPhotos> }) {
  const t = useVisitTexts()
  const format = useFormat()
  const [left, setLeft] = useState<string[]>([])
  const choose = (files: readonly File[]) => {
    const fit = files.filter(file => file.size <= MOST_BYTES).slice(0, MOST_PHOTOS - draft.photos.length)
    setLeft(files.filter(file => !fit.includes(file)).map(file => file.name))
    void draft.add(fit)
  }
  return (
    <div className="field">
      <label htmlFor="photos">{t.photos}</label>
      <p className="hint">{t.photosHint}</p>
      {draft.photos.length < MOST_PHOTOS && (
        <div className="upload">
          <input
            type="file"
            id="photos"
            className="visually-hidden"
            accept="image/*"
            multiple
            onChange={event => {
              choose([...(event.target.files ?? [])])
              event.target.value = ''
            }}
          />
          <Icon name="file" />
          <span className="pick-file">{t.takePhoto}</span>
        </div>
      )}
      {left.length > 0 && (
        <Notice kind="overdue" live>
          {t.photosLeft({ names: format.list(left) })}
        </Notice>
      )}
      {draft.photos.length > 0 && (
        <ul className="sending">
          {draft.photos.map(({ id, file }) => (
            <li key={id}>
              <span>{file.name}</span> <small className="faint">{format.size(file.size)}</small>
              <button
                type="button"
                className="icon-button"
                aria-label={t.removePhoto({ name: file.name })}
                onClick={() => void draft.remove(id)}
              >
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
