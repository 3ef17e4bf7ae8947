import { Link } from '#platform/ui'
import type { Named } from './calls.ts'

const folders = {
  problem: '/relief/problems',
  cause: '/relief/causes',
  enterprise: '/relief/enterprises',
} as const

/** A link to what something is about. */
export const AboutLink = ({ about }: { about: Named }) => (
  <Link href={`${folders[about.kind]}/${about.id}`}>{about.title}</Link>
)
