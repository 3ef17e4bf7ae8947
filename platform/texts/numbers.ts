import type { Lang } from './index.ts'

/** A figure as tables and tiles write it: `6,537`. */
export function figure(value: number, lang: Lang): string {
  return new Intl.NumberFormat(lang, { maximumFractionDigits: 1 }).format(value)
}

/** A share of 1 in per cent, set solid: `16.9%`. */
export function percent(share: number, lang: Lang): string {
  return new Intl.NumberFormat(lang, { style: 'percent', maximumFractionDigits: 1 }).format(share)
}

/**
 * How a bulletin speaks of a number:
 * - `exact`: as it is, in running Chinese text without separators (`2578`);
 * - `over` 多: strictly above the printed round number (6,537 → `6500多`);
 * - `near` 近: just below it (14,870,000 → `近1500万`);
 * - `about` 约: the nearest round number;
 * - `atLeast` 以上: at or above the printed round number (21.6 → `20以上`).
 */
export type Manner = 'exact' | 'over' | 'near' | 'about' | 'atLeast'

export type PhraseOptions = {
  /** the step of the printed number, e.g. 500 prints 6,537 as 6500; by default two leading digits, one below 100 */
  to?: number
  /** Chinese measure word, plain: 家 名 人次 小时. In English the noun follows the phrase in the sentence. */
  unit?: string
  /** the figure is in per cent: `20%以上` */
  isPercent?: boolean
}

/** The step by default: the second leading digit from 100 on, the first below (6,537 → 100, 94 → 10). */
function stepOf(value: number): number {
  const digits = Math.floor(Math.log10(Math.abs(value)))
  return 10 ** Math.max(0, value >= 100 ? digits - 1 : digits)
}

/** 万 from 10,000 and 亿 from 100,000,000, with at most one decimal; below, the bare number. */
export function chineseNumber(value: number): string {
  const plain = (number: number) =>
    new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 1, useGrouping: false }).format(number)
  if (Math.abs(value) >= 99_995_000) return `${plain(value / 1e8)}亿`
  if (Math.abs(value) >= 10_000) return `${plain(value / 1e4)}万`
  return plain(value)
}

const englishNumber = (value: number): string =>
  Math.abs(value) >= 1e6
    ? `${new Intl.NumberFormat('en', { maximumFractionDigits: 1 }).format(value / 1e6)} million`
    : new Intl.NumberFormat('en', { maximumFractionDigits: 1 }).format(value)

/**
 * A number in running text, e.g. `phrase(6537, 'over', 'zh-CN', { unit: '家' })` → `6500多家`,
 * `phrase(6537, 'over', 'en')` → `more than 6,500`. A manner never says what is not so: where the number
 * is itself round, 多 and 近 fall back to the exact number.
 */
export function phrase(value: number, manner: Manner, lang: Lang, options: PhraseOptions = {}): string {
  const unit = options.unit ?? ''
  const mark = options.isPercent ? '%' : ''
  const write = lang === 'en' ? englishNumber : chineseNumber
  if (manner === 'exact' || value <= 0)
    return lang === 'en' ? `${write(value)}${mark}` : `${write(value)}${mark}${unit}`
  const step = options.to ?? stepOf(value)
  const below = Math.floor(value / step) * step
  const above = Math.ceil(value / step) * step
  const isRound = below === value
  if (isRound && (manner === 'over' || manner === 'near')) return phrase(value, 'exact', lang, options)
  const printed = { over: below, near: above, about: Math.round(value / step) * step, atLeast: below }[manner]
  // Nothing is "more than 0": a number below its step is given as it is.
  if (printed === 0) return phrase(value, 'exact', lang, options)
  if (lang === 'en') {
    const before = { over: 'more than', near: 'nearly', about: 'about', atLeast: 'at least' }[manner]
    return `${before} ${write(printed)}${mark}`
  }
  const number = `${write(printed)}${mark}`
  switch (manner) {
    case 'over':
      return `${number}多${unit}`
    case 'near':
      return `近${number}${unit}`
    case 'about':
      return `约${number}${unit}`
    case 'atLeast':
      return `${number}${unit}以上`
  }
}
