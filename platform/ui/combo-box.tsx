import { useEffect, useRef, useState } from 'react'
import { ComboBox as AriaComboBox, Input } from 'react-aria-components/ComboBox'
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox'
import { Popover } from 'react-aria-components/Popover'
import { Field, type FieldProps } from './fields.tsx'
import type { Option } from './filter-bar.tsx'
import { useTexts } from './language.tsx'
import { uiTexts } from './texts.ts'

/**
 * Finds one thing by name, pinyin or number. `find` asks the server (after two characters, or with `''` for the
 * usual ones); `value` is the chosen option.
 */
export function ComboBox({
  label,
  hint,
  error,
  name,
  isOptional,
  value,
  onChange,
  find,
  allowsAnyWords,
}: FieldProps & {
  value: Option | undefined
  onChange: (value: Option | undefined) => void
  find: (typed: string) => Promise<Option[]>
  /** what is typed counts even when nothing in the list fits: an option with value `''` */
  allowsAnyWords?: boolean
}) {
  const t = useTexts(uiTexts)
  const [typed, setTyped] = useState(value?.label ?? '')
  const [options, setOptions] = useState<Option[]>([])
  const [state, setState] = useState<'short' | 'finding' | 'found'>('short')
  const latest = useRef(find)
  latest.current = find
  const chosen = value?.label
  useEffect(() => {
    if (chosen !== undefined) setTyped(chosen)
  }, [chosen])
  useEffect(() => {
    if (typed === chosen) return
    let isStale = false
    const wait = setTimeout(async () => {
      setState('finding')
      try {
        const found = await latest.current(typed)
        if (isStale) return
        setOptions(found)
      } catch {
        if (!isStale) setOptions([])
      }
      if (!isStale) setState('found')
    }, 150)
    return () => {
      isStale = true
      clearTimeout(wait)
    }
  }, [typed, chosen])
  return (
    <Field label={label} hint={hint} error={error} name={name} isOptional={isOptional ?? false}>
      {aria => (
        <AriaComboBox
          aria-labelledby={`${name}-label`}
          items={options}
          value={value?.value ?? null}
          inputValue={typed}
          onInputChange={text => {
            setTyped(text)
            if (text === '') onChange(undefined)
            else if (allowsAnyWords && text !== chosen) onChange({ value: '', label: text })
          }}
          onChange={key => {
            const option = options.find(one => one.value === key)
            if (!option) return
            setTyped(option.label)
            onChange(option)
          }}
          allowsEmptyCollection
          menuTrigger="focus"
          allowsCustomValue
        >
          <Input {...aria} className="input" id={name} name={name} autoComplete="off" />
          <Popover className="popover">
            <ListBox
              className="options"
              renderEmptyState={() => (
                <p className="faint none">
                  {state === 'found' ? t.noMatches : state === 'finding' ? t.working : t.typeTwo}
                </p>
              )}
            >
              {(option: Option) => (
                <ListBoxItem id={option.value} textValue={option.label}>
                  <span>{option.label}</span>
                  {option.hint && <span className="faint">{option.hint}</span>}
                </ListBoxItem>
              )}
            </ListBox>
          </Popover>
        </AriaComboBox>
      )}
    </Field>
  )
}
