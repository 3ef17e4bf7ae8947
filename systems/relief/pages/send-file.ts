import { useEffect, useRef, useState } from 'react'
import type { uploadRefusals } from '#platform/matter/api'
import { drop, keep, listKept, type PieceLine, sendInPieces, useKeepsNothing } from '#platform/ui'
import { matters } from './calls.ts'

type Taken = { id: string; name: string }

/** A piece as it goes beside what must not stand in an address. */
export async function base64Of(bytes: Blob): Promise<string> {
  const read = new FileReader()
  await new Promise<void>((resolve, reject) => {
    read.onload = () => resolve()
    read.onerror = () => reject(read.error)
    read.readAsDataURL(bytes)
  })
  return String(read.result).split(',')[1] ?? ''
}

/** The line of somebody with an account. */
export const staffLine: PieceLine<Taken> = {
  begin: body => matters.beginUpload({ body }, { key: crypto.randomUUID() }),
  piece: (uploadId, offset, bytes) =>
    matters.addPiece({ params: { uploadId }, query: { offset }, body: bytes }),
  finish: uploadId => matters.finishUpload({ params: { uploadId }, body: new Blob() }),
}

/** What lies in the file: no later try changes it. A disk that is full isn't among them. */
const unfit: readonly string[] = [
  'too-large',
  'type-not-allowed',
  'heic',
  'old-office',
  'macros',
  'too-many-pixels',
  'broken-image',
] satisfies (typeof uploadRefusals)['finish'][number][]

const problemOf = (thrown: unknown) =>
  (thrown as { problem?: { status: number; code: string } } | null)?.problem

/**
 * Files of a place in the app, such as a matter: each is kept on this device until it has arrived, is taken away, or
 * turns out to be one that is never taken. No connection, a full disk, an ended session or a reload of the page cost
 * nothing but another try.
 */
export function useKeptFiles<R extends Taken>(place: string, line: PieceLine<R>) {
  const ids = useRef(new WeakMap<File, { id: string; stop: AbortController }>())
  const [resume, setResume] = useState<File[]>([])
  const isKept = !useKeepsNothing()
  useEffect(() => {
    if (!isKept) return
    void listKept<File>(place).then(found => {
      for (const { id, value } of found) ids.current.set(value, { id, stop: new AbortController() })
      if (found.length > 0) setResume(found.map(one => one.value))
    })
  }, [place, isKept])
  // A device without room still sends; only a reload would begin anew.
  const keepAs = async (id: string, file: File) => {
    if (isKept) await keep({ id, place, value: file }).catch(() => undefined)
  }
  return {
    resume,
    /** `then` names the finished upload where it belongs; until it has, the file stays kept. */
    async send<T>(file: File, onShare: (share: number) => void, then: (id: string, taken: R) => Promise<T>) {
      const known = ids.current.get(file) ?? { id: crypto.randomUUID(), stop: new AbortController() }
      ids.current.set(file, known)
      await keepAs(known.id, file)
      try {
        const taken = await sendInPieces(
          line,
          { id: known.id, file, name: file.name },
          onShare,
          known.stop.signal,
        )
        const answer = await then(known.id, taken)
        await drop(known.id).catch(() => undefined)
        return answer
      } catch (error) {
        const refused = problemOf(error)
        if (
          refused !== undefined &&
          refused.status < 500 &&
          refused.status !== 401 &&
          refused.status !== 429
        ) {
          // The server knows this upload no more, or never took it: the next try is another one of the same file.
          const next = { ...known, id: crypto.randomUUID() }
          if (!unfit.includes(refused.code)) await keepAs(next.id, file)
          await drop(known.id).catch(() => undefined)
          ids.current.set(file, next)
        }
        throw error
      }
    },
    forget(file: File) {
      const known = ids.current.get(file)
      known?.stop.abort(new Error('taken away'))
      if (known !== undefined) void drop(known.id).catch(() => undefined)
    },
  }
}
