import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Button,
  Fetched,
  FormDialog,
  Link,
  Notice,
  PageHead,
  Panel,
  Table,
  TextArea,
  TextField,
  useAction,
  useAddress,
  useFormat,
} from '#platform/ui'
import { Lines } from '../../pages/lines.tsx'
import { useWords } from '../../pages/words.ts'
import { supervision, useSupervisionTexts } from './calls.ts'

type Circular = Awaited<ReturnType<typeof supervision.viewCircular>>
const shown = ['collected', 'solved', 'open', 'overdue', 'returned', 'escalated'] as const

/** A circular as it was issued: it prints as it stands. */
export function CircularPage() {
  const t = useSupervisionTexts()
  const id = useAddress().params.id ?? ''
  const circular = useQuery({
    queryKey: ['matters', 'circular', id],
    queryFn: ({ signal }) => supervision.viewCircular({ params: { id } }, { signal }),
  })
  return (
    <Fetched query={circular} what={t.circular}>
      {found => <Issued key={found.id} circular={found} />}
    </Fetched>
  )
}

function Issued({ circular }: { circular: Circular }) {
  const t = useSupervisionTexts()
  const words = useWords()
  const format = useFormat()
  const queries = useQueryClient()
  const [isRevising, setRevising] = useState(false)
  const confirm = useAction((officeId: string, key) =>
    supervision.confirmCircular({ params: { id: circular.id }, body: { officeId } }, { key }),
  )
  const confirmAll = async () => {
    for (const officeId of circular.toConfirm) await confirm.run(officeId)
    await queries.invalidateQueries({ queryKey: ['matters'] })
  }
  const readOf = (office: string) => circular.readBy.find(one => one.officeId === office)
  return (
    <>
      <PageHead
        crumbs={[{ label: t.papers, href: '/relief/supervision/papers' }]}
        title={circular.title}
        lead={`${circular.number} · ${t.revisionNo({ number: format.figure(circular.revision) })} · ${t.asOf({ at: format.moment(new Date(circular.cutOff)) })}`}
        actions={
          <>
            <Button icon="print" onClick={() => print()}>
              {t.print}
            </Button>
            {circular.mayRevise && <Button onClick={() => setRevising(true)}>{t.revise}</Button>}
            {circular.toConfirm.length > 0 && (
              <Button kind="primary" pending={confirm.pending} onClick={() => void confirmAll()}>
                {t.confirmRead}
              </Button>
            )}
          </>
        }
      />
      {confirm.problem && (
        <Notice kind="overdue" live>
          {confirm.problem.detail}
        </Notice>
      )}
      {isRevising && <Revise circular={circular} onClose={() => setRevising(false)} />}
      <Panel title={t.circular} aside={words.office(circular.office, circular.officeEn)}>
        <Lines words={circular.words} />
        <Table
          caption={t['by.office']}
          rows={circular.body.rows}
          idOf={row => row.key}
          nameOf={row => words.office(row.name, row.nameEn)}
          columns={[
            {
              id: 'name',
              head: t.office,
              isTitle: true,
              cell: row => <b>{words.office(row.name, row.nameEn)}</b>,
            },
            ...shown.map(number => ({
              id: number,
              head: t[`n.${number}`],
              numeric: true,
              cell: (row: Circular['body']['rows'][number]) => format.figure(row[number]),
            })),
            {
              id: 'read',
              head: t.readBy,
              cell: row => {
                const read = readOf(row.key)
                return read ? (
                  `${read.by} ${format.moment(new Date(read.at))}`
                ) : (
                  <span className="faint">{t.notRead}</span>
                )
              },
            },
          ]}
        />
        {circular.body.notices.map(one => (
          <p key={one.id}>
            <span className="code">{one.number}</span> {words.office(one.office, one.officeEn)}: {one.words}
          </p>
        ))}
      </Panel>
      {circular.revisions.length > 1 && (
        <Panel title={t.revisions}>
          {circular.revisions.map(one => (
            <p key={one.id}>
              <Link href={`/relief/supervision/circulars/${one.id}`}>
                {t.revisionNo({ number: format.figure(one.revision) })}{' '}
                {format.moment(new Date(one.issuedAt))}
              </Link>
            </p>
          ))}
        </Panel>
      )}
    </>
  )
}

function Revise({ circular, onClose }: { circular: Circular; onClose: () => void }) {
  const t = useSupervisionTexts()
  const { go } = useAddress()
  const [title, setTitle] = useState(circular.title)
  const [words, setWords] = useState(circular.words)
  return (
    <FormDialog
      title={t.revise}
      verb={t.send}
      refresh={['matters']}
      onClose={onClose}
      input={() => ({ title: title.trim(), words: words.trim() })}
      call={(body, key) => supervision.reviseCircular({ params: { id: circular.id }, body }, { key })}
      onDone={made => go(`/relief/supervision/circulars/${made.id}`)}
    >
      <TextField name="title" label={t.titleField} maxLength={120} value={title} onChange={setTitle} />
      <TextArea name="words" label={t.words} rows={4} maxLength={2000} value={words} onChange={setWords} />
    </FormDialog>
  )
}
