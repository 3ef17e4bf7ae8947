import type { Inventions } from '#platform/stories'
import { inventEnterprises, inventPeople } from '#region/demo'
import { readTownNames } from '#region/divisions'
import { englishName } from '#region/names'

const length = { city: 4, county: 6, town: 9 }

/** What a story may have invented: real divisions, names that nobody has. */
export const inventions: Inventions = {
  divisions(within, level) {
    return [...readTownNames()]
      .filter(([code]) => code.length === length[level] && code.startsWith(within))
      .map(([code, name]) => ({ code, name, nameEn: englishName(name) }))
  },
  enterprises: inventEnterprises,
  people: inventPeople,
}
