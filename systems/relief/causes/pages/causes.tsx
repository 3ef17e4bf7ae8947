import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Button,
  DateField,
  Empty,
  Fetched,
  FormDialog,
  PageHead,
  Select,
  Table,
  TextArea,
  TextField,
  useAddress,
  useBusinessNow,
  ViewTabs,
} from '#platform/ui'
import { officeColumn, stateColumn, titleColumn } from '../../pages/matter-columns.tsx'
import { categories, useWords } from '../../pages/words.ts'
import type { Category } from '../../schema.ts'
import type { CauseRow } from '../schema.ts'
import { causes, useCauseTexts } from './calls.ts'

/** Common causes that the reader may see, newest first. */
export function CausesPage() {
  const { t, words, format } = useCauseTexts()
  const said = useWords()
  const { query } = useAddress()
  const [isOpening, setOpening] = useState(false)
  const open = query.open === 'closed' ? 'closed' : 'open'
  const view = useQuery({
    queryKey: ['matters', 'causes', open],
    queryFn: ({ signal }) => causes.listCauses({ query: { open } }, { signal }),
  })
  const count = view.data && format.figure(view.data.length)
  return (
    <>
      <PageHead
        title={
          count === undefined
            ? t.causes
            : open === 'open'
              ? t.causesOpen({ count })
              : t.causesClosed({ count })
        }
        lead={t.lead}
        actions={
          <Button kind="primary" icon="plus" onClick={() => setOpening(true)}>
            {t.register}
          </Button>
        }
      />
      <ViewTabs
        label={t.views}
        views={[
          { label: t.open, href: '/relief/causes', isCurrent: open === 'open' },
          { label: t.closed, href: '/relief/causes?open=closed', isCurrent: open === 'closed' },
        ]}
      />
      <Fetched query={view} what={t.causes}>
        {rows =>
          rows.length === 0 ? (
            <Empty title={t.none}>{t.noneHint}</Empty>
          ) : (
            <Table
              caption={t.causes}
              rows={rows}
              idOf={row => row.id}
              nameOf={row => row.number}
              columns={[
                titleColumn(t.name, '/relief/causes', (row: CauseRow) => row.title),
                { id: 'category', head: t.category, tight: true, cell: row => said.category(row.category) },
                officeColumn(t.office),
                {
                  id: 'linked',
                  head: t.linked,
                  tight: true,
                  cell: row =>
                    t.linkedCount({
                      linked: format.figure(row.linked),
                      open: format.figure(row.linkedOpen),
                    }),
                },
                stateColumn(
                  t.state,
                  status => words[`status.${status}`] ?? status,
                  row => (row.isOpen ? 'info' : 'done'),
                ),
              ]}
            />
          )
        }
      </Fetched>
      {isOpening && <OpenCause onClose={() => setOpening(false)} />}
    </>
  )
}

function OpenCause({ onClose }: { onClose: () => void }) {
  const { t, format } = useCauseTexts()
  const said = useWords()
  const now = useBusinessNow()
  const [title, setTitle] = useState('')
  const [words, setWords] = useState('')
  const [category, setCategory] = useState<Category>('SUPPLY')
  const [dueOn, setDueOn] = useState('')
  return (
    <FormDialog
      title={t.register}
      refresh={['matters']}
      onClose={onClose}
      input={() => ({ title: title.trim(), words: words.trim(), category, ...(dueOn !== '' && { dueOn }) })}
      call={(body, key) => causes.openCause({ body }, { key })}
    >
      <TextField name="title" label={t.name} maxLength={120} value={title} onChange={setTitle} />
      <TextArea name="words" label={t.words} rows={4} maxLength={2000} value={words} onChange={setWords} />
      <Select
        name="category"
        label={t.category}
        value={category}
        onChange={next => setCategory(next as Category)}
        options={categories.map(value => ({ value, label: said.category(value) }))}
      />
      <DateField
        name="dueOn"
        label={t.dueOn}
        isOptional
        earliest={format.dayKey(now)}
        value={dueOn}
        onChange={setDueOn}
      />
    </FormDialog>
  )
}
