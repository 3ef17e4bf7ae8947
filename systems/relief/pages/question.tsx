import { type ReactNode, useEffect, useRef } from 'react'
import { useTitle } from '#platform/ui'

/** The question of a page: its heading takes the focus when the page appears, so that it is read out. */
export function Question({ title, lead }: { title: string; lead: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useTitle(title)
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  return (
    <>
      <h1 tabIndex={-1} ref={heading}>
        {title}
      </h1>
      <p className="lead">{lead}</p>
    </>
  )
}
