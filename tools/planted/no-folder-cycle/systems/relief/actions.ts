import type { mayClose } from '#command'

export type May = typeof mayClose
