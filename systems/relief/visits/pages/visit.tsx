import { useQuery } from '@tanstack/react-query'
import {
  FactList,
  Fetched,
  Link,
  LinkButton,
  List,
  Masked,
  MatterColumns,
  Notice,
  PageHead,
  Panel,
  Status,
  useAddress,
  useFormat,
  useViewer,
  Watermark,
} from '#platform/ui'
import { reveal } from '../../pages/calls.ts'
import { kindOf, useWords } from '../../pages/words.ts'
import type { Visit } from '../schema.ts'
import { useVisitTexts, visits } from './calls.ts'

export function VisitPage() {
  const t = useVisitTexts()
  const { params } = useAddress()
  const id = params.id ?? ''
  const view = useQuery({
    queryKey: ['visits', 'one', id],
    queryFn: ({ signal }) => visits.viewVisit({ params: { id } }, { signal }),
  })
  return (
    <>
      {view.data === undefined && (
        <PageHead crumbs={[{ label: t.title, href: '/relief/visits' }]} title={t.visit} />
      )}
      <Fetched query={view} what={t.visit}>
        {visit => <Whole visit={visit} />}
      </Fetched>
    </>
  )
}

function Whole({ visit }: { visit: Visit }) {
  const t = useVisitTexts()
  const words = useWords()
  const format = useFormat()
  const viewer = useViewer()
  const base = `/api/relief/visits/${visit.id}/photos`
  const correct = new URLSearchParams({
    organisation: visit.organisationId,
    name: visit.organisationName,
    corrects: visit.id,
  })
  return (
    <>
      <PageHead
        crumbs={[{ label: t.title, href: '/relief/visits' }, { label: visit.organisationName }]}
        title={visit.organisationName}
        lead={format.joined([t[`how.${visit.how}`], format.moment(visit.occurredAt), visit.officer])}
        actions={
          visit.mayCorrect && <LinkButton href={`/relief/visits/new?${correct}`}>{t.correct}</LinkButton>
        }
      />
      {visit.correctedBy !== null && (
        <Notice
          kind="due"
          actions={<LinkButton href={`/relief/visits/${visit.correctedBy}`}>{t.seeCorrection}</LinkButton>}
        >
          {t.correctedNotice}
        </Notice>
      )}
      <MatterColumns
        facts={
          <Panel title={t.facts}>
            <FactList
              facts={[
                [
                  t.enterprise,
                  <Link key="e" href={`/relief/enterprises/${visit.organisationId}`}>
                    {visit.organisationName}
                  </Link>,
                ],
                [t.place, visit.divisionName],
                [t.who, format.joined([visit.officer, words.office(visit.office, visit.officeEn)])],
                [t.companions, visit.companions],
                [t.production, visit.production === null ? undefined : t[`production.${visit.production}`]],
                [t.promises, visit.promises],
                [t.recordedAt, format.moment(visit.recordedAt)],
                [
                  t.corrects,
                  visit.corrects === null ? undefined : (
                    <Link key="c" href={`/relief/visits/${visit.corrects}`}>
                      {t.seeMistaken}
                    </Link>
                  ),
                ],
              ]}
            />
            {visit.met !== null && (
              <Watermark viewer={viewer.name}>
                <FactList
                  facts={(['name', 'telephone'] as const)
                    .filter(field => visit.met?.[field] !== '')
                    .map(field => [
                      field === 'name' ? t.met : t.metTelephone,
                      <span key={field} className="row tightly">
                        {field === 'name' && visit.metPost}
                        <Masked
                          label={t.met}
                          masked={visit.met?.[field] ?? ''}
                          reveal={purpose => reveal(visit.met?.personId ?? '', field, purpose)}
                        />
                      </span>,
                    ])}
                />
                <p className="faint">{t.personalNote}</p>
              </Watermark>
            )}
          </Panel>
        }
      >
        <div className="stack">
          <Panel title={t.words}>
            <p className="words">{visit.words}</p>
          </Panel>
          {visit.photos.length > 0 && (
            <Panel title={t.photos}>
              <ul className="row">
                {visit.photos.map(photo => (
                  <li key={photo.id}>
                    <a href={`${base}/${photo.id}`} target="_blank" rel="noreferrer">
                      <img
                        src={`${base}/${photo.id}?size=small`}
                        alt={t.openPhoto({ name: photo.name })}
                        height={120}
                        loading="lazy"
                      />
                    </a>
                  </li>
                ))}
              </ul>
            </Panel>
          )}
          {visit.problems.length > 0 && (
            <Panel title={t.problems} flush>
              <List
                items={visit.problems.map(problem => ({
                  id: problem.id,
                  title: <Link href={`/relief/problems/${problem.id}`}>{problem.title}</Link>,
                  badge: <Status kind={kindOf(problem.status)}>{words.status(problem.status)}</Status>,
                  text: problem.number,
                }))}
              />
            </Panel>
          )}
        </div>
      </MatterColumns>
    </>
  )
}
