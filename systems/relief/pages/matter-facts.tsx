import type { ReactNode } from 'react'
import { DueChip, FactList, Link, Panel, useFormat, useViewer } from '#platform/ui'
import type { Matter } from './calls.ts'
import { usePageTexts, useWords } from './words.ts'

/** A word and what is so of it; without a value it isn't shown. */
export type Fact = [string, ReactNode]

/** Whether the viewer's own office handles the matter now. */
export const isLead = (matter: Matter, officeId: string) =>
  matter.parties.some(party => party.part === 'lead' && party.until === null && party.officeId === officeId)

/** The page of a matter whose kind its link doesn't know: the address finds out. */
const addressOf = (id: string) => `/matters/${id}`

/** The facts of a matter: its kind's own, who handles it and until when, what stands over it and under it. */
export function MatterFacts({
  matter,
  facts,
  more,
  aside,
  foot,
  onAssign,
}: {
  matter: Matter
  facts: readonly Fact[]
  more: readonly Fact[]
  aside?: ReactNode
  foot?: ReactNode
  onAssign: () => void
}) {
  const t = usePageTexts()
  const words = useWords()
  const format = useFormat()
  const viewer = useViewer()
  const joint = matter.parties.filter(party => party.part === 'joint' && party.until === null)
  const office = words.office(matter.ownerOffice, matter.ownerOfficeEn)
  return (
    <Panel title={t.facts} aside={aside}>
      {facts.length > 0 && <FactList facts={[...facts]} />}
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
          ...more,
        ]}
      />
      {(matter.parent !== null || matter.children.length > 0) && (
        <FactList
          facts={[
            [
              t.parent,
              matter.parent && (
                <Link
                  href={addressOf(matter.parent.id)}
                >{`${matter.parent.number} ${matter.parent.title}`}</Link>
              ),
            ],
            [
              t.children,
              matter.children.length > 0 ? (
                <ul key="children">
                  {matter.children.map(child => (
                    <li key={child.id}>
                      <Link href={addressOf(child.id)}>{`${child.number} ${child.title}`}</Link>{' '}
                      {child.isOpen && child.blocks && <span className="faint">{t.blocks}</span>}
                    </li>
                  ))}
                </ul>
              ) : undefined,
            ],
          ]}
        />
      )}
      {foot}
    </Panel>
  )
}
