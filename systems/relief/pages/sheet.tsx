import { Button, Fetched, Link, Panel, useAddress, useTitle } from '#platform/ui'
import { reportAddress, useEnterprise, useReportLink } from './enterprise.tsx'
import { Qr } from './qr.tsx'
import { usePageTexts } from './words.ts'

/** The sheet that hangs at an enterprise's gate: what the code is for, large, and nothing else. */
export function SheetPage() {
  const t = usePageTexts()
  const { params } = useAddress()
  const id = params.id ?? ''
  const enterprise = useEnterprise()
  const link = useReportLink(id)
  useTitle(t.printSheet)
  return (
    <Fetched query={enterprise} what={t.enterprise}>
      {view => (
        <Fetched query={link} what={t.reportLink}>
          {({ secret }) =>
            secret === null ? (
              <p>
                {t.noLink} <Link href={`/relief/enterprises/${id}`}>{t.backToEnterprise}</Link>
              </p>
            ) : (
              <>
                <p className="crumbs filters">
                  <Link href={`/relief/enterprises/${id}`}>{t.backToEnterprise}</Link>
                  <Button icon="print" kind="primary" onClick={() => print()}>
                    {t.print}
                  </Button>
                </p>
                <Panel>
                  <div className="question">
                    <h1 tabIndex={-1}>{t.sheetTitle}</h1>
                    <p className="lead">{t.sheetLead}</p>
                    <Qr
                      text={reportAddress(secret)}
                      label={t.qrOf({ name: view.enterprise.name })}
                      size={320}
                    />
                    <ol className="next-steps ahead">
                      <li>{t.sheetSteps1}</li>
                      <li>{t.sheetSteps2}</li>
                      <li>{t.sheetSteps3}</li>
                    </ol>
                    <h2 className="ahead">{view.enterprise.name}</h2>
                    {view.enterprise.liaison !== null && (
                      <p>
                        {t.sheetOfficer({
                          name: view.enterprise.liaison,
                          office: view.enterprise.liaisonOffice ?? '',
                        })}
                      </p>
                    )}
                    <p>{t.footHotline}</p>
                  </div>
                </Panel>
              </>
            )
          }
        </Fetched>
      )}
    </Fetched>
  )
}
