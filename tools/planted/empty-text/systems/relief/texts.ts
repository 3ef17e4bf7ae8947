import { text } from '#platform/texts'

export const texts = text({ title: '' })({ title: 'Title' })
