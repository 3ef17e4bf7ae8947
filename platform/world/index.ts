import type { Clock } from '#platform/clock'
import type { Database } from '#platform/db'
import type { Figures } from '#platform/figures'
import type { FileStore } from '#platform/files'
import type { Api } from '#platform/http'
import type { RefusalTexts, Route } from '#platform/http/server'
import type { BoundKind, MatterWorld, PlaceWork } from '#platform/matter'
import type { Book } from '#platform/notices'
import type { People, Secrets } from '#platform/seal'
import type { Generators, Verbs } from '#platform/stories'
import type { Lang } from '#platform/texts'

/** What every system is opened with; made once by the composition root. */
export type World = {
  db: Database
  clock: Clock
  matters: MatterWorld
  people: People
  secrets: Secrets
  files: FileStore
  /** the kinds of matters of all systems, filled while they are opened */
  kinds: ReadonlyMap<string, BoundKind>
  /** a refusal's words in a reader's language */
  words(code: string, lang: Lang): string
}

/** A system as the composition root sees it. */
export type System = {
  name: string
  api: Api
  refusals: readonly RefusalTexts[]
  /** the words of the notices that it sends */
  notices?: readonly Book[]
  figures?: readonly Figures[]
  /** what a story may let people do in it */
  verbs?: Verbs
  /** what a story may have invented in it */
  generators?: Generators
  open(world: World): {
    kinds: readonly BoundKind[]
    routes: readonly Route[]
    /** what it does for places when that falls due, by the name under which it was asked for */
    places?: Readonly<Record<string, PlaceWork>>
    /** what it does when a week is over; may be asked twice */
    everyMonday?(at: Date): Promise<void>
  }
}
