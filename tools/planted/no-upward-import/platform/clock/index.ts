import { mayClose } from '#relief'

export const clock = { mayClose }
