import { text } from '#platform/texts'

export const texts = text({ title: '标题' })({ title: 'Title' })
