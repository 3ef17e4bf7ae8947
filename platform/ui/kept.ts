/** What this device keeps until it is sent: words and files, with the place where they belong and whose they are. */
export type Kept<V = unknown> = { id: string; place: string; value: V }

/** As it lies in the store: only id and place can be read without the key. */
type Sealed = { id: string; place: string; at: number; words: Blob; files: Blob[] }

const KEPT = 'kept'
const KEY = 'key'
const IV = 12

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('tongzhou', 2)
    request.onupgradeneeded = () => {
      const database = request.result
      if (database.objectStoreNames.contains(KEPT)) database.deleteObjectStore(KEPT)
      database.createObjectStore(KEPT, { keyPath: 'id' }).createIndex('place', 'place')
      database.createObjectStore(KEY)
    }
    request.onsuccess = () => {
      // Another tab with a newer page isn't kept waiting.
      request.result.onversionchange = () => request.result.close()
      resolve(request.result)
    }
    request.onerror = () => reject(request.error)
  })
}

async function inStore<T>(
  name: string,
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await open()
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(name, mode)
      const request = work(transaction.objectStore(name))
      // Not at the request's success: only the transaction's end says that it is on the disk.
      transaction.oncomplete = () => resolve(request.result)
      transaction.onabort = () => reject(transaction.error ?? new Error('not kept'))
    })
  } finally {
    database.close()
  }
}

const findKey = () => inStore<CryptoKey | undefined>(KEY, 'readonly', store => store.get(KEY))

/** This device's key, which the browser uses and never shows: a page can't read it, nor can it be copied from one. */
async function getKey(): Promise<CryptoKey> {
  const known = await findKey()
  if (known !== undefined) return known
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ])
  // Of two tabs that come at once the first one's key stays.
  await inStore(KEY, 'readwrite', store => store.add(made, KEY)).catch(() => undefined)
  return (await findKey()) ?? made
}

/** What belongs to one entry can't be put into another, nor one of its files in the place of another. */
const named = (id: string, part: string) => new TextEncoder().encode(`${id} ${part}`)

async function seal(key: CryptoKey, id: string, part: string, bytes: BufferSource): Promise<Blob> {
  const iv = crypto.getRandomValues(new Uint8Array(IV))
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv, additionalData: named(id, part) },
    key,
    bytes,
  )
  return new Blob([iv, sealed])
}

async function unseal(key: CryptoKey, id: string, part: string, sealed: Blob): Promise<ArrayBuffer> {
  const iv = await sealed.slice(0, IV).arrayBuffer()
  const bytes = await sealed.slice(IV).arrayBuffer()
  return crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: named(id, part) }, key, bytes)
}

/** Keeps something under its id, in place of what stood there. Throws where the device has no room. */
export async function keep<V>({ id, place, value }: Kept<V>): Promise<void> {
  const key = await getKey()
  const found: File[] = []
  const words = JSON.stringify({ value }, (_, part: unknown) =>
    part instanceof File ? { $file: found.push(part) - 1, name: part.name, type: part.type } : part,
  )
  const files: Blob[] = []
  // One after the other: only one photograph is held in memory at a time.
  for (const [i, file] of found.entries())
    files.push(await seal(key, id, String(i), await file.arrayBuffer()))
  const sealed: Sealed = {
    id,
    place,
    at: Date.now(),
    words: await seal(key, id, 'words', new TextEncoder().encode(words)),
    files,
  }
  await inStore(KEPT, 'readwrite', store => store.put(sealed))
}

export async function drop(id: string): Promise<void> {
  await inStore(KEPT, 'readwrite', store => store.delete(id))
}

async function opened<V>(key: CryptoKey, { id, place, words, files }: Sealed): Promise<Kept<V>> {
  const bytes: ArrayBuffer[] = []
  for (const [i, file] of files.entries()) bytes.push(await unseal(key, id, String(i), file))
  const text = new TextDecoder().decode(await unseal(key, id, 'words', words))
  const { value } = JSON.parse(text, (_, part: unknown) => {
    const { $file, name, type } = (part ?? {}) as { $file?: number; name?: string; type?: string }
    return $file === undefined ? part : new File([bytes[$file]!], name!, { type: type! })
  }) as { value: V }
  return { id, place, value }
}

/** What is kept for a place, the oldest first; nothing on a device that keeps nothing. */
export async function listKept<V>(place: string): Promise<Kept<V>[]> {
  try {
    const found = await inStore<Sealed[]>(KEPT, 'readonly', store => store.index('place').getAll(place))
    if (found.length === 0) return []
    const key = await getKey()
    const kept: Kept<V>[] = []
    for (const one of found.toSorted((a, b) => a.at - b.at)) {
      // What was tampered with opens no more; the rest does.
      const whole = await opened<V>(key, one).catch(() => undefined)
      if (whole !== undefined) kept.push(whole)
    }
    return kept
  } catch {
    return []
  }
}
