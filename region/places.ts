import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** A place 场所 of the demonstration: invented, its point typed by hand to about 3 km. */
const DemoPlace = z.strictObject({
  name: z.string(),
  nameEn: z.string(),
  divisionCode: z.string(),
  kind: z.enum(['factory', 'community', 'sampling-site', 'motorway-exit', 'checkpoint', 'office', 'school']),
  longitude: z.number(),
  latitude: z.number(),
})

export function readPlaces(): z.output<typeof DemoPlace>[] {
  return z
    .array(DemoPlace)
    .parse(JSON.parse(readFileSync(join(import.meta.dirname, 'data/places.json'), 'utf8')))
}
