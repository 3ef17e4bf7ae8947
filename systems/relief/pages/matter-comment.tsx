import { Button, Checkbox, TextArea, useAction, useDraft } from '#platform/ui'
import { matters } from './calls.ts'
import { useFormErrors } from './form.tsx'
import { Unsent } from './unsent.tsx'
import { usePageTexts, useWords } from './words.ts'

/** Adds words to the story; to staff only, unless it is said otherwise. */
export function CommentForm({ matterId, onDone }: { matterId: string; onDone: () => Promise<void> }) {
  const t = usePageTexts()
  const said = useWords()
  const { own, setOwn } = useFormErrors()
  const [words, change, clear] = useDraft(`${matterId}.comment`, { text: '', toAll: '' })
  const send = useAction((body: { text: string; audience: 'all' | 'staff' }, key) =>
    matters.comment({ params: { id: matterId }, body }, { key }).then(() => true),
  )
  const submit = async () => {
    if (words.text.trim() === '') {
      setOwn([{ name: 'comment', message: t.writeSomething }])
      return
    }
    setOwn([])
    if (!(await send.run({ text: words.text.trim(), audience: words.toAll === '' ? 'staff' : 'all' }))) return
    clear()
    await onDone()
  }
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault()
        void submit()
      }}
    >
      <TextArea
        name="comment"
        label={t.comment}
        hint={said.ofKind('comment.hint') ?? t.commentHint}
        error={own[0]?.message ?? send.errorOf('text')}
        value={words.text}
        onChange={text => change({ text })}
        rows={2}
        maxLength={2000}
        isOptional
      />
      <Checkbox
        name="comment-to-all"
        label={said.ofKind('comment.toAll') ?? t.commentToAll}
        checked={words.toAll !== ''}
        onChange={on => change({ toAll: on ? 'yes' : '' })}
      />
      <Unsent of={send} />
      <Button type="submit" pending={send.pending}>
        {t.commentSend}
      </Button>
    </form>
  )
}
