import { useState } from 'react'
import { type Column, Empty, Fetched, Panel, type Sort, Table, Tag, useFormat } from '#platform/ui'
import type { Workload } from '../schema.ts'
import { usePairingTexts, useWorkload } from './calls.ts'

type Measure = 'main' | 'deputy' | 'open' | 'overdue'
type OfficeLoad = Record<Measure, number> & {
  officeId: string
  office: string
  officers: number
  most: number
}

/** What each office and each officer carries. */
export function WorkloadView({ within }: { within: string }) {
  const { t, inLang } = usePairingTexts()
  const format = useFormat()
  const workload = useWorkload(within)
  const [sort, setSort] = useState<Sort>({ column: 'main', direction: 'descending' })
  const figure = (value: number) => (value === 0 ? <span className="faint">0</span> : format.figure(value))
  const measure = <Row extends Record<Measure, number>>(id: Measure): Column<Row> => ({
    id,
    head: t[id],
    numeric: true,
    tight: true,
    sortable: true,
    cell: row => figure(row[id]),
  })
  const officerColumns: Column<Workload>[] = [
    {
      id: 'name',
      head: t.officer,
      isTitle: true,
      cell: row => (
        <>
          {row.name}{' '}
          {row.awayUntil !== null && (
            <Tag>
              {t.awayUntil({ until: format.day(row.awayUntil) })},{' '}
              {row.cover === null ? t.nobodyCovers : t.covers({ name: row.cover })}
            </Tag>
          )}
        </>
      ),
    },
    { id: 'office', head: t.office, tight: true, cell: row => inLang(row.office, row.officeEn) },
    measure('main'),
    measure('deputy'),
    measure('open'),
    measure('overdue'),
  ]
  const officeColumns: Column<OfficeLoad>[] = [
    { id: 'office', head: t.office, isTitle: true, cell: row => row.office },
    { id: 'officers', head: t.officersHead, numeric: true, tight: true, cell: row => figure(row.officers) },
    measure('main'),
    { id: 'most', head: t.most, numeric: true, tight: true, cell: row => figure(row.most) },
    measure('deputy'),
    measure('open'),
    measure('overdue'),
  ]
  const sorted = <Row extends Record<Measure, number>>(rows: readonly Row[]) => {
    const by = sort.column as Measure
    const sign = sort.direction === 'ascending' ? 1 : -1
    return rows.toSorted((a, b) => sign * (a[by] - b[by]))
  }
  return (
    <Fetched query={workload} what={t.workload}>
      {rows => {
        if (rows.length === 0) return <Empty title={t.noOfficers}>{t.noOfficersHint}</Empty>
        const offices = [...Map.groupBy(rows, row => row.officeId).values()].map(of => {
          const sum = (key: Measure) => of.reduce((total, row) => total + row[key], 0)
          return {
            officeId: of[0]!.officeId,
            office: inLang(of[0]!.office, of[0]!.officeEn),
            officers: of.length,
            most: Math.max(...of.map(row => row.main)),
            main: sum('main'),
            deputy: sum('deputy'),
            open: sum('open'),
            overdue: sum('overdue'),
          }
        })
        return (
          <div className="stack">
            <Panel title={t.byOffice} flush>
              <Table
                caption={t.byOffice}
                columns={officeColumns}
                rows={sorted(offices)}
                idOf={row => row.officeId}
                nameOf={row => row.office}
                sort={sort}
                onSort={setSort}
              />
            </Panel>
            <Panel title={t.byOfficer} aside={t.officers({ count: format.figure(rows.length) })} flush>
              <Table
                caption={t.byOfficer}
                columns={officerColumns}
                rows={sorted(rows)}
                idOf={row => row.accountId}
                nameOf={row => row.name}
                sort={sort}
                onSort={setSort}
              />
            </Panel>
          </div>
        )
      }}
    </Fetched>
  )
}
