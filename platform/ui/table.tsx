import { type KeyboardEvent, type ReactNode, useRef } from 'react'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import { useFormat, useTexts } from './language.tsx'
import { uiTexts } from './texts.ts'

export type Column<Row> = {
  id: string
  head: string
  cell: (row: Row) => ReactNode
  /** numbers stand right */
  numeric?: boolean
  /** takes only the room it needs */
  tight?: boolean
  /** names the row for a screen reader; exactly one column, and it holds the link */
  isTitle?: boolean
  sortable?: boolean
  /** left out of a phone's block */
  wideOnly?: boolean
}

export type Sort = { column: string; direction: 'ascending' | 'descending' }

type Selection = {
  selected: ReadonlySet<string>
  onChange: (selected: ReadonlySet<string>) => void
  batch: ReactNode
}

/**
 * A dense table; each row becomes a block on a phone. With `isHeld` it stays a table there too and scrolls by itself,
 * its heads and the rows' names in sight: for many numbers that are compared. Arrow keys or J/K move between rows, X selects, Enter opens.
 * `nameOf` names a row in words (its number or firm). `caption` says what the rows are (for screen readers).
 */
export function Table<Row>({
  caption,
  columns,
  rows,
  idOf,
  nameOf,
  onOpen,
  sort,
  onSort,
  selection,
  isHeld,
  foot,
}: {
  caption: string
  columns: Column<Row>[]
  rows: Row[]
  idOf: (row: Row) => string
  nameOf: (row: Row) => string
  onOpen?: (row: Row) => void
  sort?: Sort
  onSort?: (sort: Sort) => void
  selection?: Selection
  isHeld?: boolean
  foot?: ReactNode
}) {
  const t = useTexts(uiTexts)
  const format = useFormat()
  const body = useRef<HTMLTableSectionElement>(null)
  const toggle = (id: string) => {
    if (!selection) return
    const next = new Set(selection.selected)
    if (!next.delete(id)) next.add(id)
    selection.onChange(next)
  }
  const move = (event: KeyboardEvent<HTMLElement>, row: Row) => {
    const target = event.target as HTMLElement
    if (target.closest('input:not([type="checkbox"]), textarea, select')) return
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const current = event.currentTarget
    const step = { j: 'next', ArrowDown: 'next', k: 'previous', ArrowUp: 'previous' }[event.key]
    if (step) {
      const sibling = step === 'next' ? current.nextElementSibling : current.previousElementSibling
      if (sibling instanceof HTMLElement) {
        event.preventDefault()
        const focusable =
          sibling.querySelector<HTMLElement>('a.title') ??
          sibling.querySelector<HTMLElement>('a, button, input')
        focusable?.focus()
      }
    } else if (event.key === 'x' && selection) {
      event.preventDefault()
      toggle(idOf(row))
    } else if (event.key === 'Enter' && onOpen && target instanceof HTMLInputElement) {
      event.preventDefault()
      onOpen(row)
    }
  }
  const allSelected = rows.length > 0 && rows.every(row => selection?.selected.has(idOf(row)))
  return (
    <>
      {selection && selection.selected.size > 0 && (
        // biome-ignore lint/a11y/useSemanticElements: buttons of one bar, not fields of a form
        <div className="batch" role="group" aria-label={t.batch}>
          <b aria-live="polite">{t.selected({ count: format.figure(selection.selected.size) })}</b>
          {selection.batch}
          <span className="push">
            <Button kind="plain" onClick={() => selection.onChange(new Set())}>
              {t.clearSelection}
            </Button>
          </span>
        </div>
      )}
      <div className={isHeld ? 'table-wrap held' : 'table-wrap'}>
        <table className={isHeld ? 'table' : 'table blocks'}>
          <caption className="visually-hidden">{caption}</caption>
          <thead>
            <tr>
              {selection && (
                <th className="tight" scope="col">
                  <input
                    type="checkbox"
                    className="check"
                    aria-label={t.selectAll}
                    checked={allSelected}
                    onChange={() => selection.onChange(new Set(allSelected ? [] : rows.map(idOf)))}
                  />
                </th>
              )}
              {columns.map(column => {
                const sorted = sort?.column === column.id ? sort.direction : undefined
                return (
                  <th
                    key={column.id}
                    scope="col"
                    className={[column.tight && 'tight', column.numeric && 'num'].filter(Boolean).join(' ')}
                    aria-sort={sorted}
                  >
                    {column.sortable && onSort ? (
                      <button
                        type="button"
                        className="sort"
                        onClick={() =>
                          onSort({
                            column: column.id,
                            direction: sorted === 'ascending' ? 'descending' : 'ascending',
                          })
                        }
                      >
                        {column.head}
                        {sorted && <Icon name={sorted === 'ascending' ? 'up' : 'down'} />}
                      </button>
                    ) : (
                      column.head
                    )}
                  </th>
                )
              })}
            </tr>
          </thead>
          <tbody ref={body}>
            {rows.map(row => {
              const id = idOf(row)
              const isSelected = selection?.selected.has(id) ?? false
              return (
                <tr key={id} data-selected={isSelected || undefined} onKeyDown={event => move(event, row)}>
                  {selection && (
                    <td className="tight pick">
                      <input
                        type="checkbox"
                        className="check"
                        aria-label={t.selectRow({ name: nameOf(row) })}
                        checked={isSelected}
                        onChange={() => toggle(id)}
                      />
                    </td>
                  )}
                  {columns.map(column => {
                    const className = [
                      column.tight && 'tight',
                      column.numeric && 'num',
                      column.wideOnly && 'only-wide',
                    ]
                      .filter(Boolean)
                      .join(' ')
                    return column.isTitle ? (
                      <th key={column.id} scope="row" className={className}>
                        {column.cell(row)}
                      </th>
                    ) : (
                      <td key={column.id} className={className} data-head={column.head}>
                        {column.cell(row)}
                      </td>
                    )
                  })}
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      {foot}
    </>
  )
}

/** Under a table that is read by cursor: how much is shown and a button for the rest. */
export function MoreRows({
  shown,
  total,
  hasMore,
  pending,
  onMore,
  keys,
}: {
  shown: number
  total?: number
  hasMore: boolean
  pending?: boolean
  onMore: () => void
  /** names the keys that work in the table */
  keys?: boolean
}) {
  const t = useTexts(uiTexts)
  const format = useFormat()
  return (
    <div className="table-foot">
      <span role="status">
        {total === undefined
          ? t.shown({ count: format.figure(shown) })
          : t.shownOf({ count: format.figure(shown), total: format.figure(total) })}
      </span>
      {keys && (
        <span className="only-wide">
          <kbd>J</kbd> <kbd>K</kbd> {t.keysMove} <kbd>X</kbd> {t.keysSelect} <kbd>Enter</kbd> {t.keysOpen}{' '}
          <kbd>/</kbd> {t.keysFind}
        </span>
      )}
      {hasMore && (
        <span className="push">
          <Button kind="plain" pending={pending ?? false} onClick={onMore}>
            {t.more}
          </Button>
        </span>
      )}
    </div>
  )
}
