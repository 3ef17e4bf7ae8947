import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { texts as noticeTexts } from '#platform/notices/texts'
import {
  Button,
  Empty,
  ErrorSummary,
  Fetched,
  Link,
  Masked,
  Notice,
  PageHead,
  Panel,
  RadioCards,
  Status,
  TextArea,
  useAction,
  useFormat,
  useTexts,
  useViewer,
  Watermark,
} from '#platform/ui'
import { audit, type DueCall, notices } from './clients.ts'
import { usePageTexts } from './words.ts'

const outcomes = ['reached', 'no-answer', 'wrong-number', 'refused'] as const
type Outcome = (typeof outcomes)[number]

/** Whom my office has to telephone, oldest first, and the record of each call. */
export function CallListPage() {
  const t = usePageTexts()
  const said = useTexts(noticeTexts)
  const [openId, setOpenId] = useState<string>()
  const [recorded, setRecorded] = useState<string>()
  const due = useQuery({
    queryKey: ['calls', 'due'],
    queryFn: ({ signal }) => notices.dueCalls({ query: { limit: 100 } }, { signal }),
  })
  return (
    <>
      <PageHead
        title={
          due.data
            ? due.data.total === 0
              ? said['no-calls']
              : t.callsTitleCount({ count: due.data.total })
            : said['due-calls']
        }
        lead={t.callsLead}
      />
      {recorded !== undefined && (
        <Notice kind="done" live title={t.callRecorded}>
          {recorded}
        </Notice>
      )}
      <Fetched query={due} what={said['due-calls']}>
        {({ rows, total }) =>
          rows.length === 0 ? (
            <div className="panel">
              <Empty title={said['no-calls']}>{t.noCallsHint}</Empty>
            </div>
          ) : (
            <>
              <ul className="stack">
                {rows.map(row => (
                  <li key={row.messageId}>
                    <Call
                      row={row}
                      isOpen={openId === row.messageId}
                      onToggle={() => setOpenId(openId === row.messageId ? undefined : row.messageId)}
                      onDone={outcome => {
                        setOpenId(undefined)
                        setRecorded(
                          t.callDone({ number: row.matterNumber ?? '', outcome: said[`outcome.${outcome}`] }),
                        )
                      }}
                    />
                  </li>
                ))}
              </ul>
              {total > rows.length && <p className="faint">{t.callsMore({ count: total - rows.length })}</p>}
            </>
          )
        }
      </Fetched>
    </>
  )
}

function Call({
  row,
  isOpen,
  onToggle,
  onDone,
}: {
  row: DueCall
  isOpen: boolean
  onToggle: () => void
  onDone: (outcome: Outcome) => void
}) {
  const t = usePageTexts()
  const said = useTexts(noticeTexts)
  const format = useFormat()
  const viewer = useViewer()
  return (
    <Panel
      title={row.matterTitle ?? row.matterNumber ?? t.aPerson}
      aside={
        row.tries === 0 ? (
          t.since({ at: format.moment(row.since) })
        ) : (
          <Status kind="due">
            {t.tried({
              count: row.tries,
              outcome: row.lastOutcome ? said[`outcome.${row.lastOutcome}`] : '',
            })}
          </Status>
        )
      }
    >
      <p>{t.sayThis({ text: row.text })}</p>
      <p className="faint">
        {format.joined([row.matterNumber, t.since({ at: format.moment(row.since) })])}{' '}
        {row.matterId && <Link href={`/matters/${row.matterId}`}>{t.openMatter}</Link>}
      </p>
      <Watermark viewer={viewer.name}>
        <dl className="facts">
          <dt>{t.telephone}</dt>
          <dd>
            <Masked
              label={t.telephone}
              masked="••••••••"
              reveal={async purpose => {
                const values = await audit.reveal({
                  params: { id: row.personId },
                  body: { fields: ['telephone'], purpose },
                })
                return values.telephone ?? t.noTelephone
              }}
            />
          </dd>
          <dt>{t.contact}</dt>
          <dd>
            <Masked
              label={t.contact}
              masked="•••"
              reveal={async purpose => {
                const values = await audit.reveal({
                  params: { id: row.personId },
                  body: { fields: ['name'], purpose },
                })
                return values.name ?? t.noName
              }}
            />
          </dd>
        </dl>
      </Watermark>
      {isOpen ? (
        <Record row={row} onCancel={onToggle} onDone={onDone} />
      ) : (
        <p>
          <Button icon="phone" onClick={onToggle}>
            {said['record-call']}
            <span className="visually-hidden"> {row.matterNumber}</span>
          </Button>
        </p>
      )}
    </Panel>
  )
}

function Record({
  row,
  onCancel,
  onDone,
}: {
  row: DueCall
  onCancel: () => void
  onDone: (outcome: Outcome) => void
}) {
  const t = usePageTexts()
  const said = useTexts(noticeTexts)
  const queries = useQueryClient()
  const [outcome, setOutcome] = useState('')
  const [note, setNote] = useState('')
  const [missing, setMissing] = useState<string>()
  const record = useAction((body: { outcome: Outcome; note?: string }, key) =>
    notices.recordCall(
      {
        body: {
          direction: 'made',
          messageId: row.messageId,
          personId: row.personId,
          ...(row.matterId && { matterId: row.matterId }),
          ...body,
        },
      },
      { key },
    ),
  )
  const name = `outcome-${row.messageId}`
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const chosen = outcomes.find(one => one === outcome)
    setMissing(chosen ? undefined : t.chooseOutcome)
    if (!chosen) return
    if (!(await record.run({ outcome: chosen, ...(note.trim() && { note: note.trim() }) }))) return
    await queries.invalidateQueries({ queryKey: ['calls'] })
    onDone(chosen)
  }
  return (
    <form onSubmit={event => void submit(event)}>
      <ErrorSummary errors={missing ? [{ name, message: missing }] : record.errors} />
      {((record.problem && record.errors.length === 0) || record.isOffline) && (
        <Notice kind="overdue" live title={t.notSaved}>
          {record.problem?.detail ?? t.offlineTryAgain}
        </Notice>
      )}
      <RadioCards
        name={name}
        label={said.outcome}
        value={outcome}
        onChange={setOutcome}
        error={missing}
        options={outcomes.map(value => ({ value, label: said[`outcome.${value}`] }))}
      />
      <TextArea
        name={`note-${row.messageId}`}
        label={said.note}
        value={note}
        onChange={setNote}
        maxLength={500}
        rows={3}
        isOptional
      />
      <div className="row">
        <Button type="submit" kind="primary" pending={record.pending}>
          {said['record-call']}
        </Button>
        <Button onClick={onCancel}>{t.cancel}</Button>
      </div>
    </form>
  )
}
