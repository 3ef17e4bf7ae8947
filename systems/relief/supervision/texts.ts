import { text } from '#platform/texts'

export const noticeTexts = text({
  circulated: (p: { number: string }) => `${p.number}：督查通报点到贵单位，请阅读并确认。`,
})({
  circulated: p => `${p.number}: a circular of supervision names your office; please read and confirm it.`,
})
