import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Button,
  Fetched,
  LinkButton,
  Notice,
  PageHead,
  Panel,
  Select,
  Table,
  TextField,
  useAction,
  useAddress,
  useTexts,
} from '#platform/ui'
import { useWords } from '../../pages/words.ts'
import { dateForms, ledgerColumns, ledgerTexts } from '../ledger-columns.ts'
import type { ChosenColumn, DateForm } from '../schema.ts'
import { supervision, useSupervisionTexts } from './calls.ts'

type Ledger = Awaited<ReturnType<typeof supervision.viewLedger>>

/** The office's own ledger: its columns on one side, how it will look below. */
export function LedgerPage() {
  const t = useSupervisionTexts()
  const { query } = useAddress()
  const ledger = useQuery({
    queryKey: ['ledger'],
    queryFn: ({ signal }) => supervision.viewLedger({ query: {} }, { signal }),
  })
  const exported = (format: string) =>
    `/api/relief/ledger/export?${new URLSearchParams({ open: 'all', ...query, format })}`
  return (
    <>
      <PageHead
        title={t.ledger}
        lead={t.ledgerLead}
        actions={
          <>
            <LinkButton href={exported('xlsx')} icon="export" download>
              {t.exportXlsx}
            </LinkButton>
            <LinkButton href={exported('csv')} icon="export" download>
              {t.exportCsv}
            </LinkButton>
          </>
        }
      />
      <Fetched query={ledger} what={t.ledger}>
        {found => <Columns key={found.version} ledger={found} />}
      </Fetched>
    </>
  )
}

function Columns({ ledger }: { ledger: Ledger }) {
  const t = useSupervisionTexts()
  const usual = useTexts(ledgerTexts)
  const words = useWords()
  const queries = useQueryClient()
  const [columns, setColumns] = useState<ChosenColumn[]>(ledger.columns)
  const [dateForm, setDateForm] = useState<DateForm>(ledger.dateForm)
  const sample = useQuery({
    queryKey: ['ledger', 'sample', dateForm],
    queryFn: ({ signal }) => supervision.viewLedger({ query: { dateForm } }, { signal }),
    initialData: dateForm === ledger.dateForm ? ledger : undefined,
  })
  const send = useAction((body: Parameters<typeof supervision.saveLedger>[0]['body'], key) =>
    supervision.saveLedger({ body }, { key }),
  )
  const save = async () => {
    await send.run({ officeId: ledger.officeId, version: ledger.version, columns, dateForm })
    await queries.invalidateQueries({ queryKey: ['ledger'] })
  }
  const move = (from: number, to: number) => {
    const next = [...columns]
    const [one] = next.splice(from, 1)
    next.splice(to, 0, one!)
    setColumns(next)
  }
  const free = ledgerColumns.filter(name => !columns.some(one => one.column === name))
  return (
    <>
      {send.problem && (
        <Notice kind="overdue" live>
          {send.problem.detail}
        </Notice>
      )}
      <Panel title={t.preview}>
        <Table
          caption={t.preview}
          rows={sample.data?.sample ?? []}
          idOf={row => String(row.number)}
          nameOf={row => String(row.number)}
          columns={columns.map((one, i) => ({
            id: one.column,
            head: one.head ?? usual[one.column],
            isTitle: i === 0,
            cell: (row: Ledger['sample'][number]) => row[one.column] ?? '',
          }))}
        />
      </Panel>
      {ledger.mayChange && (
        <Panel title={t.column}>
          <form
            className="form"
            noValidate
            onSubmit={event => {
              event.preventDefault()
              void save()
            }}
          >
            {ledger.former.length > 0 && (
              <div className="row">
                {ledger.former.map(one => (
                  <Button
                    key={one.office}
                    onClick={() => {
                      setColumns(one.columns)
                      setDateForm(one.dateForm)
                    }}
                  >
                    {t.takeOver({ office: words.office(one.office, one.officeEn) })}
                  </Button>
                ))}
              </div>
            )}
            <Select
              name="dateForm"
              label={t.dateForm}
              value={dateForm}
              onChange={value => setDateForm(value as DateForm)}
              options={dateForms.map(value => ({ value, label: t[`form.${value}`] }))}
            />
            {columns.map((one, i) => (
              <div key={one.column}>
                <TextField
                  name={`head-${one.column}`}
                  label={`${i + 1}. ${usual[one.column]}`}
                  isOptional
                  maxLength={60}
                  placeholder={usual[one.column]}
                  value={one.head ?? ''}
                  onChange={head =>
                    setColumns(
                      columns.map(other =>
                        other === one ? { ...one, head: head === '' ? null : head } : other,
                      ),
                    )
                  }
                />
                <span className="row">
                  {i > 0 && (
                    <Button
                      kind="plain"
                      aria-label={`${t.up} ${usual[one.column]}`}
                      onClick={() => move(i, i - 1)}
                    >
                      {t.up}
                    </Button>
                  )}
                  {i < columns.length - 1 && (
                    <Button
                      kind="plain"
                      aria-label={`${t.down} ${usual[one.column]}`}
                      onClick={() => move(i, i + 1)}
                    >
                      {t.down}
                    </Button>
                  )}
                  {columns.length > 1 && (
                    <Button
                      kind="plain"
                      aria-label={`${t.remove} ${usual[one.column]}`}
                      onClick={() => setColumns(columns.filter(other => other !== one))}
                    >
                      {t.remove}
                    </Button>
                  )}
                </span>
              </div>
            ))}
            {free.length > 0 && (
              <Select
                name="add"
                label={t.addColumn}
                isOptional
                value=""
                onChange={name => {
                  const column = ledgerColumns.find(one => one === name)
                  if (column !== undefined) setColumns([...columns, { column, head: null }])
                }}
                options={free.map(name => ({ value: name, label: usual[name] }))}
              />
            )}
            <Button type="submit" kind="primary" pending={send.pending}>
              {t.save}
            </Button>
          </form>
        </Panel>
      )}
    </>
  )
}
