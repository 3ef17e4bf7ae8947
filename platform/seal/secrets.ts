import { createHash, createHmac } from 'node:crypto'
import { deriveKey, type Key } from './keys.ts'

/** The secrets of public links: derived, so that one can be shown again and only its hash is stored. */
export type Secrets = {
  /** 26 characters of 128 bits, in capitals and digits without I, L, O, U: it is read out on the telephone. */
  of(linkId: string): string
}

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Secrets under the master key. */
export function openSecrets(master: Key): Secrets {
  const key = deriveKey(master, 'link secrets')
  return {
    of(linkId) {
      let left = BigInt(`0x${createHmac('sha256', key).update(linkId).digest('hex').slice(0, 32)}`)
      let secret = ''
      for (let i = 0; i < 26; i++) {
        secret = alphabet[Number(left & 31n)] + secret
        left >>= 5n
      }
      return secret
    },
  }
}

/** A secret as the database knows it. */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest()

/** A secret as somebody typed it: spaces, hyphens and full-width signs fold; O, I and L are read as the digits they look like. */
export const readSecret = (typed: string): string =>
  typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\-–—]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
