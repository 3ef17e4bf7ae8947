import { type ReactNode, useEffect, useId, useRef, useState } from 'react'

/**
 * A button that opens a short list of links and buttons under it: a disclosure, which needs a twentieth of a
 * menu widget's code and reads as what it is. Esc, a choice, or leaving closes it.
 */
export function DropDown({
  className,
  label,
  face,
  children,
}: {
  className: string
  label: string
  face: ReactNode
  children: ReactNode
}) {
  const id = useId()
  const box = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    if (!isOpen) return
    const outside = (event: Event) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) setOpen(false)
    }
    const closeByKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      setOpen(false)
      button.current?.focus()
    }
    document.addEventListener('pointerdown', outside)
    document.addEventListener('focusin', outside)
    document.addEventListener('keydown', closeByKey)
    return () => {
      document.removeEventListener('pointerdown', outside)
      document.removeEventListener('focusin', outside)
      document.removeEventListener('keydown', closeByKey)
    }
  }, [isOpen])
  return (
    <div className="drop-down" ref={box}>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={label}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        {face}
      </button>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a choice of any of its buttons bubbles here and closes it */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: keys press its buttons, whose clicks bubble */}
      <div className="popover" id={id} hidden={!isOpen} onClick={() => setOpen(false)}>
        {children}
      </div>
    </div>
  )
}
