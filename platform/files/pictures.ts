import sharp from 'sharp'
import { FileRefusal } from './refusal.ts'

// Only these three formats are ever decoded, whatever a file turns out to be: sharp would render SVG as well.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp'],
})
sharp.concurrency(1)
sharp.cache(false)

// The 108 megapixels of a telephone's camera are taken; its 200 are refused with words.
const maxPixels = 110_000_000
// A progressive picture is held whole while it is unpacked, six bytes and more a pixel.
const maxProgressivePixels = 50_000_000
const maxEdge = 2560
const thumbnailEdge = 320
const longestSeconds = 30
const atOnce = 2

export type Picture = { bytes: Buffer; type: 'image/jpeg' | 'image/webp'; width: number; height: number }

let running = 0
const waiting: (() => void)[] = []

/** A photo of 110 megapixels takes 330 MB while it is open: two at once, the others wait their turn. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnce) await new Promise<void>(resolve => waiting.push(resolve))
  else running++
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running--
  }
}

/**
 * Makes a picture anew: turned upright, at most 2560 pixels wide or high, in sRGB, without any metadata (place,
 * camera, moment, preview), and a thumbnail of 320. A photo stays JPEG, everything else becomes WebP; of a
 * moving picture the first frame stays. Throws {@link FileRefusal} `too-many-pixels` or `broken-image`.
 */
export async function reencodeImage(
  source: Uint8Array | string,
): Promise<{ full: Picture; thumbnail: Picture }> {
  return inTurn(async () => {
    try {
      const open = () => sharp(source, { limitInputPixels: false, failOn: 'error' })
      const { width, height, format, isProgressive } = await open().metadata()
      // Known from the header alone, before a pixel is unpacked.
      const limit = isProgressive ? maxProgressivePixels : maxPixels
      if (width * height > limit) throw new FileRefusal('too-many-pixels', String(limit / 1_000_000))
      const shrunk = (edge: number) =>
        open()
          .timeout({ seconds: longestSeconds })
          .autoOrient()
          .resize({ width: edge, height: edge, fit: 'inside', withoutEnlargement: true })
      const full = shrunk(maxEdge)
      return {
        full:
          format === 'jpeg'
            ? picture('image/jpeg', await full.jpeg({ quality: 82 }).toBuffer({ resolveWithObject: true }))
            : picture('image/webp', await full.webp({ quality: 88 }).toBuffer({ resolveWithObject: true })),
        thumbnail: picture(
          'image/webp',
          await shrunk(thumbnailEdge).webp({ quality: 75 }).toBuffer({ resolveWithObject: true }),
        ),
      }
    } catch (error) {
      if (error instanceof FileRefusal) throw error
      throw new FileRefusal('broken-image', '', error)
    }
  })
}

function picture(
  type: Picture['type'],
  { data, info }: { data: Buffer; info: { width: number; height: number } },
): Picture {
  return { bytes: data, type, width: info.width, height: info.height }
}
