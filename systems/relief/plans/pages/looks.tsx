import { useQuery } from '@tanstack/react-query'
import { Fetched, Panel, Table, useFormat } from '#platform/ui'
import { plans, usePlansTexts } from './calls.ts'

/** Who looked at the contacts' values: for auditors, who alone may see it. */
export function LooksSection({ id }: { id: string }) {
  const { t, of } = usePlansTexts()
  const format = useFormat()
  const view = useQuery({
    queryKey: ['enterprises', 'looks', id],
    queryFn: ({ signal }) => plans.looks({ params: { id } }, { signal }),
  })
  return (
    <Panel title={t.looks}>
      <Fetched query={view} what={t.looks}>
        {rows =>
          rows.length === 0 ? (
            <p className="quiet">{t.noLooks}</p>
          ) : (
            <Table
              caption={t.looks}
              rows={rows}
              idOf={row => row.id}
              nameOf={row => row.who ?? ''}
              columns={[
                {
                  id: 'who',
                  head: t.who,
                  isTitle: true,
                  cell: row => [row.who, row.office].filter(Boolean).join(' '),
                },
                { id: 'at', head: t.when, tight: true, cell: row => format.moment(row.at) },
                {
                  id: 'what',
                  head: t.what,
                  tight: true,
                  cell: row => format.list(row.fields.map(field => of('personal', field))),
                },
                { id: 'why', head: t.reason, cell: row => row.purpose },
              ]}
            />
          )
        }
      </Fetched>
    </Panel>
  )
}
