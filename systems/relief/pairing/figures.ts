import { figures, figureWords } from '#platform/figures'
import { text } from '#platform/texts'
import { readFigures } from './store.ts'

const words = text({
  group: '个',
  enterprise: '家',
  level: '级',
  person: '名',
  groups: '截止时各级专班设立的专项服务组。',
  top100: '截止时制造业百强名单中有联企服务员的企业。',
  aboveScale: '截止时规上企业名单中有联企服务员的企业。',
  levels: '截止时有联企服务员的层级数：市、县（市、区）、镇（街道），按服务员所在单位计。',
  officers: '截止时至少担任一家企业联企服务员的人员。',
})({
  group: 'groups',
  enterprise: 'enterprises',
  level: 'levels',
  person: 'people',
  groups: 'Service groups of task forces that stood at the cut-off.',
  top100:
    'Enterprises on the list of the first hundred manufacturers that had a liaison officer at the cut-off.',
  aboveScale: 'Enterprises on the list of those above scale that had a liaison officer at the cut-off.',
  levels:
    'Of city, county and town, the levels whose offices had liaison officers of enterprises at the cut-off.',
  officers: 'People who were liaison officer of at least one enterprise at the cut-off.',
})
const of = figureWords(words)

/** The figures of pairing. */
export const pairingFigures = figures({
  system: 'relief',
  texts: {
    'relief.service-groups': of('groups', 'group'),
    'relief.top100-with-officer': of('top100', 'enterprise'),
    'relief.above-scale-with-officer': of('aboveScale', 'enterprise'),
    'relief.levels-with-officers': of('levels', 'level'),
    'relief.officers': of('officers', 'person'),
  },
  async read(tx, { cutOffAt, within }) {
    const row = await readFigures(tx, within, cutOffAt)
    return {
      'relief.service-groups': row.groups,
      'relief.top100-with-officer': row.top100,
      'relief.above-scale-with-officer': row.above_scale,
      'relief.levels-with-officers': row.levels,
      'relief.officers': row.officers,
    }
  },
})
