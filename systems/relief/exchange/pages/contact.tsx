import { useState } from 'react'
import { Button, FactList, Masked, Notice, Panel, useAction, useViewer, Watermark } from '#platform/ui'
import { reveal } from '../../pages/calls.ts'
import { type Contact, useExchangeTexts } from './calls.ts'

/** Whom to call, when asked for: each look is recorded, so the page alone asks nothing. */
export function WhomToCall({ find }: { find: () => Promise<Contact> }) {
  const { t } = useExchangeTexts()
  const viewer = useViewer()
  const [seen, setSeen] = useState<Contact>()
  const look = useAction(find)
  return (
    <Panel title={t.contactName}>
      {look.problem !== undefined && <Notice>{t.noContact}</Notice>}
      {seen === undefined ? (
        look.problem === undefined && (
          <Button pending={look.pending} onClick={async () => setSeen(await look.run(undefined))}>
            {t.showContact}
          </Button>
        )
      ) : (
        <Watermark viewer={viewer.name}>
          <FactList
            facts={(['name', 'telephone'] as const).map(field => {
              const label = field === 'name' ? t.contactName : t.contactTelephone
              const masked = seen[field]
              return [
                label,
                masked && (
                  <Masked
                    key={field}
                    label={label}
                    masked={masked}
                    reveal={purpose => reveal(seen.personId, field, purpose)}
                  />
                ),
              ]
            })}
          />
        </Watermark>
      )}
    </Panel>
  )
}
