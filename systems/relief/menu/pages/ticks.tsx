import { useState } from 'react'
import { Button, Checkbox, Notice, Status, TextField, useAction, useFormat } from '#platform/ui'
import { useMenuTexts } from './calls.ts'

type Ticked = { id: string; name: string; nameEn: string | null }
type Order = { serviceIds: string[]; words?: string }

/** Services to tick, and a word that goes with the order. What stands on order already isn't ticked again. */
export function Ticks<S extends Ticked>({
  services,
  hintOf,
  standing,
  call,
  onDone,
  onClose,
}: {
  services: readonly S[]
  hintOf: (service: S) => string
  standing?: ReadonlySet<string>
  call: (order: Order, key: string) => Promise<{ orders: readonly unknown[] }>
  onDone: (count: number) => Promise<void>
  /** at a desk; on the enterprise's own page there is nothing to go back to */
  onClose?: () => void
}) {
  const { t, named } = useMenuTexts()
  const format = useFormat()
  const [picked, setPicked] = useState<string[]>([])
  const [words, setWords] = useState('')
  const send = useAction(call)
  const submit = async () => {
    const answer = await send.run({ serviceIds: picked, ...(words.trim() !== '' && { words: words.trim() }) })
    if (!answer) return
    setPicked([])
    setWords('')
    await onDone(answer.orders.length)
  }
  const isOwn = onClose === undefined
  const button = (
    <Button
      type="submit"
      kind="primary"
      big={isOwn}
      wide={isOwn}
      pending={send.pending}
      disabledBecause={picked.length === 0 ? t.tickFirst : undefined}
    >
      {picked.length === 0 ? t.send : t.tickNow({ count: format.figure(picked.length) })}
    </Button>
  )
  return (
    <form
      className="form"
      onSubmit={event => {
        event.preventDefault()
        void submit()
      }}
    >
      {isOwn && <p>{t.pickHint}</p>}
      {services.map(service =>
        standing?.has(service.id) ? (
          <p key={service.id}>
            <Status kind="info">{t.onOrder}</Status> {named(service.name, service.nameEn)}
          </p>
        ) : (
          <Checkbox
            key={service.id}
            name={`service-${service.id}`}
            label={named(service.name, service.nameEn)}
            hint={hintOf(service)}
            checked={picked.includes(service.id)}
            onChange={is =>
              setPicked(is ? [...picked, service.id] : picked.filter(one => one !== service.id))
            }
          />
        ),
      )}
      <TextField
        name="words"
        label={t.words}
        hint={t.wordsHint}
        isOptional
        value={words}
        onChange={setWords}
      />
      {send.isOffline && (
        <Notice kind="due" live>
          {t.offline}
        </Notice>
      )}
      {send.problem && (
        <Notice kind="overdue" live>
          {send.problem.detail}
        </Notice>
      )}
      {onClose ? (
        <div className="row">
          {button}
          <Button onClick={onClose}>{t.cancel}</Button>
        </div>
      ) : (
        button
      )}
    </form>
  )
}
