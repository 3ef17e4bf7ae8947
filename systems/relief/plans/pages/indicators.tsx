import { useState } from 'react'
import {
  Button,
  Empty,
  FormDialog,
  Line,
  Link,
  Panel,
  Select,
  Table,
  Tag,
  TextField,
  useFormat,
  useLang,
} from '#platform/ui'
import { indicators } from '../rules.ts'
import type { Indicator, IndicatorCode } from '../schema.ts'
import { plans, SUBJECTS, usePlansTexts } from './calls.ts'

type Of = { organisationId: string } | { divisionCode: string }

/** The figures of an enterprise or a division: a small chart of the longest series, and the table behind it. */
export function Indicators({
  of: subject,
  rows,
  mayWrite,
  divisionCode,
}: {
  of: Of
  rows: readonly Indicator[]
  mayWrite: boolean
  divisionCode?: string
}) {
  const { t, of } = usePlansTexts()
  const [open, setOpen] = useState<'new' | Indicator>()
  const standing = rows.filter(row => !row.isCorrected)
  const series = Map.groupBy(standing, row => `${row.code} ${row.period.includes('Q') ? 'Q' : 'M'}`)
  const longest = [...series.values()].toSorted((a, b) => b.length - a.length)[0] ?? []
  const line = longest.toReversed()
  return (
    <Panel
      title={t.indicators}
      aside={
        <span className="row tightly">
          {divisionCode !== undefined && (
            <Link href={`/relief/divisions/${divisionCode}`}>{t.ofDivision}</Link>
          )}
          {mayWrite && <Button onClick={() => setOpen('new')}>{t.addIndicator}</Button>}
        </span>
      }
    >
      {rows.length === 0 ? (
        <Empty title={t.noIndicators}>{mayWrite && t.noIndicatorsHint}</Empty>
      ) : (
        <>
          {line.length > 1 && (
            <Line
              finding={t.chartOf({
                what: of('code', line[0]!.code),
                from: line[0]!.period,
                to: line.at(-1)!.period,
              })}
              source={line.at(-1)!.source}
              unit={of('unit', line[0]!.code)}
              data={line.map(row => ({ label: row.period, value: Number(row.value) }))}
            />
          )}
          <IndicatorTable rows={rows} onCorrect={mayWrite ? setOpen : undefined} />
        </>
      )}
      {open !== undefined && (
        <Enter of={subject} corrects={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />
      )}
    </Panel>
  )
}

/** Figures with their growth; one that was corrected stands beside its correction. */
export function IndicatorTable({
  rows,
  onCorrect,
}: {
  rows: readonly Indicator[]
  onCorrect?: ((row: Indicator) => void) | undefined
}) {
  const { t, of } = usePlansTexts()
  const format = useFormat()
  const exact = new Intl.NumberFormat(useLang(), { maximumFractionDigits: 4 })
  const number = (value: string) => exact.format(value as `${number}`)
  return (
    <Table
      caption={t.indicators}
      rows={[...rows]}
      idOf={row => row.id}
      nameOf={row => `${of('code', row.code)} ${row.period}`}
      columns={[
        {
          id: 'code',
          head: t.indicator,
          isTitle: true,
          cell: row => (
            <>
              {of('code', row.code)} {row.isCorrected && <Tag>{t.corrected}</Tag>}
              <br />
              <span className="quiet">
                {row.source} {t.writtenBy({ who: row.by, office: row.office, when: format.day(row.at) })}
              </span>
            </>
          ),
        },
        { id: 'period', head: t.period, tight: true, cell: row => row.period },
        {
          id: 'value',
          head: t.value,
          tight: true,
          cell: row => (
            <>
              {number(row.value)}
              <span className="unit">{of('unit', row.code)}</span>
            </>
          ),
        },
        {
          id: 'base',
          head: t.base,
          tight: true,
          cell: row => row.base !== null && number(row.base),
        },
        {
          id: 'growth',
          head: t.growth,
          tight: true,
          cell: row => row.yearOnYear !== null && t.growthOf({ percent: signed(row.yearOnYear) }),
        },
        ...(onCorrect !== undefined
          ? [
              {
                id: 'correct',
                head: t.correct,
                tight: true,
                cell: (row: Indicator) =>
                  !row.isCorrected && (
                    <button type="button" className="link screen-only" onClick={() => onCorrect(row)}>
                      {t.correct}
                    </button>
                  ),
              },
            ]
          : []),
      ]}
    />
  )
}

const signed = (percent: string) =>
  /^[-0]/.test(percent) && !/[1-9]/.test(percent)
    ? percent
    : percent.startsWith('-')
      ? percent.replace('-', '−')
      : `+${percent}`

function Enter({
  of: subject,
  corrects,
  onClose,
}: {
  of: Of
  corrects: Indicator | undefined
  onClose: () => void
}) {
  const { t, of } = usePlansTexts()
  const [code, setCode] = useState<IndicatorCode>(corrects?.code ?? 'output')
  const [period, setPeriod] = useState(corrects?.period ?? '')
  const [value, setValue] = useState(corrects?.value ?? '')
  const [base, setBase] = useState(corrects?.base ?? '')
  const [source, setSource] = useState(corrects?.source ?? '')
  const body = () => ({
    code,
    period: period.trim().toUpperCase(),
    value: value.trim(),
    source: source.trim(),
    ...(base.trim() !== '' && { base: base.trim() }),
    ...(corrects && { corrects: corrects.id }),
  })
  return (
    <FormDialog
      title={corrects === undefined ? t.addIndicator : t.correct}
      refresh={SUBJECTS}
      onClose={onClose}
      input={body}
      call={(input, key) =>
        'organisationId' in subject
          ? plans.recordIndicator({ params: { id: subject.organisationId }, body: input }, { key })
          : plans.recordDivisionIndicator({ params: { code: subject.divisionCode }, body: input }, { key })
      }
    >
      {corrects === undefined && (
        <>
          <Select
            name="code"
            label={t.indicator}
            value={code}
            onChange={chosen => setCode(chosen as IndicatorCode)}
            options={(Object.keys(indicators) as IndicatorCode[]).map(one => ({
              value: one,
              label: `${of('code', one)}（${of('unit', one)}）`,
            }))}
          />
          <TextField name="period" label={t.period} hint={t.periodHint} value={period} onChange={setPeriod} />
        </>
      )}
      <TextField
        name="value"
        label={t.value}
        hint={of('unit', code)}
        inputMode="decimal"
        value={value}
        onChange={setValue}
      />
      <TextField name="base" label={t.base} isOptional inputMode="decimal" value={base} onChange={setBase} />
      <TextField name="source" label={t.from} value={source} onChange={setSource} />
    </FormDialog>
  )
}
