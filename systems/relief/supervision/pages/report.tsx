import { useQuery } from '@tanstack/react-query'
import { Bars, Fetched, Figures, LinkButton, PageHead, Table, useAddress, useFormat } from '#platform/ui'
import { useWords } from '../../pages/words.ts'
import { supervision, useSupervisionTexts } from './calls.ts'

const shown = ['collected', 'solved', 'open', 'overdue', 'returned', 'escalated'] as const

/** A weekly report as it was kept. */
export function ReportPage() {
  const t = useSupervisionTexts()
  const words = useWords()
  const format = useFormat()
  const id = useAddress().params.id ?? ''
  const report = useQuery({
    queryKey: ['matters', 'week-report', id],
    queryFn: ({ signal }) => supervision.viewReport({ params: { id } }, { signal }),
  })
  return (
    <Fetched query={report} what={t.report}>
      {({ place, weekOn, cutOff, total, rows }) => {
        const at = t.asOf({ at: format.moment(new Date(cutOff)) })
        const late = rows.filter(row => row.overdue > 0).slice(0, 8)
        const nameOf = (row: (typeof rows)[number]) => words.office(row.name, row.nameEn)
        return (
          <>
            <PageHead
              crumbs={[{ label: t.papers, href: '/relief/supervision/papers' }]}
              title={`${t.report} ${format.day(`${weekOn}T12:00:00Z`)}`}
              lead={t.lead({ place, at: format.moment(new Date(cutOff)) })}
              actions={
                <LinkButton
                  href={`/api/relief/supervision/reports/${id}/pdf`}
                  icon="export"
                  kind="primary"
                  download
                >
                  {t.pdf}
                </LinkButton>
              }
            />
            <Figures
              figures={shown.map(number => ({ label: t[`n.${number}`], value: total[number], source: at }))}
            />
            {late.length > 0 && (
              <Bars
                finding={t.chartOverdue({ name: nameOf(late[0]!), count: format.figure(late[0]!.overdue) })}
                source={at}
                unit={t['n.overdue']}
                data={late.map(row => ({ label: nameOf(row), value: row.overdue, isAlarm: true }))}
              />
            )}
            <Table
              caption={t['by.office']}
              rows={rows}
              idOf={row => row.key}
              nameOf={nameOf}
              columns={[
                { id: 'name', head: t.office, isTitle: true, cell: row => <b>{nameOf(row)}</b> },
                ...shown.map(number => ({
                  id: number,
                  head: t[`n.${number}`],
                  numeric: true,
                  cell: (row: (typeof rows)[number]) => format.figure(row[number]),
                })),
              ]}
            />
          </>
        )
      }}
    </Fetched>
  )
}
