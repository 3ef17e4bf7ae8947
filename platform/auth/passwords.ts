import { hash, verify } from '@node-rs/argon2'
import { refuse } from '#platform/http'
import { isCommon } from './common-passwords.ts'

// Argon2id, 46 MiB and one pass: OWASP's first choice. Two at once keep memory and a small machine's cores free for others.
const cost = { memoryCost: 47_104, timeCost: 1, parallelism: 1 }
const AT_ONCE = 2
const MOST_WAITING = 40
const SHORTEST = 10
const LONGEST = 200

// Of random bytes that nobody kept: a name that doesn't exist takes as long as one that does.
const dummy =
  '$argon2id$v=19$m=47104,t=1,p=1$2jgwZSgFRriEhUIxXiL6Cg$RKaG54vUi2vJgpOUq7NxNOO4siC8g43RpBMzX28HjNc'

let running = 0
const waiting: (() => void)[] = []

/** Whether a secret can't be looked at now, because too many wait already. */
export function isBusy(): boolean {
  return waiting.length >= MOST_WAITING
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running < AT_ONCE) running++
  else {
    if (isBusy()) refuse('busy', { seconds: 3 })
    await new Promise<void>(go => waiting.push(go))
  }
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next === undefined) running--
    else next()
  }
}

const plain = (secret: string) => secret.normalize('NFKC')

/** Hashes a password or code with Argon2id. Refuses with `busy` when too many wait. */
export function hashSecret(secret: string): Promise<string> {
  return inTurn(() => hash(plain(secret), cost))
}

/** Whether a secret is the hashed one; without a hash it takes the same time and is false. */
export async function isSecret(known: string | null | undefined, secret: string): Promise<boolean> {
  const matches = await inTurn(() => verify(known ?? dummy, plain(secret)))
  return matches && known !== null && known !== undefined
}

export type PasswordFault = 'password-short' | 'password-long' | 'password-name' | 'password-common'

/** What is wrong with a new password of an account; undefined when it may be used. */
export function findPasswordFault(password: string, accountName: string): PasswordFault | undefined {
  const signs = [...plain(password)]
  if (signs.length < SHORTEST) return 'password-short'
  if (signs.length > LONGEST) return 'password-long'
  const folded = plain(password).toLowerCase()
  // The name with a few signs around it is the first that is tried.
  if (folded.replaceAll(accountName, '').length < 5 && folded.includes(accountName)) return 'password-name'
  if (isCommon(folded)) return 'password-common'
  return undefined
}

/** Refuses a new password that breaks the policy, at the field `password`. */
export function demandGoodPassword(password: string, accountName: string): void {
  const fault = findPasswordFault(password, accountName)
  if (fault === undefined) return
  const params: Record<string, number> =
    fault === 'password-short' ? { least: SHORTEST } : fault === 'password-long' ? { most: LONGEST } : {}
  refuse('invalid', {}, [{ path: 'password', code: fault, params }])
}
