import { type DragEvent, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { Field, type FieldProps } from './fields.tsx'
import { Icon } from './icon.tsx'
import { useFormat, useTexts } from './language.tsx'
import { uiTexts } from './texts.ts'

export type Sent = { id: string; name: string }
type Item = {
  key: number
  name: string
  bytes: number
  share: number
  state: 'sending' | 'sent' | 'failed'
  message?: string
  sent?: Sent
  file: File
}

const lineChanges = (listener: () => void) => {
  addEventListener('online', listener)
  addEventListener('offline', listener)
  return () => {
    removeEventListener('online', listener)
    removeEventListener('offline', listener)
  }
}
/** Whether the device says that it has a connection. */
const useIsOnline = () => useSyncExternalStore(lineChanges, () => navigator.onLine)

/** Sends one file and reports the share sent, 0…1. Rejects with words to show. */
export type Send = (file: File, onShare: (share: number) => void) => Promise<Sent>

/**
 * Chooses files (on a phone: takes photographs) and sends each at once with its progress; a failed one can be
 * tried again. `onChange` hears the files that have arrived. `most`: bytes a file. `resume`: files of an earlier visit to
 * the page that go on by themselves. `onDrop` hears of one that is taken away.
 */
export function FilePicker({
  label,
  hint,
  error,
  name,
  isOptional,
  accept,
  multiple,
  most,
  send,
  onChange,
  resume,
  onDrop,
}: FieldProps & {
  accept?: string
  multiple?: boolean
  most: number
  send: Send
  onChange: (sent: Sent[]) => void
  resume?: readonly File[]
  onDrop?: (file: File) => void
}) {
  const isOnline = useIsOnline()
  const t = useTexts(uiTexts)
  const format = useFormat()
  const input = useRef<HTMLInputElement>(null)
  const [items, setItems] = useState<Item[]>([])
  const current = useRef<Item[]>([])
  const count = useRef(0)
  const set = (next: Item[]) => {
    current.current = next
    setItems(next)
    onChange(next.flatMap(item => item.sent ?? []))
  }
  const patch = (key: number, change: Partial<Item>) =>
    set(current.current.map(item => (item.key === key ? { ...item, ...change } : item)))
  const start = (item: Item) => {
    patch(item.key, { state: 'sending', share: 0 })
    send(item.file, share => patch(item.key, { share })).then(
      sent => patch(item.key, { state: 'sent', share: 1, sent }),
      (reason: unknown) =>
        patch(item.key, { state: 'failed', message: reason instanceof Error ? reason.message : t.failed }),
    )
  }
  const add = (files: Iterable<File>) => {
    for (const file of files) {
      count.current += 1
      const item: Item = {
        key: count.current,
        name: file.name,
        bytes: file.size,
        share: 0,
        state: 'sending',
        file,
      }
      const kept = multiple ? current.current : []
      if (file.size > most) {
        set([...kept, { ...item, state: 'failed', message: t.tooBig({ limit: format.size(most) }) }])
      } else {
        set([...kept, item])
        start(item)
      }
    }
  }
  const goOn = useRef(add)
  goOn.current = add
  const resumed = useRef(new Set<File>())
  useEffect(() => {
    const left = (resume ?? []).filter(file => !resumed.current.has(file))
    for (const file of left) resumed.current.add(file)
    goOn.current(left)
  }, [resume])
  const drop = (event: DragEvent) => {
    event.preventDefault()
    add(event.dataTransfer.files)
  }
  return (
    <Field label={label} hint={hint} error={error} name={name} isOptional={isOptional ?? false}>
      {aria => (
        <>
          {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the input inside is the first */}
          <div className="upload" onDrop={drop} onDragOver={event => event.preventDefault()}>
            <input
              {...aria}
              ref={input}
              type="file"
              className="visually-hidden"
              id={name}
              accept={accept}
              multiple={multiple}
              onChange={event => {
                add(event.target.files ?? [])
                event.target.value = ''
              }}
            />
            <Icon name="file" />
            <span>
              <span className="pick-file">{multiple ? t.chooseFiles : t.chooseFile}</span>{' '}
              <span className="only-wide">{t.dropHere}</span>
            </span>
          </div>
          {items.length > 0 && (
            <ul className="sending">
              {items.map(item => (
                <li key={item.key}>
                  <span>{item.name}</span> <small className="faint">{format.size(item.bytes)}</small>
                  {item.state === 'sending' && (
                    <progress
                      value={item.share}
                      max={1}
                      aria-label={t.sending({ percent: format.percent(item.share) })}
                    />
                  )}
                  {item.state === 'sending' && !isOnline && <span className="quiet">{t.pausedOffline}</span>}
                  {item.state === 'sent' && (
                    <span className="badge done bare">
                      <Icon name="done" />
                      {t.sent}
                    </span>
                  )}
                  {item.state === 'failed' && (
                    <span className="error">
                      <Icon name="overdue" />
                      {item.message ?? t.failed}
                    </span>
                  )}
                  {item.state === 'failed' && item.bytes <= most && (
                    <button type="button" className="button plain" onClick={() => start(item)}>
                      {t.retry}
                    </button>
                  )}
                  <button
                    type="button"
                    className="icon-button"
                    aria-label={t.remove({ name: item.name })}
                    onClick={() => {
                      set(current.current.filter(other => other.key !== item.key))
                      onDrop?.(item.file)
                    }}
                  >
                    <Icon name="close" />
                  </button>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </Field>
  )
}

/** Sends a file's bytes to `address` with its progress, which `fetch` cannot tell. Gives the parsed answer. */
export function sendBytes(
  address: string,
  file: Blob,
  onShare: (share: number) => void,
  headers: Record<string, string> = {},
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', address)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.setRequestHeader('accept', 'application/json')
    request.setRequestHeader('idempotency-key', crypto.randomUUID())
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.upload.addEventListener('progress', event => {
      if (event.lengthComputable) onShare(event.loaded / event.total)
    })
    request.addEventListener('error', () => reject(new Error('')))
    request.addEventListener('load', () => {
      let answer: unknown
      try {
        answer = JSON.parse(request.responseText)
      } catch {
        answer = undefined
      }
      if (request.status >= 200 && request.status < 300) resolve(answer)
      else reject(new Error((answer as { detail?: string } | undefined)?.detail ?? ''))
    })
    request.send(file)
  })
}
