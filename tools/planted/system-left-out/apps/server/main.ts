import { command } from '#command/routes'
import { relief } from '#relief/routes'

export const systems = [relief]
export const spare = command
