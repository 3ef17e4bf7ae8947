import { DueChip, FactList, Link, Masked, Panel, Stars, useFormat, useViewer, Watermark } from '#platform/ui'
import { type ProblemView, reveal } from './calls.ts'
import { TrackingCode } from './tracking-code.tsx'
import { usePageTexts, useWords } from './words.ts'

/** Whether the viewer's own office handles the matter now. */
export const isLead = (matter: ProblemView['matter'], officeId: string) =>
  matter.parties.some(party => party.part === 'lead' && party.until === null && party.officeId === officeId)

export function Facts({ view: { matter, problem }, onAssign }: { view: ProblemView; onAssign: () => void }) {
  const t = usePageTexts()
  const words = useWords()
  const format = useFormat()
  const viewer = useViewer()
  const joint = matter.parties.filter(party => party.part === 'joint' && party.until === null)
  const isParty = matter.parties.some(party => party.until === null && party.officeId === viewer.office.id)
  const office = words.office(matter.ownerOffice, matter.ownerOfficeEn)
  return (
    <Panel
      title={t.facts}
      aside={<Link href={`/relief/enterprises/${problem.organisationId}`}>{t.enterpriseFile}</Link>}
    >
      <FactList
        facts={[
          [
            t.enterprise,
            <Link key="e" href={`/relief/enterprises/${problem.organisationId}`}>
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
        ]}
      />
      <FactList
        facts={[
          [
            t.handling,
            <span key="h" className="row tightly">
              <span>
                {office} {matter.owner ?? <span className="faint">{t.noOwner}</span>}
              </span>
              {matter.isOpen && isLead(matter, viewer.office.id) && (
                <button type="button" className="link" onClick={onAssign}>
                  {t.assign}
                </button>
              )}
            </span>,
          ],
          [t.joint, format.list(joint.map(party => words.office(party.name, party.nameEn)))],
          [
            t.deadline,
            matter.isOpen && matter.dueAt !== null ? (
              <>
                {format.moment(matter.dueAt)}
                <br />
                <DueChip dueAt={matter.dueAt} startedAt={matter.startedAt} />
              </>
            ) : undefined,
          ],
          [t.next, matter.nextStep === null ? t.nothingNext : words.next(matter.nextStep)],
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
          [t.code, isParty ? <TrackingCode key="code" problemId={problem.matterId} /> : undefined],
        ]}
      />
      {(matter.parent !== null || matter.children.length > 0) && (
        <FactList
          facts={[
            [
              t.parent,
              matter.parent && (
                <Link
                  href={`/relief/problems/${matter.parent.id}`}
                >{`${matter.parent.number} ${matter.parent.title}`}</Link>
              ),
            ],
            [
              t.children,
              matter.children.length > 0 ? (
                <ul key="children">
                  {matter.children.map(child => (
                    <li key={child.id}>
                      <Link href={`/relief/problems/${child.id}`}>{`${child.number} ${child.title}`}</Link>{' '}
                      {child.isOpen && child.blocks && <span className="faint">{t.blocks}</span>}
                    </li>
                  ))}
                </ul>
              ) : undefined,
            ],
          ]}
        />
      )}
      {problem.reporter !== null && <Contact reporter={problem.reporter} viewer={viewer.name} />}
    </Panel>
  )
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
