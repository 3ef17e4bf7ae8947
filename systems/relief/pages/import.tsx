import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { client } from '#platform/http'
import {
  Button,
  Checkbox,
  type Column,
  Figures,
  FilePicker,
  LinkButton,
  Notice,
  PageHead,
  Panel,
  RadioCards,
  Select,
  Status,
  sendBytes,
  Table,
  Tabs,
  useAction,
  useFormat,
  useTexts,
} from '#platform/ui'
import { importApi } from '../import-api.ts'
import { texts as importTexts } from '../import-texts.ts'
import { headers } from './calls.ts'
import { usePageTexts, useWords } from './words.ts'

const imports = client(importApi, { headers })
type Preview = Awaited<ReturnType<typeof imports.previewImportAgain>>
type Row = Preview['added'][number]
type Field = keyof Preview['mapping']
type Result = Awaited<ReturnType<typeof imports.importEnterprises>>
type Mode = 'good-rows' | 'all-or-nothing'

const fields: readonly Field[] = [
  'creditCode',
  'name',
  'division',
  'address',
  'industry',
  'size',
  'employees',
  'revenue',
  'contactName',
  'contactPost',
  'contactTelephone',
  'officer',
  'officerOffice',
  'lists',
]
const needed: ReadonlySet<Field> = new Set(['creditCode', 'name', 'division'])
const MOST = 30 * 1024 * 1024

/** A list of enterprises: file, columns, what it would do with the differences, then the import and its report. */
export function ImportPage() {
  const t = usePageTexts()
  const [preview, setPreview] = useState<Preview>()
  const [result, setResult] = useState<Result>()
  const [round, setRound] = useState(0)
  const again = () => {
    setPreview(undefined)
    setResult(undefined)
    setRound(round + 1)
  }
  return (
    <>
      <PageHead
        crumbs={[{ label: t.enterprises, href: '/relief/enterprises' }, { label: t.import }]}
        title={t.import}
        lead={t.importLead}
      />
      {result && preview ? (
        <Done preview={preview} result={result} onAgain={again} />
      ) : (
        <div className="stack">
          <Panel title={t.importFile}>
            <FilePicker
              key={round}
              name="file"
              label={t.importFileLabel}
              hint={t.importFileHint}
              accept=".xlsx,.csv,.txt"
              most={MOST}
              send={async (file, onShare) => {
                const address = `/api/relief/imports/preview?${new URLSearchParams({ name: file.name })}`
                const read = (await sendBytes(address, file, onShare, headers())) as Preview
                setPreview(read)
                return { id: read.token, name: read.fileName }
              }}
              onChange={sent => {
                if (sent.length === 0) setPreview(undefined)
              }}
            />
          </Panel>
          {preview && (
            <Look key={preview.token} preview={preview} onPreview={setPreview} onDone={setResult} />
          )}
        </div>
      )}
    </>
  )
}

function Look({
  preview,
  onPreview,
  onDone,
}: {
  preview: Preview
  onPreview: (preview: Preview) => void
  onDone: (result: Result) => void
}) {
  const t = usePageTexts()
  const said = useTexts(importTexts)
  const format = useFormat()
  const queries = useQueryClient()
  const [mode, setMode] = useState<Mode>('good-rows')
  const [isSure, setSure] = useState(false)
  const { counts } = preview
  const again = useAction((body: { mapping?: Preview['mapping']; sheet?: string }) =>
    imports.previewImportAgain({ params: { token: preview.token }, body }),
  )
  const look = async (body: { mapping?: Preview['mapping']; sheet?: string }) => {
    const read = await again.run(body)
    if (read) onPreview(read)
  }
  const send = useAction((body: Parameters<typeof imports.importEnterprises>[0]['body'], key) =>
    imports.importEnterprises({ body }, { key }),
  )
  const submit = async () => {
    const { token, mapping, sheet } = preview
    const done = await send.run({
      token,
      mapping,
      ...(sheet !== null && { sheet }),
      mode,
      confirmChanges: isSure,
    })
    if (!done) return
    await queries.invalidateQueries({ queryKey: ['enterprises'] })
    onDone(done)
  }
  const taken = counts.added + counts.changed
  const why = ((): string | undefined => {
    if (preview.missing.length > 0)
      return t.importMissing({ fields: format.list(preview.missing.map(field => said[`field.${field}`])) })
    if (taken === 0) return t.importNothing
    if (mode === 'all-or-nothing' && counts.refused > 0)
      return t.importAllRefused({ count: format.figure(counts.refused) })
    if (counts.changed > 0 && !isSure) return t.importConfirmFirst
    return undefined
  })()
  return (
    <>
      <Panel
        title={t.importColumns}
        aside={format.joined([preview.fileName, preview.encoding, preview.sheet])}
      >
        {preview.notes.map(note => (
          <Notice key={note}>{note}</Notice>
        ))}
        {preview.missing.length > 0 && (
          <Notice kind="overdue" live>
            {t.importMissing({ fields: format.list(preview.missing.map(field => said[`field.${field}`])) })}
          </Notice>
        )}
        {again.problem && (
          <Notice kind="overdue" live>
            {again.problem.detail}
          </Notice>
        )}
        {preview.sheets.length > 1 && (
          <Select
            name="sheet"
            label={t.importSheet}
            value={preview.sheet ?? ''}
            onChange={sheet => void look({ sheet })}
            options={preview.sheets.map(sheet => ({ value: sheet.name, label: sheet.name }))}
          />
        )}
        <div className="filters">
          {fields.map(field => (
            <Mapped
              key={field}
              field={field}
              preview={preview}
              onChange={mapping =>
                void look({ mapping, ...(preview.sheet !== null && { sheet: preview.sheet }) })
              }
            />
          ))}
        </div>
      </Panel>
      <Figures
        figures={[
          { label: t.importRows, value: counts.rows, source: preview.fileName },
          { label: t.importAdded, value: counts.added, source: t.importAddedSource },
          { label: t.importChanged, value: counts.changed, source: t.importChangedSource },
          { label: t.importUnchanged, value: counts.unchanged, source: t.importUnchangedSource },
          {
            label: t.importRefused,
            value: counts.refused,
            source: t.importRefusedSource,
            isAlarm: counts.refused > 0,
          },
          { label: t.importWarned, value: counts.warned, source: t.importWarnedSource },
        ]}
      />
      <Tabs
        label={t.importPreview}
        tabs={(['refused', 'changed', 'added', 'warned', 'unchanged'] as const)
          .filter(state => counts[state] > 0)
          .map(state => ({
            id: state,
            label: {
              refused: t.importRefused,
              changed: t.importChanged,
              added: t.importAdded,
              warned: t.importWarned,
              unchanged: t.importUnchanged,
            }[state],
            count: counts[state],
            content: <Rows rows={preview[state]} total={counts[state]} label={t.importPreview} />,
          }))}
      />
      <Panel title={t.importDo}>
        <form
          noValidate
          onSubmit={event => {
            event.preventDefault()
            if (why === undefined) void submit()
          }}
        >
          {counts.refused > 0 && (
            <RadioCards
              name="mode"
              label={t.importMode}
              value={mode}
              onChange={value => setMode(value as Mode)}
              options={[
                { value: 'good-rows', label: t.importGood, hint: t.importGoodHint },
                { value: 'all-or-nothing', label: t.importAll, hint: t.importAllHint },
              ]}
            />
          )}
          {counts.changed > 0 && (
            <Checkbox
              name="sure"
              label={t.importSure({ count: format.figure(counts.changed) })}
              checked={isSure}
              onChange={setSure}
            />
          )}
          {send.isOffline && (
            <Notice kind="due" title={t.submitFailed} live>
              {t.offlineKept}
            </Notice>
          )}
          {send.problem && (
            <Notice kind="overdue" live>
              {send.problem.detail}
            </Notice>
          )}
          <Button kind="primary" type="submit" pending={send.pending} disabledBecause={why}>
            {t.importGo({ count: format.figure(taken) })}
          </Button>
        </form>
      </Panel>
    </>
  )
}

function Mapped({
  field,
  preview,
  onChange,
}: {
  field: Field
  preview: Preview
  onChange: (mapping: Preview['mapping']) => void
}) {
  const t = usePageTexts()
  const said = useTexts(importTexts)
  const certainty = preview.certainty[field]
  const column = preview.mapping[field]
  return (
    <Select
      name={`column-${field}`}
      label={said[`field.${field}`]}
      isOptional={!needed.has(field)}
      {...(certainty === 'similar' && { hint: t.importSimilar })}
      error={preview.missing.includes(field) ? t.importChoose : undefined}
      value={column === undefined ? '' : String(column)}
      onChange={value => {
        const { [field]: _, ...others } = preview.mapping
        onChange(value === '' ? others : { ...others, [field]: Number(value) })
      }}
      options={preview.header.map((head, index) => ({
        value: String(index),
        label: head === '' ? t.importColumn({ number: index + 1 }) : head,
      }))}
    />
  )
}

function Rows({ rows, total, label }: { rows: Row[]; total: number; label: string }) {
  const t = usePageTexts()
  const said = useTexts(importTexts)
  const format = useFormat()
  const columns: Column<Row>[] = [
    { id: 'line', head: t.importLine, tight: true, numeric: true, cell: row => format.figure(row.line) },
    {
      id: 'name',
      head: t.enterprise,
      isTitle: true,
      cell: row => (
        <>
          <b>{row.name}</b> <span className="faint">{row.creditCode}</span>
        </>
      ),
    },
    { id: 'division', head: said['field.division'], tight: true, cell: row => row.division },
    { id: 'officer', head: t.liaison, tight: true, cell: row => row.officer },
    {
      id: 'what',
      head: t.importWhat,
      cell: row => (
        <ul>
          {row.changes.map(change => (
            <li key={change.field}>
              {said[`field.${change.field}`]}
              {t.separator}
              {change.before === null ? (
                <span className="faint">{t.importEmpty}</span>
              ) : (
                <del>{change.before}</del>
              )}{' '}
              → <ins>{change.after}</ins>
            </li>
          ))}
          {row.issues.map(issue => (
            <li key={`${issue.code} ${issue.column}`}>
              <Status kind={issue.severity === 'error' ? 'overdue' : 'due'} bare>
                {format.joined([issue.column, issue.value])}
              </Status>{' '}
              {issue.message}
            </li>
          ))}
        </ul>
      ),
    },
  ]
  return (
    <Table
      caption={label}
      columns={columns}
      rows={rows}
      idOf={row => String(row.line)}
      nameOf={row => row.name}
      foot={
        <p className="table-foot">
          {t.importShown({ count: format.figure(rows.length), total: format.figure(total) })}
        </p>
      }
    />
  )
}

function Done({ preview, result, onAgain }: { preview: Preview; result: Result; onAgain: () => void }) {
  const t = usePageTexts()
  const words = useWords()
  const format = useFormat()
  const { counts } = result
  const report = (kind: 'xlsx' | 'csv') =>
    `/api/relief/imports/${result.id}/report?${new URLSearchParams({ token: result.report ?? '', format: kind })}`
  return (
    <Panel>
      <Notice
        kind="done"
        title={t.importDone({ added: format.figure(counts.added), changed: format.figure(counts.changed) })}
        live
      >
        {format.joined([
          preview.fileName,
          t.importDoneRest({
            unchanged: format.figure(counts.unchanged),
            refused: format.figure(counts.refused),
          }),
        ])}
      </Notice>
      <div className="row">
        <LinkButton kind="primary" href="/relief/enterprises">
          {words.of('export', 'enterprises')}
        </LinkButton>
        {result.report !== null && (
          <>
            <LinkButton href={report('xlsx')} icon="download" download>
              {t.importReport}
            </LinkButton>
            <LinkButton href={report('csv')} download>
              {t.importReportCsv}
            </LinkButton>
          </>
        )}
        <Button onClick={onAgain}>{t.importAgain}</Button>
      </div>
    </Panel>
  )
}
