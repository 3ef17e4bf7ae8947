import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import {
  Button,
  Empty,
  FactList,
  Fetched,
  Forbidden,
  PageHead,
  Panel,
  TextArea,
  useAddress,
  useFormat,
  useViewer,
} from '#platform/ui'
import { Entries } from './audit.tsx'
import { audit } from './clients.ts'
import { usePageTexts } from './words.ts'

/** Who saw one person's values: made when its purpose is written, for that is an entry in the audit itself. */
export function AccessRecordPage() {
  const t = usePageTexts()
  const format = useFormat()
  const viewer = useViewer()
  const { params } = useAddress()
  const id = params.id ?? ''
  const [typed, setTyped] = useState('')
  const [purpose, setPurpose] = useState<string>()
  const [error, setError] = useState<string>()
  const record = useQuery({
    queryKey: ['audit', 'access-record', id],
    queryFn: ({ signal }) => audit.accessRecord({ params: { id } }, { signal }),
    enabled: purpose !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnReconnect: false,
  })
  if (!viewer.roles.includes('auditor')) return <Forbidden>{t.auditorsOnly}</Forbidden>
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (typed.trim().length < 2) setError(t.missing({ field: t.recordPurpose }))
    else setPurpose(typed.trim())
  }
  return (
    <>
      <PageHead
        crumbs={[{ label: t.audit, href: '/audit' }, { label: t.accessRecord }]}
        title={t.accessRecord}
        lead={t.accessRecordLead}
        actions={
          record.data && (
            <Button kind="primary" icon="print" onClick={() => print()}>
              {t.print}
            </Button>
          )
        }
      />
      {purpose === undefined ? (
        <form className="panel form" noValidate onSubmit={submit}>
          <div className="body">
            <TextArea
              name="purpose"
              label={t.recordPurpose}
              hint={t.recordPurposeHint}
              value={typed}
              onChange={setTyped}
              error={error}
              maxLength={200}
              rows={3}
            />
            <Button type="submit" kind="primary">
              {t.makeRecord}
            </Button>
          </div>
        </form>
      ) : (
        <Fetched query={record} what={t.accessRecord}>
          {({ personId, destroyedAt, madeAt, divisions, entries }) => (
            <>
              <Panel title={t.recordHead}>
                <FactList
                  facts={[
                    [
                      t.personId,
                      <span className="code" key="id">
                        {personId}
                      </span>,
                    ],
                    [t.recordPurpose, purpose],
                    [t.madeBy, format.joined([viewer.name, viewer.office.name])],
                    [t.madeAt, format.moment(madeAt)],
                    [t.covers, format.list(divisions)],
                    [t.entriesCount, t.countOf({ count: entries.length })],
                    [t.destroyed, destroyedAt ? format.moment(destroyedAt) : undefined],
                  ]}
                />
              </Panel>
              <br />
              {entries.length === 0 ? (
                <div className="panel">
                  <Empty title={t.nobodyLooked}>{t.nobodyLookedHint}</Empty>
                </div>
              ) : (
                <Entries rows={entries} />
              )}
            </>
          )}
        </Fetched>
      )}
    </>
  )
}
