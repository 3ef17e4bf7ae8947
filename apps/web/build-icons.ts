/** Draws the PNG icons from public/icon.svg: `node apps/web/build-icons.ts`. Run when the drawing changes. */
import { readFile } from 'node:fs/promises'
import sharp from 'sharp'

const folder = new URL('./public/', import.meta.url)
const drawing = await readFile(new URL('icon.svg', folder), 'utf8')
// A maskable icon is cropped to any shape: no corners of its own.
const square = drawing.replace(' rx="3.200"', '')
for (const [name, svg, size] of [
  ['icon-192', drawing, 192],
  ['icon-512', drawing, 512],
  ['icon-512-maskable', square, 512],
] as const) {
  const file = new URL(`${name}.png`, folder)
  await sharp(Buffer.from(svg), { density: 2400 })
    .resize(size, size)
    .png({ palette: true, colours: 16 })
    .toFile(file.pathname)
}
