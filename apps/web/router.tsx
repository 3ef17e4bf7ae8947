import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import type { Page } from '#platform/ui'
import { Broken, Missing, Root } from './frame.tsx'
import { pages } from './routes.tsx'
import { SignInPage, UseCodePage } from './sign-in.tsx'
import { StaffFrame } from './staff-frame.tsx'

const rootRoute = createRootRoute({ component: Root, notFoundComponent: Missing, errorComponent: Broken })
const staffRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'staff',
  component: StaffFrame,
  errorComponent: Broken,
})

const componentOf = (page: Page) => lazyRouteComponent(async () => ({ default: await page.load() }))
const routesFor = (access: Page['access']) =>
  pages
    .filter(page => page.access === access)
    .map(page =>
      createRoute({
        getParentRoute: () => (access === 'staff' ? staffRoute : rootRoute) as typeof rootRoute,
        path: page.path,
        component: componentOf(page),
        errorComponent: Broken,
      }),
    )

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ href: '/my-day' })
  },
})
const signInRoute = createRoute({ getParentRoute: () => rootRoute, path: '/sign-in', component: SignInPage })
const codeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in/code',
  component: UseCodePage,
})

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    homeRoute,
    signInRoute,
    codeRoute,
    ...routesFor('anyone'),
    staffRoute.addChildren(routesFor('staff')),
  ]),
  // Filters are plain strings in the address: no JSON, so that an address can be read out and typed.
  parseSearch: search => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: search => {
    const words = new URLSearchParams(search as Record<string, string>).toString()
    return words ? `?${words}` : ''
  },
  defaultPreload: 'intent',
  scrollRestoration: true,
})
