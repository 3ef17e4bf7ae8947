import { useEffect, useRef, useState } from 'react'
import { drop, keep, listKept, type PieceLine, sendInPieces } from '#platform/ui'
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

/**
 * Large files of a place in the app, such as a matter: each is kept on this device until it has arrived, so that a
 * reload of the page or a night without a connection begins nothing anew.
 */
export function useKeptFiles<R extends Taken>(place: string, line: PieceLine<R>) {
  const ids = useRef(new WeakMap<File, { id: string; stop: AbortController }>())
  const [resume, setResume] = useState<File[]>([])
  useEffect(() => {
    void listKept<File>(place).then(found => {
      for (const { id, value } of found) ids.current.set(value, { id, stop: new AbortController() })
      if (found.length > 0) setResume(found.map(one => one.value))
    })
  }, [place])
  return {
    resume,
    /** `then` names the finished upload where it belongs; until it has, the file stays kept. */
    async send<T>(file: File, onShare: (share: number) => void, then: (id: string, taken: R) => Promise<T>) {
      const known = ids.current.get(file) ?? { id: crypto.randomUUID(), stop: new AbortController() }
      ids.current.set(file, known)
      // A device without room still sends; only a reload would begin anew.
      await keep({ id: known.id, place, value: file }).catch(() => undefined)
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
        // Refused for good: the next try is another upload.
        if (error instanceof Error && 'problem' in error) {
          await drop(known.id).catch(() => undefined)
          ids.current.delete(file)
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
