import { format } from './format.ts'

export function Page() {
  return <h1>{String(format)}</h1>
}
