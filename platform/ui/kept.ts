/** What this device keeps until it is sent: words and files, with the place where they belong and whose they are. */
export type Kept<V = unknown> = { id: string; place: string; value: V }

const STORE = 'kept'

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('tongzhou', 1)
    request.onupgradeneeded = () =>
      request.result.createObjectStore(STORE, { keyPath: 'id' }).createIndex('place', 'place')
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

async function inStore<T>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await open()
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = database.transaction(STORE, mode)
      const request = work(transaction.objectStore(STORE))
      // Not at the request's success: only the transaction's end says that it is on the disk.
      transaction.oncomplete = () => resolve(request.result)
      transaction.onabort = () => reject(transaction.error ?? new Error('not kept'))
    })
  } finally {
    database.close()
  }
}

/** Keeps something under its id, in place of what stood there. Throws where the device has no room. */
export async function keep<V>(kept: Kept<V>): Promise<void> {
  await inStore('readwrite', store => store.put(kept))
}

export async function drop(id: string): Promise<void> {
  await inStore('readwrite', store => store.delete(id))
}

/** What is kept for a place, the oldest first; nothing on a device that keeps nothing. */
export async function listKept<V>(place: string): Promise<Kept<V>[]> {
  try {
    return await inStore<Kept<V>[]>('readonly', store => store.index('place').getAll(place))
  } catch {
    return []
  }
}
