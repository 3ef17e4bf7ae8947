import { useState } from 'react'
import { Button, FactList, Notice, Panel, useAction } from '#platform/ui'
import { Qr } from '../../pages/qr.tsx'
import { requests, useRequestTexts } from './calls.ts'

type Shown = Awaited<ReturnType<typeof requests.showLink>>
type Change = Parameters<typeof requests.changeLink>[0]['body']

/** The link of a body outside: the code to tell by telephone, each device, and who opened it. */
export function PartyLink({ id }: { id: string }) {
  const { t, format } = useRequestTexts()
  const [shown, setShown] = useState<Shown>()
  const show = useAction((_: undefined, key) => requests.showLink({ params: { id } }, { key }))
  const change = useAction((body: Change, key) => requests.changeLink({ params: { id }, body }, { key }))
  const look = async () => setShown((await show.run(undefined)) ?? shown)
  const apply = async (body: Change) => {
    if ((await change.run(body)) !== undefined) await look()
  }
  const problem = show.problem ?? change.problem
  const address = shown?.secret ? `${location.origin}/p#${shown.secret}` : undefined
  return (
    <Panel
      title={t.link}
      aside={
        <Button pending={show.pending} onClick={() => void look()}>
          {t.showLink}
        </Button>
      }
    >
      <div className="stack">
        <p className="quiet">{t.linkHint}</p>
        {problem && (
          <Notice kind="overdue" live>
            {problem.detail}
          </Notice>
        )}
        {shown && (
          <>
            {address === undefined ? (
              <Notice kind="due">{t.revoked}</Notice>
            ) : (
              <>
                <Qr text={address} label={t.link} size={160} />
                <FactList
                  facts={[
                    [t.link, <code key="a">{address}</code>],
                    [t.code, shown.code === null ? t.noCode : <strong key="c">{shown.code}</strong>],
                    [t.expires, format.moment(shown.expiresAt)],
                  ]}
                />
              </>
            )}
            <div className="row">
              {address !== undefined && (
                <Button onClick={() => void apply({ do: 'new-code' })}>{t.newCode}</Button>
              )}
              <Button onClick={() => void apply({ do: 'renew' })}>{t.renew}</Button>
              {address !== undefined && (
                <Button onClick={() => void apply({ do: 'revoke' })}>{t.revoke}</Button>
              )}
            </div>
            <h3>{t.devices}</h3>
            {shown.devices.length === 0 && <p className="quiet">{t.noDevices}</p>}
            <ul className="stack">
              {shown.devices.map(device => (
                <li key={device.id} className="row">
                  {format.joined([
                    t[device.agent],
                    t.place({ mark: device.address }),
                    format.moment(device.boundAt),
                    device.revokedAt !== null && t.ended,
                  ])}
                  {device.revokedAt === null && (
                    <Button onClick={() => void apply({ do: 'revoke-device', deviceId: device.id })}>
                      {t.endDevice}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
            <h3>{t.openings}</h3>
            <ul className="stack">
              {shown.openings.map(one => (
                <li key={`${one.what}${one.address}${one.lastAt}`}>
                  {format.joined([
                    t[`what.${one.what}`],
                    t.times({ count: format.figure(one.times) }),
                    t.place({ mark: one.address }),
                    format.moment(one.lastAt),
                  ])}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </Panel>
  )
}
