import { figures, figureWords } from '#platform/figures'
import { text } from '#platform/texts'
import { readExchangeFigures } from './store.ts'

const words = text({
  need: '项',
  person: '人',
  offer: '条',
  needs: '截止时已登记的需求。',
  met: '截止时实际到位数量已达到需要数量的需求。',
  recruited: '截止时实际到岗的人数；只约定未到岗的不计。',
  offers: '截止时已登记的供给，含已撤回和到期的。',
})({
  need: 'needs',
  person: 'persons',
  offer: 'offers',
  needs: 'Needs entered by the cut-off.',
  met: 'Needs of which by the cut-off as much had come as was needed.',
  recruited: 'Workers who had come by the cut-off; promised ones who did not come do not count.',
  offers: 'Offers entered by the cut-off, withdrawn and expired ones with them.',
})
const of = figureWords(words)

export const exchangeFigures = figures({
  system: 'relief',
  texts: {
    'relief.needs': of('needs', 'need'),
    'relief.needs-met': of('met', 'need'),
    'relief.workers-recruited': of('recruited', 'person'),
    'relief.offers': of('offers', 'offer'),
  },
  async read(tx, { cutOffAt, within }) {
    const row = await readExchangeFigures(tx, within, cutOffAt)
    return {
      'relief.needs': row.needs,
      'relief.needs-met': row.met,
      'relief.workers-recruited': row.recruited,
      'relief.offers': row.offers,
    }
  },
})
