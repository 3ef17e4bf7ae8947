import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useDeferredValue, useId, useState } from 'react'
import { client } from '#platform/http'
import { matterApi } from '#platform/matter/api'
import { Dialog, useAddress, useLang, useTexts } from '#platform/ui'
import { command } from './calls.ts'
import { webTexts } from './texts.ts'

const matters = client(matterApi)

type Hit = { key: string; group: string; label: string; note?: string; href: string }

/** Ctrl K: goes to a page, a firm, a place or an official by name, pinyin, initials or credit code. */
export function Jump({ pages, onClose }: { pages: { label: string; href: string }[]; onClose: () => void }) {
  const t = useTexts(webTexts)
  const lang = useLang()
  const { go } = useAddress()
  const base = useId()
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const q = useDeferredValue(typed.trim())
  const found = useQuery({
    queryKey: ['search', q],
    queryFn: ({ signal }) => command.search({ query: { q, limit: 6 } }, { signal }),
    enabled: q.length >= 2,
    placeholderData: keepPreviousData,
  })
  // Only what looks like a number is asked for as one: JXI-0012-5, or jxi-12.
  const numbered = useQuery({
    queryKey: ['matters', 'numbered', q],
    queryFn: ({ signal }) => matters.listMatters({ query: { number: q, open: 'all', limit: 3 } }, { signal }),
    enabled: /^[a-z0-9]{2,8}[-–—－]\d/i.test(q),
  })
  const results = q.length >= 2 ? found.data : undefined
  const hits: Hit[] = [
    ...pages
      .filter(page => page.label.toLowerCase().includes(q.toLowerCase()))
      .map(page => ({ key: page.href, group: t.jumpPages, label: page.label, href: page.href })),
    ...(numbered.data?.rows ?? []).map(row => ({
      key: row.id,
      group: t.jumpMatters,
      label: row.title,
      note: row.number,
      href: `/matters/${row.id}`,
    })),
    ...(results?.organisations ?? []).map(firm => ({
      key: firm.id,
      group: t.jumpFirms,
      label: firm.name,
      note: firm.creditCode,
      href: `/relief/enterprises/${firm.id}`,
    })),
    ...(results?.divisions ?? []).map(division => ({
      key: division.code,
      group: t.jumpPlaces,
      label: lang === 'en' ? division.nameEn : division.name,
      note: division.code,
      href: `/map?${new URLSearchParams({ within: division.code })}`,
    })),
    ...(results?.places ?? []).map(place => ({
      key: place.id,
      group: t.jumpPlaces,
      label: lang === 'en' ? place.nameEn : place.name,
      note: place.divisionCode,
      href: `/map?${new URLSearchParams({ within: place.divisionCode })}`,
    })),
    ...(results?.officials ?? []).map(official => ({
      key: official.id,
      group: t.jumpPeople,
      label: official.displayName,
      note: lang === 'en' ? official.officeEn : official.office,
      href: `/accounts/${official.id}`,
    })),
  ]
  const chosen = hits[Math.min(at, hits.length - 1)]
  const open = (hit: Hit | undefined) => {
    if (!hit) return
    onClose()
    go(hit.href)
  }
  const keys = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      setAt(current => (Math.min(current, hits.length - 1) + step + hits.length) % Math.max(1, hits.length))
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault()
      open(chosen)
    }
  }
  const groups = [...new Set(hits.map(hit => hit.group))]
  return (
    <Dialog title={t.jumpTitle} isOpen onClose={onClose}>
      <input
        className="input"
        type="search"
        role="combobox"
        aria-label={t.jumpHint}
        placeholder={t.jumpHint}
        aria-expanded={hits.length > 0}
        aria-controls={`${base}list`}
        aria-activedescendant={chosen && `${base}${chosen.key}`}
        autoComplete="off"
        autoFocus
        value={typed}
        onChange={event => {
          setTyped(event.target.value)
          setAt(0)
        }}
        onKeyDown={keys}
      />
      <div className="hits" role="listbox" id={`${base}list`} aria-label={t.jumpTitle}>
        {groups.map(group => (
          // biome-ignore lint/a11y/useSemanticElements: a listbox groups its options so
          <div role="group" aria-label={group} key={group}>
            <p className="hits-head" aria-hidden="true">
              {group}
            </p>
            {hits
              .filter(hit => hit.group === group)
              .map(hit => (
                // biome-ignore lint/a11y/useFocusableInteractive: the input keeps the focus and names the active option
                <div
                  role="option"
                  key={hit.key}
                  id={`${base}${hit.key}`}
                  aria-selected={hit === chosen}
                  onPointerDown={() => open(hit)}
                >
                  {hit.label} <span className="faint">{hit.note}</span>
                </div>
              ))}
          </div>
        ))}
      </div>
      {q.length >= 2 && hits.length === 0 && !found.isFetching && <p role="status">{t.nothing}</p>}
    </Dialog>
  )
}
