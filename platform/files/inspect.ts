import { open } from 'node:fs/promises'
import { fileTypeFromBuffer, fileTypeFromFile } from 'file-type'
import { cleanName } from './names.ts'
import { FileRefusal } from './refusal.ts'

/** The kinds of file we take. Pictures are made anew before they are kept; the rest is only ever downloaded. */
const fileKinds = {
  jpeg: { type: 'image/jpeg', extension: 'jpg', picture: true },
  png: { type: 'image/png', extension: 'png', picture: true },
  webp: { type: 'image/webp', extension: 'webp', picture: true },
  pdf: { type: 'application/pdf', extension: 'pdf', picture: false },
  docx: {
    type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    extension: 'docx',
    picture: false,
  },
  xlsx: {
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    extension: 'xlsx',
    picture: false,
  },
} as const
export type FileKind = keyof typeof fileKinds

const megabyte = 1024 * 1024
/** Most bytes of an upload: a photo as the camera gives it, any other document. */
export const fileLimits = { picture: 40 * megabyte, document: 20 * megabyte }

export type InspectedFile = {
  kind: FileKind
  type: string
  picture: boolean
  size: number
  /** The name given, without path and control characters, with the extension that belongs to the content. */
  name: string
}

const kindByType = new Map<string, FileKind>(
  (Object.keys(fileKinds) as FileKind[]).map(kind => [fileKinds[kind].type, kind]),
)

/**
 * Says what a file is by its content; its name is only what it is called. Throws {@link FileRefusal} for what
 * we don't take (SVG and HTML among them, which have no signature) and for what is too large.
 */
export async function inspectFile(source: Uint8Array | string, declaredName: string): Promise<InspectedFile> {
  const size = await sizeOf(source)
  if (size === 0) throw new FileRefusal('empty')
  const found = await typeOf(source)
  const kind = kindByType.get(found ?? '')
  if (kind === undefined) throw new FileRefusal(refusalOf(found))
  const { type, extension, picture } = fileKinds[kind]
  const limit = picture ? fileLimits.picture : fileLimits.document
  if (size > limit) throw new FileRefusal('too-large', `${limit / megabyte} MB`)
  return { kind, type, picture, size, name: cleanName(declaredName, extension) }
}

async function typeOf(source: Uint8Array | string): Promise<string | undefined> {
  try {
    const found = await (typeof source === 'string' ? fileTypeFromFile(source) : fileTypeFromBuffer(source))
    return found?.mime
  } catch {
    return undefined
  }
}

function refusalOf(type: string | undefined) {
  if (type === undefined) return 'type-not-allowed'
  if (type === 'image/heic' || type === 'image/heif') return 'heic'
  if (type === 'application/x-cfb') return 'old-office'
  if (/macroenabled/i.test(type)) return 'macros'
  return 'type-not-allowed'
}

async function sizeOf(source: Uint8Array | string): Promise<number> {
  if (typeof source !== 'string') return source.length
  const file = await open(source, 'r')
  try {
    return (await file.stat()).size
  } finally {
    await file.close()
  }
}
