import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
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
  useAddress,
  useFormat,
  useTexts,
  useViewer,
} from '#platform/ui'
import { texts as importTexts } from '../import-texts.ts'
import { listTexts } from '../imports/page-texts.ts'
import { headers } from './calls.ts'
import {
  type Confirm,
  type ListKind,
  listKinds,
  type Mapping,
  type Preview,
  type Result,
  type Row,
  saveCodes,
} from './import-kinds.ts'
import type { Neighbours } from './neighbours.ts'
import { usePageTexts } from './words.ts'

/** The words of a list: its fields, and what it is called. */
function useList(kind: ListKind) {
  const l = useTexts(listTexts)
  const own = useTexts(importTexts) as unknown as Record<string, string>
  const every = l as unknown as Record<string, string>
  return {
    l,
    field: (field: string) =>
      (kind.name === 'enterprises' ? own[`field.${field}`] : every[`${kind.name}.${field}`]) ?? field,
    of: (group: 'kind' | 'hint' | 'see') => every[`${group}.${kind.name}`] ?? '',
  }
}

type Mode = Confirm['mode']

const MOST = 30 * 1024 * 1024

/** A list of enterprises: file, columns, what it would do with the differences, then the import and its report. */
export function ImportPage({ neighbours }: { neighbours: Neighbours }) {
  const t = usePageTexts()
  const [preview, setPreview] = useState<Preview>()
  const [result, setResult] = useState<Result>()
  const [round, setRound] = useState(0)
  const viewer = useViewer()
  const { query, setQuery } = useAddress()
  const kinds = listKinds(neighbours.lists)
  const offered = kinds.filter(one => one.roles.some(role => viewer.roles.includes(role)))
  const kind = offered.find(one => one.name === query.kind) ?? offered[0] ?? kinds[0]!
  const { l, of } = useList(kind)
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
        <Done kind={kind} preview={preview} result={result} onAgain={again} />
      ) : (
        <div className="stack">
          {offered.length > 1 && (
            <Select
              name="kind"
              label={l.which}
              value={kind.name}
              onChange={name => {
                again()
                setQuery({ kind: name })
              }}
              options={offered.map(one => ({ value: one.name, label: l[`kind.${one.name}`] }))}
            />
          )}
          <Panel title={t.importFile}>
            <FilePicker
              key={`${kind.name} ${round}`}
              name="file"
              label={of('kind')}
              hint={of('hint')}
              accept=".xlsx,.csv,.txt"
              most={MOST}
              send={async (file, onShare) => {
                const address = `${kind.path}/preview?${new URLSearchParams({ name: file.name })}`
                const read = kind.read(await sendBytes(address, file, onShare, headers()))
                setPreview(read)
                return { id: read.token, name: read.fileName }
              }}
              onChange={sent => {
                if (sent.length === 0) setPreview(undefined)
              }}
            />
          </Panel>
          {preview && (
            <Look
              key={preview.token}
              kind={kind}
              preview={preview}
              onPreview={setPreview}
              onDone={setResult}
            />
          )}
        </div>
      )}
    </>
  )
}

function Look({
  kind,
  preview,
  onPreview,
  onDone,
}: {
  kind: ListKind
  preview: Preview
  onPreview: (preview: Preview) => void
  onDone: (result: Result) => void
}) {
  const t = usePageTexts()
  const { l, field: nameOf } = useList(kind)
  const format = useFormat()
  const queries = useQueryClient()
  const [mode, setMode] = useState<Mode>('good-rows')
  const [isSure, setSure] = useState(false)
  const { counts } = preview
  const again = useAction((body: { mapping?: Mapping; sheet?: string }) => kind.again(preview.token, body))
  const look = async (body: { mapping?: Mapping; sheet?: string }) => {
    const read = await again.run(body)
    if (read) onPreview(read)
  }
  const send = useAction((body: Confirm, key) => kind.confirm(body, key))
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
    for (const queryKey of [['enterprises'], ['offices'], ['accounts'], ['matters'], ['exchange']])
      await queries.invalidateQueries({ queryKey })
    onDone(done)
  }
  const taken = counts.added + counts.changed
  const why = ((): string | undefined => {
    if (preview.missing.length > 0)
      return t.importMissing({ fields: format.list(preview.missing.map(nameOf)) })
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
            {t.importMissing({ fields: format.list(preview.missing.map(nameOf)) })}
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
          {kind.fields.map(field => (
            <Mapped
              key={field}
              kind={kind}
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
            content: <Rows kind={kind} rows={preview[state]} total={counts[state]} label={t.importPreview} />,
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
              label={l.sure({ count: format.figure(counts.changed) })}
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
            {l.go({ count: format.figure(taken) })}
          </Button>
        </form>
      </Panel>
    </>
  )
}

function Mapped({
  kind,
  field,
  preview,
  onChange,
}: {
  kind: ListKind
  field: string
  preview: Preview
  onChange: (mapping: Mapping) => void
}) {
  const t = usePageTexts()
  const { field: nameOf } = useList(kind)
  const certainty = preview.certainty[field]
  const column = preview.mapping[field]
  return (
    <Select
      name={`column-${field}`}
      label={nameOf(field)}
      isOptional={!kind.needed.includes(field)}
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

function Rows({ kind, rows, total, label }: { kind: ListKind; rows: Row[]; total: number; label: string }) {
  const t = usePageTexts()
  const { l, field: nameOf } = useList(kind)
  const format = useFormat()
  const columns: Column<Row>[] = [
    { id: 'line', head: t.importLine, tight: true, numeric: true, cell: row => format.figure(row.line) },
    {
      id: 'name',
      head: kind.name === 'enterprises' ? t.enterprise : l.subject,
      isTitle: true,
      cell: row => (
        <>
          <b>{row.name}</b> <span className="faint">{row.key}</span>
        </>
      ),
    },
    { id: 'facts', head: l.facts, tight: true, cell: row => format.joined(row.facts) },
    {
      id: 'what',
      head: t.importWhat,
      cell: row => (
        <ul>
          {row.changes.map(change => (
            <li key={change.field}>
              {nameOf(change.field)}
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

function Done({
  kind,
  preview,
  result,
  onAgain,
}: {
  kind: ListKind
  preview: Preview
  result: Result
  onAgain: () => void
}) {
  const t = usePageTexts()
  const { l, of } = useList(kind)
  const created = result.created ?? []
  const [codes, setCodes] = useState<'saved' | 'failed'>()
  const save = useAction(() => saveCodes(created, l['kind.accounts']).then(() => true))
  const format = useFormat()
  const { counts } = result
  const report = (wanted: 'xlsx' | 'csv') =>
    `${kind.path}/${result.id}/report?${new URLSearchParams({ token: result.report ?? '', format: wanted })}`
  return (
    <Panel>
      <Notice
        kind="done"
        title={l.done({ added: format.figure(counts.added), changed: format.figure(counts.changed) })}
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
      {created.length > 0 && (
        <>
          <Notice kind="due">{l.codesHint}</Notice>
          <Button
            kind="primary"
            pending={save.pending}
            onClick={async () => setCodes((await save.run(undefined)) ? 'saved' : 'failed')}
          >
            {l.codes({ count: format.figure(created.length) })}
          </Button>
          {codes === 'saved' && (
            <Notice kind="done" live>
              {l.codesDone}
            </Notice>
          )}
          {codes === 'failed' && (
            <Notice kind="overdue" live>
              {save.problem?.detail ?? l.codesFailed}
            </Notice>
          )}
        </>
      )}
      <div className="row">
        <LinkButton kind={created.length > 0 ? 'plain' : 'primary'} href={kind.href}>
          {of('see')}
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
