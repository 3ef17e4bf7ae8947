import { useEffect, useRef } from 'react'
import { Loading, useAddress } from '#platform/ui'

/** Goes on to another page once, in place of this one. */
export function Onward({ href, what }: { href: string; what: string }) {
  const { goInstead } = useAddress()
  const way = useRef(() => goInstead(href))
  useEffect(() => way.current(), [])
  return <Loading what={what} />
}
