import { useQuery } from '@tanstack/react-query'
import { Outlet, useLocation } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { texts as commandTexts } from '#command/texts'
import {
  ErrorState,
  forgetDrafts,
  Loading,
  Notice,
  Offline,
  Shell,
  useAddress,
  useLang,
  useTexts,
  ViewerProvider,
} from '#platform/ui'
import { command, notices } from './calls.ts'
import { useDemo } from './frame.tsx'
import { addressOf, offeredTo, systems } from './navigation.ts'
import { isUnauthenticated, useChanges } from './queries.ts'
import { sessionQuery, signOut } from './session.ts'
import { webTexts } from './texts.ts'

const Jump = lazy(() => import('./jump.tsx').then(m => ({ default: m.Jump })))

const onlineChanges = (listener: () => void) => {
  addEventListener('online', listener)
  addEventListener('offline', listener)
  return () => {
    removeEventListener('online', listener)
    removeEventListener('offline', listener)
  }
}

/** Leads there once, whatever renders meanwhile; the refusal stays in memory until somebody signs in. */
function ToSignIn({ next }: { next: string }) {
  const { goInstead } = useAddress()
  const way = useRef(() => goInstead(`/sign-in?${new URLSearchParams({ next })}`))
  useEffect(() => way.current(), [])
  return null
}

/** Every staff page: a session, the Shell by its roles, and the changes that the server tells. */
export function StaffFrame() {
  const t = useTexts(webTexts)
  const words = useTexts(commandTexts)
  const lang = useLang()
  const demo = useDemo()
  const { pathname, href } = useLocation()
  const session = useQuery(sessionQuery)
  const unread = useQuery({
    queryKey: ['notices', 'unread'],
    queryFn: () => notices.listNotices({ query: { limit: 1 } }),
    enabled: session.data !== undefined,
  })
  const code = session.data?.place
  const division = useQuery({
    queryKey: ['divisions', 'below', code],
    queryFn: () => command.listDivisions({ query: { parent: code ?? '' } }),
    enabled: code !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  }).data?.parent
  const [isJumping, setJumping] = useState(false)
  const isOnline = useSyncExternalStore(onlineChanges, () => navigator.onLine)
  useChanges(session.data !== undefined)
  const accountId = session.data?.account.id
  useEffect(() => {
    if (accountId !== undefined) forgetDrafts(accountId)
  }, [accountId])
  if (isUnauthenticated(session.error)) return <ToSignIn next={href} />
  if (session.data === undefined) {
    const refusal = session.error instanceof Error && 'problem' in session.error ? session.error : undefined
    return (
      <main id="main">
        {refusal ? (
          <ErrorState detail={refusal.message} onRetry={() => void session.refetch()} />
        ) : session.error ? (
          <Offline onRetry={() => void session.refetch()} />
        ) : (
          <Loading what={t.session} />
        )}
      </main>
    )
  }
  const { account, office, holdings, place, nav, deployment } = session.data
  const officeName = lang === 'en' ? office.nameEn : office.name
  const placeName = division
    ? lang === 'en'
      ? division.nameEn
      : division.name
    : office.divisionCode === place
      ? office.divisionName
      : place
  const roles = [...new Set(holdings.map(holding => holding.role))]
  const offered = offeredTo(nav)
  const shown = systems
    .map(system => ({
      label: t[system.label],
      pages: system.pages
        .filter(page => offered.includes(page))
        .map(page => ({ label: words[`nav.${page}`], href: addressOf[page] })),
    }))
    .filter(system => system.pages.length > 0)
  const rolesSaid = roles.map(role => words[`role.${role}`]).join(lang === 'en' ? ', ' : '、')
  return (
    <ViewerProvider
      value={{
        id: account.id,
        name: account.displayName,
        office: { id: office.id, name: officeName },
        place: { code: place, name: placeName },
        roles,
      }}
    >
      <Shell
        demo={demo}
        place={{ name: placeName, code: place }}
        person={{ name: account.displayName, office: `${officeName} ${rolesSaid}` }}
        systems={shown}
        path={pathname}
        unread={unread.data?.unread ?? 0}
        noticesHref="/notices"
        accountHref="/me"
        isClockSimulated={deployment.isSimulated}
        onSignOut={() => void signOut()}
        onJump={() => setJumping(true)}
      >
        {!isOnline && (
          <Notice kind="due" live>
            {t.offlineBanner}
          </Notice>
        )}
        <Suspense fallback={<Loading what={t.session} />}>
          <Outlet />
        </Suspense>
      </Shell>
      {isJumping && (
        <Suspense>
          <Jump pages={shown.flatMap(system => system.pages)} onClose={() => setJumping(false)} />
        </Suspense>
      )}
    </ViewerProvider>
  )
}
