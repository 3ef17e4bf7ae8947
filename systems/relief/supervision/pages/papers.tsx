import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Button,
  Empty,
  Fetched,
  FormDialog,
  LinkButton,
  PageHead,
  Panel,
  Table,
  TextArea,
  TextField,
  useFormat,
} from '#platform/ui'
import { numberColumn, officeColumn, titleColumn } from '../../pages/matter-columns.tsx'
import { useWords } from '../../pages/words.ts'
import type { Step } from '../schema.ts'
import { type Proposals, supervision, useSupervisionTexts } from './calls.ts'
import { WriteNotice } from './notice.tsx'
import { RulePanel, SetRule } from './rule.tsx'

/** What supervision puts on paper: what the rule proposes, written notices, circulars, weekly reports. */
export function PapersPage() {
  const t = useSupervisionTexts()
  const words = useWords()
  const format = useFormat()
  const [writing, setWriting] = useState<'notice' | 'circular' | 'rule'>()
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
      {writing === 'rule' && proposals.data && <SetRule found={proposals.data} onClose={close} />}
      <div className="stack">
        <Fetched query={proposals} what={t.proposals}>
          {found => (
            <div className="stack">
              <RulePanel found={found} onSet={() => setWriting('rule')} />
              <Due found={found} />
            </div>
          )}
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
                    numberColumn(t.number),
                    titleColumn(
                      t.titleField,
                      '/relief/supervision/circulars',
                      (row: { id: string; title: string }) => row.title,
                    ),
                    {
                      id: 'office',
                      head: t.office,
                      tight: true,
                      cell: row => words.office(row.office, row.officeEn),
                    },
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
                    titleColumn(
                      t.week,
                      '/relief/supervision/reports',
                      (row: { id: string; place: string; weekOn: string }) =>
                        `${row.place} ${format.day(`${row.weekOn}T12:00:00Z`)}`,
                    ),
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
      </div>
    </>
  )
}

type Line = {
  id: string
  number: string
  title: string
  ownerOffice: string | null
  ownerOfficeEn: string | null
}

/** What is due by the rule now, step by step. */
function Due({ found }: { found: Proposals }) {
  const t = useSupervisionTexts()
  const format = useFormat()
  const { rule } = found
  const whose = (step: Step) => (rule.automatic.includes(step) ? t.byItself : t.byPeople)
  const groups: { title: string; rule: string; folder: string; rows: Line[] }[] = [
    {
      title: t.toChase,
      rule: `${t.hoursBefore({ count: format.figure(rule.chaseHours) })} · ${whose('chase')}`,
      folder: '/relief/problems',
      rows: found.chase,
    },
    {
      title: t.toNotify,
      rule: `${t.daysAfterLimit({ count: format.figure(rule.noticeDays) })} · ${whose('notice')}`,
      folder: '/relief/problems',
      rows: found.notice,
    },
    {
      title: t.toCircular,
      rule: `${t.daysAfterNotice({ count: format.figure(rule.circularDays) })} · ${whose('circular')}`,
      folder: '/relief/tasks',
      rows: found.circular.map(one => ({
        id: one.id,
        number: one.number,
        title: one.words.split('\n')[0]!,
        ownerOffice: one.office,
        ownerOfficeEn: one.officeEn,
      })),
    },
  ]
  return groups.map(({ title, rule, folder, rows }) => (
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
            numberColumn(t.number),
            titleColumn(t.problem, folder, (row: Line) => row.title),
            officeColumn(t.office),
          ]}
        />
      )}
    </Panel>
  ))
}

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
