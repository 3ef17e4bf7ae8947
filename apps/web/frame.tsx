import { useQuery } from '@tanstack/react-query'
import { Outlet, useLocation, useNavigate, useRouter } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { RouterProvider as AriaRouter } from 'react-aria-components'
import { I18nProvider } from 'react-aria-components/I18nProvider'
import {
  ErrorState,
  LinkButton,
  NotFound,
  PublicPage,
  ReadingProvider,
  usePreferences,
  useTexts,
  useTitle,
} from '#platform/ui'
import { deploymentQuery } from './session.ts'
import { webTexts } from './texts.ts'

/** Language, time zone, business time and in-app links for every page. */
export function Root() {
  const { lang } = usePreferences()
  const navigate = useNavigate()
  const { data: deployment } = useQuery(deploymentQuery)
  const now = deployment?.businessTime
  const isSimulated = deployment?.isSimulated ?? false
  return (
    <I18nProvider locale={lang === 'en' ? 'en-US' : 'zh-CN'}>
      <AriaRouter navigate={href => void navigate({ href })}>
        <ReadingProvider
          lang={lang}
          zone={deployment?.timeZone ?? 'Asia/Shanghai'}
          time={useBusinessTime(now, isSimulated)}
        >
          <FocusAfterNavigation />
          <Outlet />
        </ReadingProvider>
      </AriaRouter>
    </I18nProvider>
  )
}

function useBusinessTime(now: string | undefined, isSimulated: boolean) {
  const kept = useRef<{ now: string; isSimulated: boolean }>(undefined)
  if (now !== undefined && (kept.current?.now !== now || kept.current.isSimulated !== isSimulated)) {
    kept.current = { now, isSimulated }
  }
  return kept.current
}

/** A new page begins at its heading for those who don't see it change. */
function FocusAfterNavigation() {
  const { pathname } = useLocation()
  const earlier = useRef(pathname)
  useEffect(() => {
    if (earlier.current === pathname) return
    earlier.current = pathname
    const main = document.getElementById('main')
    const wait = requestAnimationFrame(() =>
      (main?.querySelector<HTMLElement>('h1') ?? main)?.focus({ preventScroll: true }),
    )
    return () => cancelAnimationFrame(wait)
  }, [pathname])
  return null
}

/** What the demonstration banner says, if this database is one. */
export function useDemo(): string | undefined {
  const { data } = useQuery(deploymentQuery)
  const t = useTexts(webTexts)
  return data?.kind === 'story' ? t.story : data?.isDemonstration ? t.demo : undefined
}

export function Missing() {
  const t = useTexts(webTexts)
  useTitle(t.missing)
  return (
    <PublicPage purpose="" demo={useDemo()}>
      <NotFound isPage actions={<LinkButton href="/">{t.home}</LinkButton>} />
    </PublicPage>
  )
}

export function Broken({ reset }: { reset: () => void }) {
  const t = useTexts(webTexts)
  const router = useRouter()
  return (
    <ErrorState
      title={t.failedTitle}
      detail={t.failedDetail}
      onRetry={() => {
        reset()
        void router.invalidate()
      }}
    />
  )
}
