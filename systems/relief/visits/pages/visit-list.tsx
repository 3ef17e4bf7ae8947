import { Link, List, Status, useFormat } from '#platform/ui'
import type { VisitRow } from '../schema.ts'
import { useVisitTexts } from './calls.ts'

const CLIP = 120

/** Records, the latest first. `isNamed`: each with its enterprise. */
export function VisitList({ rows, isNamed }: { rows: readonly VisitRow[]; isNamed?: boolean }) {
  const t = useVisitTexts()
  const format = useFormat()
  return (
    <List
      items={rows.map(row => ({
        id: row.id,
        title: (
          <Link href={`/relief/visits/${row.id}`}>
            {format.joined([
              isNamed && row.organisationName,
              format.moment(row.occurredAt),
              t[`how.${row.how}`],
            ])}
          </Link>
        ),
        badge:
          row.correctedBy !== null ? (
            <Status kind="info">{t.wasCorrected}</Status>
          ) : row.production !== null && row.production !== 'running' ? (
            <Status kind={row.production === 'stopped' ? 'overdue' : 'due'}>
              {t[`production.${row.production}`]}
            </Status>
          ) : undefined,
        text: (
          <>
            {row.words.length > CLIP ? `${row.words.slice(0, CLIP)}…` : row.words}
            <br />
            <span className="faint">
              {format.joined([
                row.officer,
                row.photos > 0 && t.photoCount({ count: row.photos }),
                row.problems > 0 && t.problemCount({ count: row.problems }),
              ])}
            </span>
          </>
        ),
      }))}
    />
  )
}
