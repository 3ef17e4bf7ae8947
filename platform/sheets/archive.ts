import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'
import { SheetRefusal, size } from './refusal.ts'

const unpack = promisify(inflateRaw)

const localHeader = 0x04034b50
const centralHeader = 0x02014b50
const endOfDirectory = 0x06054b50
const wideEnd = 0x06064b50
const wideLocator = 0x07064b50
const wide = 0xffffffff
const wide16 = 0xffff
const maxEntries = 5000

/** One part as the directory of a ZIP archive declares it; sizes in bytes. */
type Part = {
  name: string
  method: number
  flags: number
  packed: number
  unpacked: number
  offset: number
  crc: number
}

/** A part's bytes as packed (to be handed on) and as unpacked (looked at). */
export type Unpacked = { packed: Buffer; method: number; crc: number; content: Buffer }

export type Archive = {
  names: string[]
  /** Undefined when there is no such part. Throws `zip-bomb` when all parts read so far exceed the limit. */
  read(name: string): Promise<Unpacked | undefined>
}

function broken(): never {
  throw new SheetRefusal('broken')
}

/**
 * Opens a ZIP archive by its directory, with sizes believed only as an upper bound: what unpacks to more than
 * it declares, or to more than `maxUnpacked` bytes together, is refused before any library sees it.
 */
export function openArchive(bytes: Uint8Array, maxUnpacked: number): Archive {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const parts = new Map<string, Part>()
  let declared = 0
  for (const part of directory(data)) {
    if (parts.has(part.name)) broken()
    parts.set(part.name, part)
    declared += part.unpacked
    if (declared > maxUnpacked) throw new SheetRefusal('zip-bomb', { limit: size(maxUnpacked) })
  }
  let left = maxUnpacked
  return {
    names: [...parts.keys()],
    async read(name) {
      const part = parts.get(name)
      if (!part) return undefined
      if (part.flags & 1) throw new SheetRefusal('encrypted')
      const packed = packedBytes(data, part)
      if (part.method === 0) {
        left -= packed.length
        if (left < 0) throw new SheetRefusal('zip-bomb', { limit: size(maxUnpacked) })
        return { packed, method: 0, crc: part.crc, content: packed }
      }
      if (part.method !== 8) broken()
      let content: Buffer
      try {
        content = (await unpack(packed, {
          maxOutputLength: Math.max(1, Math.min(part.unpacked, left)),
        })) as Buffer
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
          throw new SheetRefusal('zip-bomb', { limit: size(maxUnpacked) })
        }
        broken()
      }
      left -= content.length
      return { packed, method: 8, crc: part.crc, content }
    },
  }
}

function directory(data: Buffer): Part[] {
  let end = -1
  for (let at = data.length - 22; at >= Math.max(0, data.length - 22 - wide16); at--) {
    if (data.readUInt32LE(at) === endOfDirectory) {
      end = at
      break
    }
  }
  if (end === -1) broken()
  let count = data.readUInt16LE(end + 10)
  let at = data.readUInt32LE(end + 16)
  if ((count === wide16 || at === wide) && end >= 20 && data.readUInt32LE(end - 20) === wideLocator) {
    const record = Number(data.readBigUInt64LE(end - 20 + 8))
    if (record + 56 > data.length || data.readUInt32LE(record) !== wideEnd) broken()
    count = Number(data.readBigUInt64LE(record + 32))
    at = Number(data.readBigUInt64LE(record + 48))
  }
  if (count > maxEntries) broken()
  const parts: Part[] = []
  for (let index = 0; index < count; index++) {
    if (at + 46 > data.length || data.readUInt32LE(at) !== centralHeader) broken()
    const nameLength = data.readUInt16LE(at + 28)
    const extraLength = data.readUInt16LE(at + 30)
    const nameEnd = at + 46 + nameLength
    if (nameEnd + extraLength > data.length) broken()
    const part: Part = {
      flags: data.readUInt16LE(at + 8),
      method: data.readUInt16LE(at + 10),
      crc: data.readUInt32LE(at + 16),
      packed: data.readUInt32LE(at + 20),
      unpacked: data.readUInt32LE(at + 24),
      offset: data.readUInt32LE(at + 42),
      name: data.toString('utf8', at + 46, nameEnd).replaceAll('\\', '/'),
    }
    widen(part, data.subarray(nameEnd, nameEnd + extraLength))
    if (!part.name.endsWith('/')) parts.push(part)
    at = nameEnd + extraLength + data.readUInt16LE(at + 32)
  }
  return parts
}

/** Sizes and offset from the ZIP64 field, in its fixed order, for those that are marked as standing there. */
function widen(part: Part, extra: Buffer) {
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = extra.readUInt16LE(at + 2)
    if (extra.readUInt16LE(at) === 1) {
      let field = at + 4
      for (const key of ['unpacked', 'packed', 'offset'] as const) {
        if (part[key] !== wide) continue
        if (field + 8 > extra.length) broken()
        part[key] = Number(extra.readBigUInt64LE(field))
        field += 8
      }
      return
    }
    at += 4 + length
  }
}

function packedBytes(data: Buffer, part: Part): Buffer {
  if (part.offset + 30 > data.length || data.readUInt32LE(part.offset) !== localHeader) broken()
  const start = part.offset + 30 + data.readUInt16LE(part.offset + 26) + data.readUInt16LE(part.offset + 28)
  if (start + part.packed > data.length) broken()
  return data.subarray(start, start + part.packed)
}

/** A plain archive of the parts given, in their order. */
export function packArchive(parts: { name: string; part: Unpacked }[]): Buffer {
  const pieces: Buffer[] = []
  const entries: Buffer[] = []
  let offset = 0
  for (const { name, part } of parts) {
    const title = Buffer.from(name)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(localHeader, 0)
    local.writeUInt16LE(20, 4)
    local.writeUInt16LE(part.method, 8)
    local.writeUInt32LE(part.crc, 14)
    local.writeUInt32LE(part.packed.length, 18)
    local.writeUInt32LE(part.content.length, 22)
    local.writeUInt16LE(title.length, 26)
    const central = Buffer.alloc(46)
    central.writeUInt32LE(centralHeader, 0)
    central.writeUInt16LE(20, 4)
    central.writeUInt16LE(20, 6)
    local.copy(central, 10, 8, 30)
    central.writeUInt32LE(offset, 42)
    pieces.push(local, title, part.packed)
    entries.push(central, title)
    offset += local.length + title.length + part.packed.length
  }
  const listing = Buffer.concat(entries)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(endOfDirectory, 0)
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(listing.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...pieces, listing, end])
}
