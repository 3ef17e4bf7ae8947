import { Page } from '../../systems/relief/pages.tsx'

export const routes = [Page]
