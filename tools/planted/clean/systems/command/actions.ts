import { mayClose } from '#relief'
import { insert } from './store.ts'

export const close = { mayClose, insert }
