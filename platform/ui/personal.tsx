import { type ReactNode, useState } from 'react'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { TextField } from './fields.tsx'
import { useBusinessNow, useFormat, useTexts } from './language.tsx'
import { uiTexts } from './texts.ts'

/** Lays the viewer's name and the time over personal data, so that a photograph of the screen names its maker. */
export function Watermark({ viewer, children }: { viewer: string; children: ReactNode }) {
  const format = useFormat()
  const words = `${viewer} ${format.moment(useBusinessNow())}`
  return (
    <div className="personal">
      <svg className="watermark" aria-hidden="true">
        {[0, 1, 2, 3, 4, 5, 6, 7].map(row =>
          [0, 1, 2, 3, 4, 5].map(column => {
            const x = column * 170 + (row % 2) * 70 - 20
            const y = row * 46 + 34
            return (
              <text key={`${row} ${column}`} x={x} y={y} transform={`rotate(-12 ${x} ${y})`}>
                {words}
              </text>
            )
          }),
        )}
      </svg>
      {children}
    </div>
  )
}

/**
 * A personal value, masked until a reason is given; the look is recorded by the server.
 * `reveal` fetches the value; it rejects with words to show.
 */
export function Masked({
  label,
  masked,
  reveal,
}: {
  label: string
  masked: string
  reveal: (reason: string) => Promise<string>
}) {
  const t = useTexts(uiTexts)
  const [isAsking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const [value, setValue] = useState<string>()
  const [error, setError] = useState<string>()
  const [pending, setPending] = useState(false)
  const show = async () => {
    setPending(true)
    setError(undefined)
    try {
      setValue(await reveal(reason.trim()))
      setAsking(false)
      setReason('')
    } catch (thrown) {
      setError(thrown instanceof Error ? thrown.message : t.wentWrong)
    }
    setPending(false)
  }
  if (value !== undefined) {
    return (
      <span className="row tightly">
        <span className="keep">{value}</span>
        <button type="button" className="link" onClick={() => setValue(undefined)}>
          {t.hide}
        </button>
        <span className="visually-hidden" role="status">
          {t.revealed}
        </span>
      </span>
    )
  }
  return (
    <span className="row tightly">
      <span className="keep">{masked}</span>
      <button
        type="button"
        className="link"
        aria-label={t.revealTitle({ label })}
        onClick={() => setAsking(true)}
      >
        {t.reveal}
      </button>
      <Dialog
        title={t.revealTitle({ label })}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        actions={
          <>
            <Button onClick={() => setAsking(false)}>{t.cancel}</Button>
            <Button kind="primary" type="submit" form="reveal" pending={pending}>
              {t.reveal}
            </Button>
          </>
        }
      >
        <form
          id="reveal"
          onSubmit={event => {
            event.preventDefault()
            if (reason.trim() === '') setError(t.revealNeedsReason)
            else void show()
          }}
        >
          <TextField
            name="reveal-reason"
            label={t.revealWhy}
            hint={t.revealHint}
            error={error}
            value={reason}
            onChange={setReason}
            maxLength={200}
            autoFocus
          />
        </form>
      </Dialog>
    </span>
  )
}
