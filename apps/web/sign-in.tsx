import { type FormEvent, useState } from 'react'
import {
  Button,
  ErrorSummary,
  Link,
  Notice,
  PublicPage,
  TextField,
  useAction,
  useAddress,
  useTexts,
  useTitle,
} from '#platform/ui'
import { command, openByCode } from './calls.ts'
import { useDemo } from './frame.tsx'
import { queries } from './queries.ts'
import { webTexts } from './texts.ts'

/** Only addresses of this app: a link cannot send somebody elsewhere after signing in. */
const safe = (next: string | undefined) =>
  next?.startsWith('/') && !next.startsWith('//') && !next.startsWith('/\\') ? next : '/'

type Saved = ReturnType<typeof useAction<never, unknown>>

/** What kept the door shut: no answer, or the refusal's words. Field errors stand in the summary. */
function Refused({ action }: { action: Pick<Saved, 'isOffline' | 'problem' | 'errors'> }) {
  const t = useTexts(webTexts)
  if (action.isOffline) {
    return (
      <Notice kind="overdue" live title={t.notDone}>
        {t.notAnswered}
      </Notice>
    )
  }
  if (action.errors.length > 0) return <ErrorSummary errors={action.errors} />
  return action.problem ? (
    <Notice kind="overdue" live title={t.notDone}>
      {action.problem.detail}
    </Notice>
  ) : null
}

/** Name and password. */
export function SignInPage() {
  const t = useTexts(webTexts)
  useTitle(t.signIn)
  const { query, go } = useAddress()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const signIn = useAction((body: { name: string; password: string }, key) =>
    command.signIn({ body }, { key }),
  )
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!(await signIn.run({ name, password }))) return
    queries.clear()
    go(safe(query.next))
  }
  return (
    <PublicPage purpose={t.signIn} demo={useDemo()}>
      <h1>{t.signIn}</h1>
      <p className="lead">{t.signInLead}</p>
      <Refused action={signIn} />
      <form onSubmit={event => void submit(event)}>
        <TextField
          name="name"
          label={t.name}
          value={name}
          onChange={setName}
          error={signIn.errorOf('name')}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
        />
        <TextField
          name="password"
          label={t.password}
          type="password"
          value={password}
          onChange={setPassword}
          error={signIn.errorOf('password')}
          autoComplete="current-password"
        />
        <Button type="submit" kind="primary" big wide pending={signIn.pending}>
          {t.signIn}
        </Button>
      </form>
      <p className="ahead">
        {t.firstTime} <br />
        <Link href="/sign-in/code">{t.haveCode}</Link>
      </p>
    </PublicPage>
  )
}

/** The first sign-in, or a reset: the administrator's code sets the password. */
export function UseCodePage() {
  const t = useTexts(webTexts)
  useTitle(t.codeTitle)
  const { go } = useAddress()
  const [name, setName] = useState('')
  const [code, setCode] = useState('')
  const [password, setPassword] = useState('')
  const enter = useAction((body: { name: string; code: string; password: string }, key) =>
    openByCode({ body }, { key }),
  )
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!(await enter.run({ name, code, password }))) return
    queries.clear()
    go('/')
  }
  return (
    <PublicPage purpose={t.signIn} demo={useDemo()}>
      <h1>{t.codeTitle}</h1>
      <p className="lead">{t.codeLead}</p>
      <Refused action={enter} />
      <form onSubmit={event => void submit(event)}>
        <TextField
          name="name"
          label={t.name}
          value={name}
          onChange={setName}
          error={enter.errorOf('name')}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
        />
        <TextField
          name="code"
          label={t.code}
          hint={t.codeHint}
          value={code}
          onChange={setCode}
          error={enter.errorOf('code')}
          autoComplete="one-time-code"
          autoCapitalize="characters"
          spellCheck={false}
        />
        <TextField
          name="password"
          label={t.newPassword}
          hint={t.newPasswordHint}
          type="password"
          value={password}
          onChange={setPassword}
          error={enter.errorOf('password')}
          autoComplete="new-password"
        />
        <Button type="submit" kind="primary" big wide pending={enter.pending}>
          {t.setAndSignIn}
        </Button>
      </form>
      <p className="ahead">
        <Link href="/sign-in">{t.backToSignIn}</Link>
      </p>
    </PublicPage>
  )
}
