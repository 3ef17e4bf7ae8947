import { createContext, useContext } from 'react'

/** Who looks: for watermarks, "mine", and what is offered. The server decides again what is allowed. */
export type Viewer = {
  id: string
  name: string
  office: { id: string; name: string }
  /** the highest division at which a role is held */
  place: { code: string; name: string }
  roles: string[]
}

const Context = createContext<Viewer | undefined>(undefined)
export const ViewerProvider = Context.Provider

/** The signed-in official, where there is one. */
export const useFindViewer = () => useContext(Context)

/** The signed-in official of a staff page. Throws on a public page. */
export function useViewer(): Viewer {
  const viewer = useContext(Context)
  if (!viewer) throw new Error('This page needs a session.')
  return viewer
}
