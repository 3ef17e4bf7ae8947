import { useState } from 'react'
import { Button, LinkButton, Panel } from '#platform/ui'
import { MatterFetched, MatterScreen } from '../../pages/matter.tsx'
import type { Neighbours } from '../../pages/neighbours.ts'
import { AboutLink } from './about.tsx'
import { tasks, useTaskTexts } from './calls.ts'
import { WriteMinutes } from './order.tsx'
import { TaskTable } from './rows.tsx'

/** A conference: its matter, its minutes, and the tasks that came of it. */
export function ConferencePage({ neighbours }: { neighbours: Neighbours }) {
  const { t, words, format } = useTaskTexts()
  const [isWriting, setWriting] = useState(false)
  const list = { label: t.tasks, href: '/relief/tasks' }
  return (
    <MatterFetched kind="conference" call={tasks.viewConference} list={list} what={t.conference}>
      {({ matter, conference, tasks: rows }) => {
        const mayMinute = matter.actions.some(offer => offer.action === 'minute')
        const hidden = conference.resolved - rows.length
        // Minutes are written with their resolutions, in a form of their own.
        const shown = { ...matter, actions: matter.actions.filter(offer => offer.action !== 'minute') }
        return (
          <MatterScreen
            matter={shown}
            neighbours={neighbours}
            list={list}
            words={words}
            endings={['closed', 'cancelled']}
            facts={[
              [t.agenda, conference.agenda],
              [t.heldAt, format.moment(conference.heldAt)],
              [t.place, conference.place],
              [t.present, conference.present],
              [t.about, conference.about && <AboutLink key="a" about={conference.about} />],
            ]}
            above={
              <Panel
                title={t.minutes}
                aside={
                  mayMinute ? (
                    <Button kind="primary" onClick={() => setWriting(true)}>
                      {t.writeMinutes}
                    </Button>
                  ) : (
                    conference.minutes !== null && (
                      <LinkButton href={`/api/relief/conferences/${matter.id}/minutes`} icon="print" download>
                        {t.printMinutes}
                      </LinkButton>
                    )
                  )
                }
              >
                {conference.minutes === null ? (
                  <p className="quiet">{t.noMinutes}</p>
                ) : (
                  <div className="stack">
                    <p className="words">{conference.minutes}</p>
                    {rows.length > 0 && <TaskTable rows={rows} caption={t.resolutions} />}
                    {hidden > 0 && <p className="quiet">{t.hiddenTasks({ count: format.figure(hidden) })}</p>}
                  </div>
                )}
                {isWriting && (
                  <WriteMinutes
                    conferenceId={matter.id}
                    version={matter.version}
                    about={conference.about}
                    onClose={() => setWriting(false)}
                  />
                )}
              </Panel>
            }
          />
        )
      }}
    </MatterFetched>
  )
}
