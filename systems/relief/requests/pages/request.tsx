import { LinkButton } from '#platform/ui'
import { MatterFetched, MatterScreen } from '../../pages/matter.tsx'
import type { Neighbours } from '../../pages/neighbours.ts'
import { requests, useRequestTexts } from './calls.ts'
import { PartyLink } from './link.tsx'

/** A request: the page of its matter, and of a body outside its link. */
export function RequestPage({ neighbours }: { neighbours: Neighbours }) {
  const { t, of, words, office, format } = useRequestTexts()
  const list = { label: t.requests, href: '/relief/requests' }
  return (
    <MatterFetched kind="request" call={requests.viewRequest} list={list} what={t.request}>
      {({ matter, request }) => (
        <MatterScreen
          matter={matter}
          neighbours={neighbours}
          list={list}
          words={words}
          endings={['closed', 'unanswered', 'withdrawn']}
          facts={[
            [t.from, office(request.office, request.officeEn)],
            [t.to, office(request.to, request.toEn)],
            [t.asked, request.asked],
            [t.reply, request.reply],
            [
              t.repliedBy,
              request.repliedBy === null || request.repliedAt === null
                ? undefined
                : format.joined([
                    of('by', request.repliedBy) && t[`by.${request.repliedBy}`],
                    format.moment(request.repliedAt),
                  ]),
            ],
            [t.declines, request.declines === 0 ? undefined : format.figure(request.declines)],
            [t.chased, request.chased === 0 ? undefined : format.figure(request.chased)],
            [
              t.contact,
              request.contact === null
                ? undefined
                : format.joined([request.contact.name, request.contact.telephone]),
            ],
          ]}
          factsFoot={<LinkButton href={`/api/relief/requests/${matter.id}/letter`}>{t.letter}</LinkButton>}
          below={request.isOutside && request.isOwn && <PartyLink id={matter.id} />}
        />
      )}
    </MatterFetched>
  )
}
