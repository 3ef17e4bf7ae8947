import { useEffect, useSyncExternalStore } from 'react'
import { drop, keep, listKept, sendInPieces } from '#platform/ui'
import { staffLine } from '../../pages/send-file.ts'
import { visits } from './calls.ts'

export type VisitBody = Omit<Parameters<typeof visits.recordVisit>[0]['body'], 'photos'>
export type Photo = { id: string; file: File }
/** A visit that was written and waits on this device; `problem` is why the server did not take it. */
export type Waiting = { body: VisitBody; label: string; photos: Photo[]; problem?: string }

type State = {
  waiting: Waiting[]
  share: number | undefined
  sent: { id: string; problems: number } | undefined
}

const RETRY = 30_000
const placeOf = (accountId: string) => `visits:${accountId}`
let state: State = { waiting: [], share: undefined, sent: undefined }
let isRunning = false
const listeners = new Set<() => void>()
const set = (change: Partial<State>) => {
  state = { ...state, ...change }
  for (const listener of listeners) listener()
}

async function load(accountId: string) {
  set({ waiting: (await listKept<Waiting>(placeOf(accountId))).map(one => one.value) })
}

const refusalOf = (thrown: unknown) =>
  (thrown as { problem?: { code: string; detail: string; status: number } } | null)?.problem

async function send(one: Waiting): Promise<void> {
  for (const [i, { id, file }] of one.photos.entries())
    await sendInPieces(staffLine, { id, file, name: file.name }, share =>
      set({ share: (i + share) / (one.photos.length + 1) }),
    )
  const { problems } = await visits.recordVisit(
    { body: { ...one.body, photos: one.photos.map(photo => photo.id) } },
    { key: one.body.id },
  )
  set({ sent: { id: one.body.id, problems: problems.length } })
}

/** Sends what waits, one after the other; what the server refuses stays with its reason until somebody decides. */
async function flush(accountId: string): Promise<void> {
  if (isRunning) return
  isRunning = true
  try {
    for (const one of state.waiting.filter(each => each.problem === undefined)) {
      set({ share: 0 })
      try {
        await send(one)
        await drop(one.body.id)
      } catch (error) {
        const refused = refusalOf(error)
        // Without an answer the rest waits as well.
        if (
          refused === undefined ||
          refused.status >= 500 ||
          refused.status === 429 ||
          refused.status === 401
        )
          return
        // An upload runs out after a day: its bytes are still here, and begin anew.
        const again =
          refused.code === 'upload-unknown'
            ? { photos: one.photos.map(photo => ({ ...photo, id: crypto.randomUUID() })) }
            : { problem: refused.detail }
        await keep({ id: one.body.id, place: placeOf(accountId), value: { ...one, ...again } })
      } finally {
        set({ share: undefined })
      }
      await load(accountId)
    }
  } finally {
    isRunning = false
  }
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** What an officer's device keeps until it is sent; it is sent when there is a connection. */
export function useOutbox(accountId: string) {
  const now = useSyncExternalStore(subscribe, () => state)
  useEffect(() => {
    // Opened once: photographs are not unsealed anew with every try.
    const go = () => void flush(accountId)
    void load(accountId).then(go)
    addEventListener('online', go)
    const timer = setInterval(go, RETRY)
    return () => {
      removeEventListener('online', go)
      clearInterval(timer)
    }
  }, [accountId])
  return {
    ...now,
    flush: () => flush(accountId),
    /** Kept first, then sent: between the two nothing can be lost. Throws where the device has no room. */
    async put(visit: Waiting) {
      await keep({ id: visit.body.id, place: placeOf(accountId), value: visit })
      await load(accountId)
      void flush(accountId)
    },
    async discard(id: string) {
      await drop(id)
      await load(accountId)
    },
    clearSent: () => set({ sent: undefined }),
  }
}
