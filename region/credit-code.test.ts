import fc from 'fast-check'
import { stdnum } from 'stdnum'
import { expect, test } from 'vitest'
import { checkCreditCode, makeCreditCode } from './credit-code.ts'

const body = fc.string({
  unit: fc.constantFrom(...'0123456789ABCDEFGHJKLMNPQRTUWXY'),
  minLength: 9,
  maxLength: 9,
})

test('a code completed with its check digit is right', () => {
  fc.assert(
    fc.property(body, rest => {
      const code = makeCreditCode(`91339900${rest}`)
      expect(checkCreditCode(code)).toEqual({ normalized: code, ok: true })
    }),
  )
})

test('stdnum agrees, but for the check digit 0 that it refuses', () => {
  fc.assert(
    fc.property(body, rest => {
      const code = makeCreditCode(`91339900${rest}`)
      expect(stdnum.CN!.uscc!.validate(code).isValid).toBe(!code.endsWith('0'))
    }),
    { numRuns: 500 },
  )
})

test('a remainder of 0 gives the check digit 0 (GB 32100-2015)', () => {
  expect(checkCreditCode(makeCreditCode('91339900G4X7XB7EN'))).toEqual({
    normalized: '91339900G4X7XB7EN0',
    ok: true,
  })
})

test('one wrong character is noticed', () => {
  fc.assert(
    fc.property(body, fc.nat(17), fc.constantFrom(...'0123456789'), (rest, at, digit) => {
      const code = makeCreditCode(`91339900${rest}`)
      fc.pre(code[at] !== digit)
      const wrong = code.slice(0, at) + digit + code.slice(at + 1)
      expect(checkCreditCode(wrong)).toEqual({ normalized: wrong, ok: false, problem: 'check-digit' })
    }),
  )
})

test('full-width, lower-case and spaced codes are folded to the one form', () => {
  const code = makeCreditCode('91339900MA2ABCDEF')
  const wide = [...code].map(c => String.fromCodePoint(c.codePointAt(0)! + 0xfee0)).join('')
  for (const typed of [
    wide,
    code.toLowerCase(),
    ` ${code.slice(0, 8)} ${code.slice(8)}\t`,
    `${code.slice(0, 8)}-${code.slice(8)}`,
    `\u3000${code}\u200b`,
  ])
    expect(checkCreditCode(typed)).toEqual({ normalized: code, ok: true })
})

test('what is too short, too long or has letters that no code has is told apart', () => {
  expect(checkCreditCode('').problem).toBe('length')
  expect(checkCreditCode('91339900MA2ABCDE').problem).toBe('length')
  expect(checkCreditCode(`${makeCreditCode('91339900MA2ABCDEF')}0`).problem).toBe('length')
  expect(checkCreditCode('91339900IOSVZ12345').problem).toBe('alphabet')
  expect(checkCreditCode('A1339900MA2ABCDEF0').problem).toBe('alphabet')
  expect(checkCreditCode('91339900嘉兴2ABCDEF0').problem).toBe('alphabet')
})

test('a check never throws, whatever stands in the cell', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), typed => {
      expect(typeof checkCreditCode(typed).ok).toBe('boolean')
    }),
  )
  for (const typed of ["' or 1=1 --        ", '=cmd|"/c calc"!A1  ', '<script>alert(1)</'])
    expect(checkCreditCode(typed).ok).toBe(false)
})

test('the start of a code must be one', () => {
  for (const start of ['', '91339900', '9133990XMA2ABCDEF', '91339900IOSVZ1234'])
    expect(() => makeCreditCode(start)).toThrow(RangeError)
})
