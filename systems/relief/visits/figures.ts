import { figures, figureWords } from '#platform/figures'
import { dayOf, text } from '#platform/texts'
import { percentOf, roundInForce } from './rules.ts'
import { countVisits, listRounds, readCoverage, readZone } from './store.ts'

const words = text({
  visit: '次',
  enterprise: '家',
  percent: '%',
  visits: '截止时已登记的走访，更正过的只计更正后的一条。',
  visited: '截止时走访过的企业，一家走访多次只计一家。',
  coverage: '截止日所在轮次中，已按要求走访的结对企业占应走访企业的百分比，保留一位小数；没有轮次时为空。',
})({
  visit: 'visits',
  enterprise: 'enterprises',
  percent: '%',
  visits: 'Visits recorded by the cut-off; of a corrected one only the correction counts.',
  visited: 'Enterprises visited at least once by the cut-off.',
  coverage:
    'Paired enterprises visited as often as the round in force on the day of the cut-off asks, in per cent of those to be visited, to one decimal; empty where no round is in force.',
})
const of = figureWords(words)

/** The figures of visits, by when they were recorded. */
export const visitFigures = figures({
  system: 'relief',
  texts: {
    'relief.visits': of('visits', 'visit'),
    'relief.enterprises-visited': of('visited', 'enterprise'),
    'relief.visit-coverage': of('coverage', 'percent'),
  },
  async read(tx, { cutOffAt, within }) {
    const zone = await readZone(tx)
    const counted = await countVisits(tx, within, cutOffAt)
    const round = roundInForce(await listRounds(tx), within, dayOf(cutOffAt, zone))
    const [total] =
      round === undefined ? [] : await readCoverage(tx, { round, zone, at: cutOffAt, within }, 'all')
    return {
      'relief.visits': counted.visits,
      'relief.enterprises-visited': counted.enterprises,
      'relief.visit-coverage': total === undefined ? null : percentOf(total.visited, total.toVisit),
    }
  },
})
