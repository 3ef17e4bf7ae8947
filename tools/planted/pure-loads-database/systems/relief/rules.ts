import { insert } from './store.ts'

export const mayClose = insert
