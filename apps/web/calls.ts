import { commandApi } from '#command/api'
import { client } from '#platform/http'

export const command = client(commandApi)
/** `useCode` by a name that is not a hook's */
export const openByCode = command.useCode
