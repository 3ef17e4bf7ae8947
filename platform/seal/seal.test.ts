import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { KeyFileError, keyOf, loginPasswords, openMasterKey } from './keys.ts'
import { mask, plainTelephone } from './masks.ts'
import { BrokenSeal, seal, unseal } from './seal.ts'
import { hashSecret, openSecrets } from './secrets.ts'

const key = keyOf(randomBytes(32))
const bytes = fc.uint8Array({ maxLength: 300 }).map(array => Buffer.from(array))

describe('a sealed value', () => {
  test('opens to what was sealed', () => {
    fc.assert(
      fc.property(bytes, fc.string(), (plain, place) => {
        expect(unseal(key, place, seal(key, place, plain))).toEqual(plain)
      }),
    )
  })

  test('doesn’t open in the place of another', () => {
    fc.assert(
      fc.property(bytes, fc.string(), fc.string(), (plain, place, other) => {
        fc.pre(place !== other)
        expect(() => unseal(key, other, seal(key, place, plain))).toThrow(BrokenSeal)
      }),
    )
  })

  test('doesn’t open when it is cut short', () => {
    fc.assert(
      fc.property(bytes, fc.nat(), (plain, cut) => {
        const whole = seal(key, 'place', plain)
        expect(() => unseal(key, 'place', whole.subarray(0, cut % whole.length))).toThrow(BrokenSeal)
      }),
    )
  })

  test('doesn’t open when a single bit of it was turned', () => {
    fc.assert(
      fc.property(bytes, fc.nat(), (plain, at) => {
        const whole = seal(key, 'place', plain)
        const bit = at % (whole.length * 8)
        whole[bit >> 3]! ^= 1 << (bit & 7)
        expect(() => unseal(key, 'place', whole)).toThrow(BrokenSeal)
      }),
    )
  })

  test('doesn’t open under another key, even one of the same name', () => {
    const other = { id: key.id, bytes: randomBytes(32) }
    expect(() => unseal(keyOf(randomBytes(32)), 'place', seal(key, 'place', Buffer.from('罗文')))).toThrow(
      /another key/,
    )
    expect(() => unseal(other, 'place', seal(key, 'place', Buffer.from('罗文')))).toThrow(BrokenSeal)
  })

  test('never looks the same twice', () => {
    expect(seal(key, 'place', Buffer.from('罗文'))).not.toEqual(seal(key, 'place', Buffer.from('罗文')))
  })
})

describe('the key file', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tongzhou-key-'))
  const keyFile = path.join(folder, 'a', 'master.key')
  const place = { keyFile, dataDir: path.join(folder, 'data'), lang: 'en' as const }
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }))

  test('is made at first use for its owner alone, and is the same afterwards', () => {
    const first = openMasterKey(place)
    expect(fs.statSync(keyFile).mode & 0o777).toBe(0o600)
    expect(fs.readdirSync(path.dirname(keyFile))).toEqual(['master.key'])
    expect(openMasterKey(place)).toEqual(first)
    expect(loginPasswords(first)).toEqual(loginPasswords(openMasterKey(place)))
    expect(loginPasswords(first).app).not.toBe(loginPasswords(first).public)
  })

  test('is refused when others can read it', () => {
    openMasterKey(place)
    fs.chmodSync(keyFile, 0o644)
    expect(() => openMasterKey(place)).toThrow(
      new KeyFileError(
        `The key file ${keyFile} has mode 0644, so other accounts can read it. Run chmod 600 ${keyFile}.`,
      ),
    )
  })

  test.each(['', 'short', `${'A'.repeat(43)}!`, randomBytes(31).toString('base64')])(
    'is refused when it holds %j',
    held => {
      fs.mkdirSync(path.dirname(keyFile), { recursive: true })
      fs.writeFileSync(keyFile, held, { mode: 0o600 })
      expect(() => openMasterKey(place)).toThrow(/does not hold 32 bytes/)
    },
  )

  test('is refused inside the data folder, whose backups would carry it', () => {
    expect(() => openMasterKey({ ...place, keyFile: path.join(place.dataDir, 'master.key') })).toThrow(
      /inside the data folder/,
    )
  })

  test('is refused in words when its place cannot be written', () => {
    fs.mkdirSync(folder, { recursive: true })
    fs.writeFileSync(path.join(folder, 'a'), 'a file')
    expect(() => openMasterKey(place)).toThrow(/cannot be read or made/)
  })
})

describe('a mask', () => {
  test.each([
    ['name', '罗文', '罗*'],
    ['name', '欧阳文山', '欧***'],
    ['name', 'John Smith', 'J***'],
    ['telephone', '13800000021', '138-****-0021'],
    ['telephone', '+86 138 0000 0021', '138-****-0021'],
    ['telephone', '0573-88881234', '0573-****-1234'],
    ['telephone', '010-88881234', '010-****-1234'],
    ['telephone', '12345', '****'],
    ['document', '339900199001011234', '339900********1234'],
    ['document', 'E12345678', 'E******78'],
    ['document', '1234', '****'],
    ['address', '嘉善县魏塘街道亭桥南路123号', '嘉善县魏塘街道****'],
    ['address', '某路1号', '****'],
    ['note', '常年出差', '****'],
  ] as const)('of a %s hides %s as %s', (field, value, shown) => {
    expect(mask(field, value)).toBe(shown)
  })

  test('is made for whatever was typed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('name', 'telephone', 'document', 'address', 'note'),
        fc.string({ unit: 'grapheme' }),
        (field, value) => {
          expect(mask(field, value)).toMatch(/\*|^$/)
        },
      ),
    )
  })
})

test('a telephone number is the same however it is typed', () => {
  for (const typed of ['138 0000 0021', '+8613800000021', '0086-138-0000-0021', '１３８００００００２１'])
    expect(plainTelephone(typed)).toBe('13800000021')
  for (const typed of ['0573 8888 1234', '+86 573 88881234', '(0573)88881234'])
    expect(plainTelephone(typed)).toBe('057388881234')
})

test('a link’s secret can be read out, shown again, and is another for each link and key', () => {
  const secrets = openSecrets(key)
  expect(secrets.of('a')).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/)
  expect(secrets.of('a')).toBe(openSecrets(key).of('a'))
  expect(new Set([secrets.of('a'), secrets.of('b'), openSecrets(keyOf(randomBytes(32))).of('a')]).size).toBe(
    3,
  )
  expect(hashSecret(secrets.of('a'))).toHaveLength(32)
})
