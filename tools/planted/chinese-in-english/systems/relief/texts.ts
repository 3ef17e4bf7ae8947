import { text } from '#platform/texts'

export const texts = text({ title: '标题', count: (p: { n: number }) => `共 ${p.n} 件` })({
  title: 'Title',
  count: p => `${p.n} 件`,
})
