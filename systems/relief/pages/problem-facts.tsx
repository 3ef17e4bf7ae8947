import { FactList, Link, Masked, Stars, useViewer, Watermark } from '#platform/ui'
import { type ProblemView, reveal } from './calls.ts'
import type { MatterScreenProps } from './matter.tsx'
import { TrackingCode } from './tracking-code.tsx'
import { usePageTexts, useWords } from './words.ts'

/** What a problem tells beside what every matter does. */
export function useProblemFacts({
  matter,
  problem,
}: ProblemView): Pick<MatterScreenProps, 'facts' | 'moreFacts' | 'factsAside' | 'factsFoot'> {
  const t = usePageTexts()
  const words = useWords()
  const viewer = useViewer()
  const isParty = matter.parties.some(party => party.until === null && party.officeId === viewer.office.id)
  const file = `/relief/enterprises/${problem.organisationId}`
  return {
    facts: [
      [
        t.enterprise,
        <Link key="e" href={file}>
          {problem.organisationName}
        </Link>,
      ],
      [
        t.place,
        <>
          {matter.divisionName} <span className="faint">{matter.divisionCode}</span>
        </>,
      ],
      [t.category, words.category(problem.category)],
      [words.of('field', 'tier'), words.tier(problem.tier)],
      [t.impact, problem.stoppedProduction ? <b key="stopped">{t.stopped}</b> : t.notStopped],
      [t.source, words.of('channel', problem.channel)],
      [t.liaison, problem.liaison?.name ?? t.noLiaison],
    ],
    moreFacts: [
      [t.chased, problem.chased > 0 ? t.times({ count: problem.chased }) : undefined],
      [t.returned, problem.returns > 0 ? t.times({ count: problem.returns }) : undefined],
      [t.reopened, problem.reopened > 0 ? t.times({ count: problem.reopened }) : undefined],
      [
        t.rated,
        problem.rating === null ? undefined : (
          <>
            <Stars count={problem.rating} />
            <br />
            <span className="quiet">
              {problem.confirmedBy !== null && words.of('confirmedBy', problem.confirmedBy)}
            </span>
          </>
        ),
      ],
      [t.solution, problem.solution],
      [
        t.mergedInto,
        problem.mergedInto && (
          <Link href={`/relief/problems/${problem.mergedInto.id}`}>{problem.mergedInto.number}</Link>
        ),
      ],
      [t.code, isParty ? <TrackingCode key="code" problemId={problem.matterId} /> : undefined],
    ],
    factsAside: <Link href={file}>{t.enterpriseFile}</Link>,
    factsFoot: problem.reporter !== null && <Contact reporter={problem.reporter} viewer={viewer.name} />,
  }
}

function Contact({
  reporter,
  viewer,
}: {
  reporter: NonNullable<ProblemView['problem']['reporter']>
  viewer: string
}) {
  const t = usePageTexts()
  return (
    <Watermark viewer={viewer}>
      <FactList
        facts={[
          [
            t.contact,
            reporter.name && (
              <Masked
                label={t.contact}
                masked={reporter.name}
                reveal={purpose => reveal(reporter.personId, 'name', purpose)}
              />
            ),
          ],
          [
            t.telephone,
            reporter.telephone && (
              <Masked
                label={t.telephone}
                masked={reporter.telephone}
                reveal={purpose => reveal(reporter.personId, 'telephone', purpose)}
              />
            ),
          ],
        ]}
      />
      <p className="faint">{t.personalNote}</p>
    </Watermark>
  )
}
