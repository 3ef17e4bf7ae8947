import { Button, LinkButton, Notice, useFormat, useViewer } from '#platform/ui'
import { useVisitTexts } from './calls.ts'
import { useOutbox } from './outbox.ts'

/** What waits on this device to be sent, and what has just arrived. */
export function WaitingVisits() {
  const t = useVisitTexts()
  const format = useFormat()
  const { waiting, share, sent, flush, discard, clearSent } = useOutbox(useViewer().id)
  const refused = waiting.filter(one => one.problem !== undefined)
  const rest = waiting.length - refused.length
  return (
    <>
      {sent !== undefined && rest === 0 && (
        <Notice
          kind="done"
          title={t.recorded}
          live
          actions={
            <>
              <LinkButton href={`/relief/visits/${sent.id}`}>{t.visit}</LinkButton>
              <Button kind="plain" onClick={clearSent}>
                {t.cancel}
              </Button>
            </>
          }
        >
          {sent.problems > 0 && t.problemCount({ count: sent.problems })}
        </Notice>
      )}
      {rest > 0 && (
        <Notice
          kind="due"
          title={t.waiting({ count: format.figure(rest) })}
          live
          actions={share === undefined && <Button onClick={() => void flush()}>{t.tryAgain}</Button>}
        >
          {share === undefined ? t.waitingHint : t.sending({ percent: format.percent(share) })}
        </Notice>
      )}
      {refused.map(one => (
        <Notice
          key={one.body.id}
          kind="overdue"
          title={`${t.refusedOne}：${one.label}`}
          live
          actions={
            <Button kind="danger" onClick={() => void discard(one.body.id)}>
              {t.discard}
            </Button>
          }
        >
          <p>{one.problem}</p>
          <p className="quiet">{one.body.words}</p>
        </Notice>
      ))}
    </>
  )
}
