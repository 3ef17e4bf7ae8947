import type { PersonField } from './schema.ts'

/** A telephone number as it is compared: digits alone, without the country's code, (0573)8888 1234 as 057388881234. */
export function plainTelephone(typed: string): string {
  const compact = typed.normalize('NFKC').replace(/[^\d+]/g, '')
  const abroad = /^(?:\+|00)86(\d+)$/.exec(compact)?.[1]
  if (abroad === undefined) return compact.replace(/\+/g, '')
  return /^1\d{10}$/.test(abroad) || abroad.startsWith('0') ? abroad : `0${abroad}`
}

/** A document's number as it is compared: without spaces and dashes, letters in capitals. */
export function plainDocument(typed: string): string {
  return typed
    .normalize('NFKC')
    .replace(/[\s\-－·]/g, '')
    .toUpperCase()
}

function maskTelephone(value: string): string {
  const digits = plainTelephone(value)
  if (/^1\d{10}$/.test(digits)) return `${digits.slice(0, 3)}-****-${digits.slice(-4)}`
  if (digits.length < 7) return '****'
  const area = /^0(?:10|2\d|[3-9]\d\d)/.exec(digits)?.[0]
  return area === undefined ? `****-${digits.slice(-4)}` : `${area}-****-${digits.slice(-4)}`
}

function maskDocument(value: string): string {
  const plain = plainDocument(value)
  const [head, tail] = plain.length >= 15 ? [6, 4] : plain.length >= 8 ? [1, 2] : [0, 0]
  return plain.slice(0, head) + '*'.repeat(plain.length - head - tail) + plain.slice(plain.length - tail)
}

function maskName(value: string): string {
  const points = [...value.trim()]
  // The length of a foreign name tells more than its first letter.
  return /\p{Script=Han}/u.test(points[0] ?? '')
    ? points[0] + '*'.repeat(Math.max(1, points.length - 1))
    : `${points[0] ?? ''}***`
}

/** An address down to its town or street, without which an official can't tell two of the same name apart. */
function maskAddress(value: string): string {
  const known = /^.{0,40}?(?:街道|镇|乡)/u.exec(value)?.[0] ?? /^.{0,30}?[县区市]/u.exec(value)?.[0] ?? ''
  return `${known}****`
}

/** What a viewer sees before a reveal: 罗*, 138-****-0021, 339900********1234. Made on the server only. */
export function mask(field: PersonField, value: string): string {
  switch (field) {
    case 'name':
      return maskName(value)
    case 'telephone':
      return maskTelephone(value)
    case 'document':
      return maskDocument(value)
    case 'address':
      return maskAddress(value)
    case 'email':
      return value.replace(/^(.).*(@.*)$/u, '$1****$2')
    case 'note':
      return '****'
  }
}
