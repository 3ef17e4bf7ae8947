import { insert } from './store.ts'

export const command = { insert }
