import { texts } from './texts.ts'

export function Page() {
  return <h1>{texts('en').title}</h1>
}
