import { figures, figureWords } from '#platform/figures'
import { text } from '#platform/texts'
import { readRequestFigures } from './store.ts'

const words = text({
  request: '件',
  day: '天',
  requests: '截止时发出的协调函，发给本系统单位和系统外单位的都计入。',
  replied: '截止时已有答复的协调函，包括来函录入的；答复后再次发函、尚未再答复的不计。',
  unanswered: '截止时发函单位按未答复办结的协调函。',
  median: '已答复的协调函从发出到最后一次答复的时间中位数，按自然日计，保留一位小数。',
})({
  request: 'requests',
  day: 'days',
  requests: 'Requests sent by the cut-off, to offices here and to bodies outside.',
  replied:
    'Requests with a reply at the cut-off, those recorded from a letter included; one that was asked again and not replied since doesn’t count.',
  unanswered: 'Requests that whoever asked had closed as unanswered by the cut-off.',
  median: 'Median time of replied requests from sending to the last reply, in days, to one decimal.',
})
const of = figureWords(words)

export const requestFigures = figures({
  system: 'relief',
  texts: {
    'relief.requests': of('requests', 'request'),
    'relief.requests-replied': of('replied', 'request'),
    'relief.requests-unanswered': of('unanswered', 'request'),
    'relief.median-days-to-reply': of('median', 'day'),
  },
  async read(tx, { cutOffAt, within }) {
    const row = await readRequestFigures(tx, within, cutOffAt)
    return {
      'relief.requests': row.requests,
      'relief.requests-replied': row.replied,
      'relief.requests-unanswered': row.unanswered,
      'relief.median-days-to-reply':
        row.median_seconds === null ? null : Math.round(row.median_seconds / 8640) / 10,
    }
  },
})
