import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Button, Icon, LinkButton, useFormat, useKeepsNothing, useTitle } from '#platform/ui'
import { relief, type TrackedProblem } from './calls.ts'
import { handOver } from './public-frame.tsx'
import { usePageTexts } from './words.ts'

/** What somebody without an account takes away: number and code, and what happens next. */
export function Receipt({
  number,
  code,
  next,
  children,
}: {
  number: string
  code: string
  next: (seen: TrackedProblem | undefined) => ReactNode
  children?: ReactNode
}) {
  const t = usePageTexts()
  const format = useFormat()
  const [isCopied, setCopied] = useState(false)
  const heading = useRef<HTMLHeadingElement>(null)
  useTitle(t.received)
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  const track = useQuery({
    queryKey: ['track', number, code],
    queryFn: () => relief.track({ body: { number, secret: code } }),
  })
  const page = `/t/${encodeURIComponent(number)}`
  const address = useKeepsNothing() ? page : `${page}#${code}`
  useEffect(() => handOver({ number, code }), [number, code])
  const copy = async () => {
    await navigator.clipboard.writeText(
      `${t.number} ${number}\n${t.code} ${code}\n${location.origin}${address}`,
    )
    setCopied(true)
  }
  return (
    <>
      <div className="receipt" role="status">
        <h1 tabIndex={-1} ref={heading}>
          <Icon name="done" /> {t.received}
        </h1>
        <p>
          {t.number}
          <span className="figure keep">{number}</span>
          {t.code}
          <span className="figure">{code}</span>
          {track.data && format.moment(track.data.openedAt)}
        </p>
      </div>
      <p>{t.keepBoth}</p>
      <p className="ahead">
        <Button big wide onClick={() => void copy()}>
          {isCopied ? t.copied : t.copyBoth}
        </Button>
        <span className="visually-hidden" role="status">
          {isCopied ? t.copied : ''}
        </span>
      </p>
      <p className="ahead">
        <Button big wide icon="print" onClick={() => print()}>
          {t.print}
        </Button>
      </p>
      <h2 className="ahead">{t.whatNext}</h2>
      <ol className="next-steps">{next(track.data)}</ol>
      <p className="ahead">
        <LinkButton kind="primary" big wide href={address}>
          {t.seeProgress}
        </LinkButton>
      </p>
      {children}
    </>
  )
}
