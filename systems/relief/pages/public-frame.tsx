import type { ReactNode } from 'react'
import { PublicPage } from '#platform/ui'
import type { Neighbours } from './neighbours.ts'
import { usePageTexts } from './words.ts'

/** The frame of relief's public pages: purpose, the telephone instead, what becomes of one's words. */
export function Frame({
  neighbours,
  purpose,
  children,
}: {
  neighbours: Neighbours
  purpose: string
  children: ReactNode
}) {
  const t = usePageTexts()
  return (
    <PublicPage
      purpose={purpose}
      demo={neighbours.useDemo()}
      foot={
        <>
          <p>{t.footHotline}</p>
          <p>{t.footPrivacy}</p>
        </>
      }
    >
      {children}
    </PublicPage>
  )
}
