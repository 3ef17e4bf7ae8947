import type { Lang } from './index.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const made = new Map<string, Intl.DateTimeFormat>()
function parts(at: Date, zone: string) {
  let format = made.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      weekday: 'short',
    })
    made.set(zone, format)
  }
  const of: Record<string, string> = {}
  for (const part of format.formatToParts(at)) of[part.type] = part.value
  return of
}

const weekdays: Record<string, string> = {
  Mon: '周一',
  Tue: '周二',
  Wed: '周三',
  Thu: '周四',
  Fri: '周五',
  Sat: '周六',
  Sun: '周日',
}
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'June', 'July', 'Aug', 'Sept', 'Oct', 'Nov', 'Dec']

/** The day of a moment in a zone, `2022-05-04`: two moments are of one day when these are equal. */
export function dayOf(at: Date, zone: string): string {
  const p = parts(at, zone)
  return `${p.year}-${p.month}-${p.day}`
}

/** `16:20`, always in 24 hours. */
export function timeOf(at: Date, zone: string): string {
  const p = parts(at, zone)
  return `${p.hour}:${p.minute}`
}

/** `5月4日`, with the year where it is another than `now`'s; `4 May`, `4 May 2021`. */
export function shortDay(at: Date, lang: Lang, zone: string, now?: Date): string {
  const p = parts(at, zone)
  const other = now !== undefined && parts(now, zone).year !== p.year
  const d = Number(p.day)
  const m = Number(p.month)
  if (lang === 'en') return `${d} ${months[m - 1]}${other ? ` ${p.year}` : ''}`
  return `${other ? `${p.year}年` : ''}${m}月${d}日`
}

/** `5月4日（周三）`, `Wed 4 May`. */
export function longDay(at: Date, lang: Lang, zone: string, now?: Date): string {
  const weekday = parts(at, zone).weekday ?? ''
  const short = shortDay(at, lang, zone, now)
  return lang === 'en' ? `${weekday} ${short}` : `${short}（${weekdays[weekday]}）`
}

/** `5月4日16:20`, `4 May, 16:20`. */
export function moment(at: Date, lang: Lang, zone: string, now?: Date): string {
  return `${shortDay(at, lang, zone, now)}${lang === 'en' ? ', ' : ''}${timeOf(at, zone)}`
}

/** A length of time in its two largest units, rounded down: `1小时10分`, `2天22小时`; `1 h 10 min`, `2 d 22 h`. */
export function duration(milliseconds: number, lang: Lang): string {
  const total = Math.max(0, Math.floor(Math.abs(milliseconds) / minute))
  const d = Math.floor(total / 1440)
  const h = Math.floor((total % 1440) / 60)
  const m = total % 60
  const words =
    lang === 'en' ? { d: ' d', h: ' h', m: ' min', gap: ' ' } : { d: '天', h: '小时', m: '分', gap: '' }
  const both =
    d > 0
      ? [
          [d, words.d],
          [h, words.h],
        ]
      : h > 0
        ? [
            [h, words.h],
            [m, words.m],
          ]
        : [[m, words.m]]
  return both
    .filter(([n], index) => index === 0 || n !== 0)
    .map(([n, word]) => `${n}${word}`)
    .join(words.gap)
}

export type Deadline = {
  state: 'overdue' | 'soon' | 'later'
  /** within 24 hours relative (`剩3小时20分`, `逾期1小时10分`), else the day (`5月9日`), long past in days (`逾期5天`) */
  words: string
  /** 0…1, the share of the time that is used up; undefined when its start is unknown */
  used?: number
}

/** How a deadline reads now. `soon` from the last quarter of its time, or the last 24 hours where the start is unknown. */
export function deadline(dueAt: Date, now: Date, lang: Lang, zone: string, startedAt?: Date): Deadline {
  const left = dueAt.getTime() - now.getTime()
  const used = startedAt
    ? Math.min(
        1,
        Math.max(
          0,
          (now.getTime() - startedAt.getTime()) / Math.max(1, dueAt.getTime() - startedAt.getTime()),
        ),
      )
    : undefined
  if (left < 0) {
    const past = -left >= day ? duration(Math.floor(-left / day) * day, lang) : duration(-left, lang)
    return { state: 'overdue', words: lang === 'en' ? `${past} overdue` : `逾期${past}`, used: 1 }
  }
  const words =
    left < day
      ? lang === 'en'
        ? `${duration(left, lang)} left`
        : `剩${duration(left, lang)}`
      : shortDay(dueAt, lang, zone, now)
  const soon = used === undefined ? left < day : used >= 0.75
  return { state: soon ? 'soon' : 'later', words, used }
}
