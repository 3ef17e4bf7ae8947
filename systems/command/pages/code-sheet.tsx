import { Button, FactList, Notice, useFormat } from '#platform/ui'
import type { CodeSheet } from './clients.ts'
import { usePageTexts } from './words.ts'

/** The sheet that is printed and handed over in person. The code shows once: leaving the page loses it. */
export function CodePaper({
  given,
  person,
  account,
  office,
}: {
  given: CodeSheet
  person: string
  account: string
  office: string
}) {
  const t = usePageTexts()
  const format = useFormat()
  return (
    <>
      <Notice kind="due" title={t.codeOnce}>
        {t.codeOnceHint}
      </Notice>
      <article className="panel" aria-label={t.codeSheet}>
        <header>
          <h2>{t.codeSheet}</h2>
          <span className="push">
            <Button kind="primary" icon="print" onClick={() => print()}>
              {t.print}
            </Button>
          </span>
        </header>
        <div className="body stack">
          <FactList
            facts={[
              [t.person, `${person}（${office}）`],
              [
                t.accountName,
                <span className="code" key="name">
                  {account}
                </span>,
              ],
              [
                t.code,
                <strong className="code single-use" key="code">
                  {given.code}
                </strong>,
              ],
              [t.validUntil, t.onceUntil({ at: format.moment(given.expiresAt) })],
              [
                t.address,
                <span className="code" key="address">
                  {location.origin}/sign-in/code
                </span>,
              ],
            ]}
          />
          <ol className="next-steps">
            <li>{t.codeStep1}</li>
            <li>{t.codeStep2}</li>
            <li>{t.codeStep3}</li>
          </ol>
        </div>
      </article>
    </>
  )
}
