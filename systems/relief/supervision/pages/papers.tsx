import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Button,
  Empty,
  Fetched,
  FormDialog,
  Link,
  LinkButton,
  PageHead,
  Panel,
  Table,
  TextArea,
  TextField,
  useFormat,
} from '#platform/ui'
import { useWords } from '../../pages/words.ts'
import { supervision, useSupervisionTexts } from './calls.ts'
import { WriteNotice } from './notice.tsx'

type Proposals = Awaited<ReturnType<typeof supervision.proposals>>

/** What supervision puts on paper: what the rule proposes, written notices, circulars, weekly reports. */
export function PapersPage() {
  const t = useSupervisionTexts()
  const words = useWords()
  const format = useFormat()
  const [writing, setWriting] = useState<'notice' | 'circular'>()
  const proposals = useQuery({
    queryKey: ['matters', 'proposals'],
    queryFn: ({ signal }) => supervision.proposals({ query: {} }, { signal }),
  })
  const circulars = useQuery({
    queryKey: ['matters', 'circulars'],
    queryFn: ({ signal }) => supervision.listCirculars({}, { signal }),
  })
  const reports = useQuery({
    queryKey: ['matters', 'week-reports'],
    queryFn: ({ signal }) => supervision.listReports({}, { signal }),
  })
  const mayIssue = proposals.data?.mayIssue
  const close = () => setWriting(undefined)
  return (
    <>
      <PageHead
        crumbs={[{ label: t.back, href: '/relief/supervision' }]}
        title={t.papers}
        actions={
          <>
            <LinkButton href="/api/relief/supervision/report" icon="export" download>
              {t.weekNow}
            </LinkButton>
            {mayIssue && <Button onClick={() => setWriting('circular')}>{t.issue}</Button>}
            {mayIssue && (
              <Button kind="primary" onClick={() => setWriting('notice')}>
                {t.notice}
              </Button>
            )}
          </>
        }
      />
      {writing === 'notice' && <WriteNotice onClose={close} />}
      {writing === 'circular' && proposals.data && (
        <WriteCircular proposals={proposals.data} onClose={close} />
      )}
      <Fetched query={proposals} what={t.proposals}>
        {found => <Due found={found} />}
      </Fetched>
      <Fetched query={circulars} what={t.circulars}>
        {rows => (
          <Panel title={t.circulars}>
            {rows.length === 0 ? (
              <Empty title={t.noCirculars}>{t.noCircularsHint}</Empty>
            ) : (
              <Table
                caption={t.circulars}
                rows={rows}
                idOf={row => row.id}
                nameOf={row => row.number}
                columns={[
                  {
                    id: 'number',
                    head: t.number,
                    tight: true,
                    cell: row => <span className="code">{row.number}</span>,
                  },
                  {
                    id: 'title',
                    head: t.titleField,
                    isTitle: true,
                    cell: row => (
                      <Link className="title" href={`/relief/supervision/circulars/${row.id}`}>
                        {row.title}
                      </Link>
                    ),
                  },
                  { id: 'office', head: t.office, cell: row => words.office(row.office, row.officeEn) },
                  {
                    id: 'cutOff',
                    head: t.cutOff,
                    tight: true,
                    cell: row => format.moment(new Date(row.cutOff)),
                  },
                  {
                    id: 'reads',
                    head: t.reads,
                    numeric: true,
                    cell: row => `${format.figure(row.reads)}/${format.figure(row.offices)}`,
                  },
                ]}
              />
            )}
          </Panel>
        )}
      </Fetched>
      <Fetched query={reports} what={t.reports}>
        {rows => (
          <Panel title={t.reports}>
            {rows.length === 0 ? (
              <Empty title={t.noReports}>{t.noReportsHint}</Empty>
            ) : (
              <Table
                caption={t.reports}
                rows={rows}
                idOf={row => row.id}
                nameOf={row => `${row.place} ${row.weekOn}`}
                columns={[
                  {
                    id: 'week',
                    head: t.week,
                    isTitle: true,
                    cell: row => (
                      <Link className="title" href={`/relief/supervision/reports/${row.id}`}>
                        {row.place} {format.day(`${row.weekOn}T12:00:00Z`)}
                      </Link>
                    ),
                  },
                  {
                    id: 'cutOff',
                    head: t.cutOff,
                    tight: true,
                    cell: row => format.moment(new Date(row.cutOff)),
                  },
                ]}
              />
            )}
          </Panel>
        )}
      </Fetched>
    </>
  )
}

/** What the plain rule proposes, step by step. */
function Due({ found }: { found: Proposals }) {
  const t = useSupervisionTexts()
  const words = useWords()
  const format = useFormat()
  const amount = (step: string) => format.figure(found.steps.find(one => one.step === step)?.amount ?? 0)
  const groups = [
    { title: t.toChase, rule: t.stepHours({ hours: amount('chase') }), rows: found.chase.map(toLine) },
    { title: t.toNotify, rule: t.stepNotice({ days: amount('notice') }), rows: found.notice.map(toLine) },
    {
      title: t.toCircular,
      rule: t.stepCircular({ days: amount('circular') }),
      rows: found.circular.map(one => ({
        id: one.id,
        number: one.number,
        title: one.words,
        href: `/relief/tasks/${one.id}`,
        office: one.office,
        officeEn: one.officeEn,
      })),
    },
  ]
  return groups.map(({ title, rule, rows }) => (
    <Panel key={title} title={`${title} ${format.figure(rows.length)}`} aside={rule}>
      {rows.length === 0 ? (
        <p className="quiet">{t.noneDueHint}</p>
      ) : (
        <Table
          caption={title}
          rows={rows}
          idOf={row => row.id}
          nameOf={row => row.number}
          columns={[
            {
              id: 'number',
              head: t.number,
              tight: true,
              cell: row => <span className="code">{row.number}</span>,
            },
            {
              id: 'title',
              head: t.problem,
              isTitle: true,
              cell: row => (
                <Link className="title" href={row.href}>
                  {row.title}
                </Link>
              ),
            },
            { id: 'office', head: t.office, cell: row => words.office(row.office, row.officeEn) },
          ]}
        />
      )}
    </Panel>
  ))
}

const toLine = (row: Proposals['chase'][number]) => ({
  id: row.id,
  number: row.number,
  title: row.title,
  href: `/relief/problems/${row.id}`,
  office: row.ownerOffice,
  officeEn: row.ownerOfficeEn,
})

/** A circular of all that the rule proposes. */
function WriteCircular({ proposals, onClose }: { proposals: Proposals; onClose: () => void }) {
  const t = useSupervisionTexts()
  const format = useFormat()
  const [title, setTitle] = useState('')
  const [words, setWords] = useState('')
  return (
    <FormDialog
      title={t.issue}
      verb={t.send}
      refresh={['matters']}
      onClose={onClose}
      input={() => ({
        within: proposals.within,
        title: title.trim(),
        words: words.trim(),
        noticeIds: proposals.circular.map(one => one.id),
        officeIds: [],
      })}
      call={(body, key) => supervision.issueCircular({ body }, { key })}
    >
      <p className="quiet">
        {t.toCircular} {format.figure(proposals.circular.length)}
      </p>
      <TextField name="title" label={t.titleField} maxLength={120} value={title} onChange={setTitle} />
      <TextArea name="words" label={t.words} rows={4} maxLength={2000} value={words} onChange={setWords} />
    </FormDialog>
  )
}
