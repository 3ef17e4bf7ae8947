import { type KeyboardEvent, type ReactNode, useId, useState } from 'react'
import { useFormat } from './language.tsx'

export type Tab = { id: string; label: string; count?: number; content: ReactNode }

/** Parts of one thing beside each other (story, attachments, looks). Arrow keys move; only the chosen part is drawn. */
export function Tabs({ label, tabs }: { label: string; tabs: Tab[] }) {
  const base = useId()
  const format = useFormat()
  const [chosen, setChosen] = useState(tabs[0]?.id)
  const current = tabs.find(tab => tab.id === chosen) ?? tabs[0]
  const move = (event: KeyboardEvent<HTMLElement>) => {
    const at = tabs.findIndex(tab => tab.id === current?.id)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + tabs.length, Home: 0, End: tabs.length - 1 }[
      event.key
    ]
    if (to === undefined) return
    event.preventDefault()
    const next = tabs[to % tabs.length]
    if (!next) return
    setChosen(next.id)
    document.getElementById(`${base}${next.id}`)?.focus()
  }
  return (
    <>
      <div className="tabs" role="tablist" aria-label={label}>
        {tabs.map(tab => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${base}${tab.id}`}
            aria-selected={tab.id === current?.id}
            aria-controls={tab.id === current?.id ? `${base}panel` : undefined}
            tabIndex={tab.id === current?.id ? 0 : -1}
            onKeyDown={move}
            onClick={() => setChosen(tab.id)}
          >
            {tab.label}
            {tab.count !== undefined && <span className="count">{format.figure(tab.count)}</span>}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${base}panel`} aria-labelledby={`${base}${current?.id}`}>
        {current?.content}
      </div>
    </>
  )
}
