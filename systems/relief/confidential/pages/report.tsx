import { client } from '#platform/http'
import { FactList, NothingKeptProvider, useFormat, useLang, useTexts } from '#platform/ui'
import { headers } from '../../pages/calls.ts'
import { MatterFetched, MatterScreen } from '../../pages/matter.tsx'
import type { Neighbours } from '../../pages/neighbours.ts'
import { confidentialApi } from '../api.ts'
import { texts } from '../texts.ts'

const calls = client(confidentialApi, { headers })

/** A confidential report, for those above who examine it. */
export function ConfidentialPage({ neighbours }: { neighbours: Neighbours }) {
  const t = useTexts(texts)
  const lang = useLang()
  const format = useFormat()
  const list = { label: t.myDay, href: '/my-day' }
  return (
    <NothingKeptProvider value>
      <MatterFetched kind="confidential" call={calls.viewConfidential} list={list} what={t.report}>
        {({ matter, ...report }) => (
          <MatterScreen
            matter={matter}
            neighbours={neighbours}
            list={list}
            words={t}
            endings={['answered', 'referred', 'unfounded', 'withdrawn']}
            facts={[
              [t.named, lang === 'en' ? report.officeEn : report.office],
              [t.by, t[`by.${report.by}`]],
              [t.said, report.description],
              [
                t.contact,
                report.contact === null
                  ? undefined
                  : format.joined([report.contact.name, report.contact.telephone]),
              ],
              [t.finding, report.finding],
            ]}
            find={{
              account: async typed =>
                (await neighbours.accounts({ q: typed })).map(one => ({
                  value: one.id,
                  label: one.displayName,
                  hint: lang === 'en' ? one.officeEn : one.office,
                })),
            }}
            factsFoot={<FactList facts={[[t.seen, t.seenHint]]} />}
          />
        )}
      </MatterFetched>
    </NothingKeptProvider>
  )
}
