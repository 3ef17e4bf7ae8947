import { commandApi } from '#command/api'
import { client } from '#platform/http'
import { noticesApi } from '../../platform/notices/api.ts'

export const command = client(commandApi)
/** `useCode` by a name that is not a hook's */
export const openByCode = command.useCode
export const notices = client(noticesApi)
