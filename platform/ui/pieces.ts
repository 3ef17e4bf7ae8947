/** The three calls by which a file comes in pieces. */
export type Line<R> = {
  begin(upload: { id: string; name: string; size: number; sha256: string }): Promise<{ received: number }>
  piece(id: string, offset: number, bytes: Blob): Promise<{ received: number }>
  finish(id: string): Promise<R>
}

const PIECE = 512 * 1024
const LONGEST_PAUSE = 30_000

/** No answer, or one that says "later": the same again after a pause. Anything else is an answer. */
const mayPass = (thrown: unknown) => {
  const problem = (thrown as { problem?: { status: number } } | null)?.problem
  return problem === undefined || problem.status === 429 || problem.status === 502 || problem.status === 503
}
const isBehind = (thrown: unknown) =>
  (thrown as { problem?: { code: string } } | null)?.problem?.code === 'wrong-offset'

/** Waits, but goes on at once when the device is on the net again. */
function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const ended = new AbortController()
    const end = () => {
      ended.abort()
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(end, ms)
    addEventListener('online', end, { signal: ended.signal })
    signal?.addEventListener('abort', () => {
      ended.abort()
      clearTimeout(timer)
      reject(signal.reason)
    })
  })
}

async function hashOf(file: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer())
  return [...new Uint8Array(digest)].map(byte => byte.toString(16).padStart(2, '0')).join('')
}

/**
 * Sends a file in pieces and goes on where it broke off: after a cut, a restart of the server, a reload of the page
 * (with the same id), or beside another tab that sends the same. Gives up only when the server refuses, or when told.
 */
export async function sendInPieces<R>(
  line: Line<R>,
  { id, file, name }: { id: string; file: Blob; name: string },
  onShare: (share: number) => void,
  signal?: AbortSignal,
): Promise<R> {
  const sha256 = await hashOf(file)
  for (let failures = 0; ; ) {
    try {
      let { received } = await line.begin({ id, name, size: file.size, sha256 })
      while (received < file.size) {
        signal?.throwIfAborted()
        onShare(received / file.size)
        received = (await line.piece(id, received, file.slice(received, received + PIECE))).received
        failures = 0
      }
      onShare(1)
      return await line.finish(id)
    } catch (error) {
      signal?.throwIfAborted()
      if (isBehind(error) && failures < 20) failures++
      else if (mayPass(error)) {
        // Half of the pause by chance: a hall full of phones doesn't come back all at once.
        const longest = Math.min(LONGEST_PAUSE, 1_000 * 2 ** failures++)
        await pause(longest / 2 + Math.random() * (longest / 2), signal)
      } else throw error
    }
  }
}
