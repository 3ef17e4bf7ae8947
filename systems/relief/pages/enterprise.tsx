import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Button,
  Empty,
  FactList,
  Fetched,
  LinkButton,
  Masked,
  MatterColumns,
  Notice,
  PageHead,
  Panel,
  Table,
  Tag,
  useAction,
  useAddress,
  useFormat,
  useViewer,
  Watermark,
} from '#platform/ui'
import { LifeAbove, LifeBelow, PromisesOf } from '../plans/pages/life.tsx'
import { type EnterpriseView, relief, reveal } from './calls.ts'
import { EnterpriseMore } from './enterprise-more.tsx'
import { Lists, PairDialog } from './enterprises.tsx'
import { dueColumn, numberColumn, officeColumn, statusColumn, titleColumn } from './matter-columns.tsx'
import type { Neighbours } from './neighbours.ts'
import { Qr } from './qr.tsx'
import { shortTitle, usePageTexts, useWords } from './words.ts'

export function useEnterprise() {
  const { params } = useAddress()
  const id = params.id ?? ''
  return useQuery({
    queryKey: ['enterprises', 'one', id],
    queryFn: ({ signal }) => relief.viewEnterprise({ params: { id } }, { signal }),
  })
}

export function EnterprisePage({ neighbours }: { neighbours: Neighbours }) {
  const t = usePageTexts()
  const view = useEnterprise()
  return (
    <>
      {view.data === undefined && (
        <PageHead crumbs={[{ label: t.enterprises, href: '/relief/enterprises' }]} title={t.enterprise} />
      )}
      <Fetched query={view} what={t.enterprise}>
        {data => <Whole view={data} neighbours={neighbours} />}
      </Fetched>
    </>
  )
}

function Whole({
  view: { enterprise, problems },
  neighbours,
}: {
  view: EnterpriseView
  neighbours: Neighbours
}) {
  const t = usePageTexts()
  const words = useWords()
  const format = useFormat()
  const viewer = useViewer()
  const [isPairing, setPairing] = useState(false)
  const [done, setDone] = useState<string>()
  const place =
    enterprise.countyName === null || enterprise.countyName === enterprise.divisionName
      ? enterprise.divisionName
      : `${enterprise.countyName} ${enterprise.divisionName}`
  return (
    <>
      <PageHead
        crumbs={[{ label: t.enterprises, href: '/relief/enterprises' }, { label: enterprise.name }]}
        title={enterprise.name}
        actions={
          <>
            <Button icon="print" onClick={() => print()}>
              {t.print}
            </Button>
            {enterprise.mayReportLink && (
              <LinkButton
                kind="primary"
                icon="plus"
                href={`/relief/report?${new URLSearchParams({ organisation: enterprise.id, name: enterprise.name })}`}
              >
                {t.reportFor}
              </LinkButton>
            )}
          </>
        }
      />
      {done !== undefined && (
        <Notice kind="done" live>
          {done}
        </Notice>
      )}
      <MatterColumns
        facts={
          <Panel title={t.facts}>
            <FactList
              facts={[
                [
                  t.creditCode,
                  <>
                    <span className="keep">{enterprise.creditCode}</span>{' '}
                    {!enterprise.creditCodeOk && <Tag>{t.codeWrong}</Tag>}
                  </>,
                ],
                [
                  t.place,
                  <>
                    {place} <span className="faint">{enterprise.divisionCode}</span>
                  </>,
                ],
                [t.address, enterprise.address],
                [t.industry, words.industry(enterprise.industry)],
                [t.size, enterprise.size === null ? undefined : words.of('size', enterprise.size)],
                [
                  t.employees,
                  enterprise.employees === null ? undefined : (
                    <>
                      {format.figure(enterprise.employees)}
                      <span className="unit">{t.people}</span>
                    </>
                  ),
                ],
                [
                  t.revenue,
                  enterprise.revenueFen === null ? undefined : (
                    <>
                      {format.phrase(Number(BigInt(enterprise.revenueFen) / 100n), 'exact')}
                      {t.yuan}
                    </>
                  ),
                ],
                [
                  t.lists,
                  enterprise.lists.length > 0 ? <Lists key="lists" lists={enterprise.lists} /> : undefined,
                ],
              ]}
            />
            <FactList
              facts={[
                [
                  t.liaison,
                  <span key="l" className="row tightly">
                    <span>
                      {enterprise.liaison ?? <span className="faint">{t.noLiaison}</span>}{' '}
                      {enterprise.liaisonOffice}
                    </span>
                    {(viewer.roles.includes('leader') || viewer.roles.includes('duty')) && (
                      <button type="button" className="link" onClick={() => setPairing(true)}>
                        {t.pair}
                      </button>
                    )}
                  </span>,
                ],
              ]}
            />
            {enterprise.contacts.length === 0 ? (
              <FactList
                facts={[
                  [
                    t.contacts,
                    <span key="none" className="quiet">
                      {t.noContactsHint}
                    </span>,
                  ],
                ]}
              />
            ) : (
              <Watermark viewer={viewer.name}>
                {enterprise.contacts.map(contact => (
                  <FactList
                    key={contact.id}
                    facts={[
                      [
                        t.contact,
                        <span key="name" className="row tightly">
                          {contact.post}
                          <Masked
                            label={t.contact}
                            masked={contact.name}
                            reveal={purpose => reveal(contact.personId, 'name', purpose)}
                          />
                          {contact.isMain && <Tag>{t.mainContact}</Tag>}
                        </span>,
                      ],
                      [
                        t.telephone,
                        <Masked
                          key="t"
                          label={t.telephone}
                          masked={contact.telephone}
                          reveal={purpose => reveal(contact.personId, 'telephone', purpose)}
                        />,
                      ],
                    ]}
                  />
                ))}
                <p className="faint">{t.personalNote}</p>
              </Watermark>
            )}
          </Panel>
        }
      >
        <div className="stack">
          <LifeAbove id={enterprise.id} neighbours={neighbours} />
          <Panel title={t.problemsOf} flush>
            {problems.length === 0 ? (
              <Empty title={t.noProblemsOf}>{t.noProblemsOfHint}</Empty>
            ) : (
              <Table
                caption={t.problemsOf}
                rows={problems}
                idOf={row => row.id}
                nameOf={row => row.number}
                columns={[
                  numberColumn(words.of('column', 'number')),
                  titleColumn(t.problem, '/relief/problems', (row: EnterpriseView['problems'][number]) =>
                    shortTitle(row.title, enterprise.name),
                  ),
                  officeColumn(t.handling),
                  statusColumn(t.state, words.status),
                  dueColumn(t.deadline),
                ]}
              />
            )}
          </Panel>
          <PromisesOf id={enterprise.id} neighbours={neighbours} />
          <EnterpriseMore organisationId={enterprise.id} />
          <LifeBelow id={enterprise.id} neighbours={neighbours} divisionCode={enterprise.divisionCode} />
          {enterprise.mayReportLink && (
            <div className="screen-only">
              <ReportLink id={enterprise.id} name={enterprise.name} />
            </div>
          )}
        </div>
      </MatterColumns>
      {isPairing && (
        <PairDialog
          ids={[enterprise.id]}
          neighbours={neighbours}
          onClose={() => setPairing(false)}
          onDone={setDone}
        />
      )}
    </>
  )
}

export const reportAddress = (secret: string) => `${location.origin}/r/${encodeURIComponent(secret)}`

const linkKey = (id: string) => ['report-links', id]
export const useReportLink = (id: string) =>
  useQuery({
    queryKey: linkKey(id),
    queryFn: ({ signal }) => relief.reportLink({ params: { id } }, { signal }),
  })

function ReportLink({ id, name }: { id: string; name: string }) {
  const t = usePageTexts()
  const queries = useQueryClient()
  const link = useReportLink(id)
  const [isSure, setSure] = useState(false)
  const [isCopied, setCopied] = useState(false)
  const make = useAction((_: null, key) => relief.makeReportLink({ params: { id } }, { key }))
  const renew = async () => {
    if (!(await make.run(null))) return
    setSure(false)
    setCopied(false)
    await queries.invalidateQueries({ queryKey: linkKey(id) })
  }
  return (
    <Panel title={t.reportLink} aside={t.reportLinkHint}>
      <Fetched query={link} what={t.reportLink}>
        {({ secret }) =>
          secret === null ? (
            <>
              <p>{t.noLink}</p>
              <div className="row">
                <Button pending={make.pending} onClick={() => void renew()}>
                  {t.makeLink}
                </Button>
              </div>
            </>
          ) : (
            <div className="row">
              <Qr text={reportAddress(secret)} label={t.qrOf({ name })} size={168} />
              <div className="stack">
                <div className="row">
                  <LinkButton icon="print" href={`/relief/enterprises/${id}/sheet`}>
                    {t.printSheet}
                  </LinkButton>
                  <Button
                    onClick={async () => {
                      await navigator.clipboard.writeText(reportAddress(secret))
                      setCopied(true)
                    }}
                  >
                    {isCopied ? t.copied : t.copyLink}
                  </Button>
                </div>
                {isSure ? (
                  <div className="row">
                    <span>{t.renewSure}</span>
                    <Button kind="danger" pending={make.pending} onClick={() => void renew()}>
                      {t.renewLink}
                    </Button>
                    <Button onClick={() => setSure(false)}>{t.cancel}</Button>
                  </div>
                ) : (
                  <div>
                    <Button kind="plain" onClick={() => setSure(true)}>
                      {t.renewLink}
                    </Button>
                  </div>
                )}
              </div>
            </div>
          )
        }
      </Fetched>
      {make.problem && (
        <Notice kind="overdue" live>
          {make.problem.detail}
        </Notice>
      )}
      {make.isOffline && (
        <Notice kind="due" title={t.submitFailed} live>
          {t.offlineKept}
        </Notice>
      )}
    </Panel>
  )
}
