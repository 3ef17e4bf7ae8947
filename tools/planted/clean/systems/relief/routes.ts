import { insert } from './store.ts'

export const relief = { insert }
