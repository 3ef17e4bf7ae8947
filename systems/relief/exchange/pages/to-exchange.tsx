import { Link, useTexts } from '#platform/ui'
import { openTexts } from '../open-texts.ts'

/** From the report page to what the enterprise needs and can spare. */
export function ToExchange({ secret }: { secret: string }) {
  const t = useTexts(openTexts)
  return (
    <p className="ahead">
      <Link href={`/r/${encodeURIComponent(secret)}/exchange`}>{t.toExchange}</Link>
    </p>
  )
}
