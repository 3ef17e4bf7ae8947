import { queryOptions } from '@tanstack/react-query'
import { forgetDrafts } from '#platform/ui'
import { command } from './calls.ts'
import { queries } from './queries.ts'

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => command.whoAmI({}),
  staleTime: 5 * 60_000,
})

export const deploymentQuery = queryOptions({
  queryKey: ['deployment'],
  queryFn: () => command.deployment({}),
  staleTime: 60_000,
})

/** A new session begins with nothing of an earlier one in memory, nor with a word that was not sent. */
export async function signOut() {
  await command.signOut({})
  queries.clear()
  forgetDrafts()
  location.assign('/sign-in')
}
