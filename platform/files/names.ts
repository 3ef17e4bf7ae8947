// Control characters, and the marks that turn the direction of writing: "gpj.exe" must not read as "exe.jpg".
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const unseen = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g
const longest = 100

/** A file's name as it is kept and shown: no path, nothing unseen, at most 100 characters and its extension. */
export function cleanName(declared: string, extension: string): string {
  const last = declared.toWellFormed().normalize('NFC').split(/[\\/]/).at(-1) ?? ''
  const stem = last
    .replace(unseen, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\.[\p{L}\p{N}]{1,5}$/u, '')
    .replace(/^[.\s]+|[.\s]+$/g, '')
  return `${[...stem].slice(0, longest).join('') || 'file'}.${extension}`
}

/** `Content-Disposition` with a plain ASCII name for old programs and the real one by RFC 5987. */
export function contentDisposition(how: 'inline' | 'attachment', name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_')
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*!]/g,
    char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${how}; filename="${ascii}"; filename*=UTF-8''${encoded}`
}

/**
 * The headers of a kept file. Only pictures that we made ourselves are shown in place; everything else is a
 * download. Nothing in it can run, be taken for another type, or be kept by a cache: an office's computer serves many.
 */
export function downloadHeaders(file: { name: string; type: string; size: number }) {
  const shown = file.type === 'image/jpeg' || file.type === 'image/webp'
  return {
    'content-type': file.type,
    'content-length': String(file.size),
    'content-disposition': contentDisposition(shown ? 'inline' : 'attachment', file.name),
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  }
}
