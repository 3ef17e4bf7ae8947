import { text } from '#platform/texts'

/** Why a figure was refused, and what to do. */
export const refusalTexts = text({
  'cut-off-ahead': '截止时间还没有到。请选现在或更早的时间。',
})({
  'cut-off-ahead': 'The cut-off lies in the future. Choose a moment up to now.',
})
