import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import {
  dayOf,
  deadline,
  duration,
  figure,
  type Lang,
  longDay,
  type Manner,
  moment,
  type PhraseOptions,
  percent,
  phrase,
  shortDay,
  timeOf,
} from '#platform/texts'

/** Business time as the server told it; where it is simulated it stands still until the server says otherwise. */
export type BusinessTime = { now: string; isSimulated: boolean }
type Reading = { lang: Lang; zone: string; time: BusinessTime | undefined }

const Context = createContext<Reading>({ lang: 'zh-CN', zone: 'Asia/Shanghai', time: undefined })

/** Gives the reader's language, the region's time zone and business time to everything below. */
export function ReadingProvider({
  lang,
  zone = 'Asia/Shanghai',
  time,
  children,
}: {
  lang: Lang
  zone?: string
  time?: BusinessTime | undefined
  children: ReactNode
}) {
  const value = useMemo(() => ({ lang, zone, time }), [lang, zone, time])
  return <Context value={value}>{children}</Context>
}

/** The reader's language. */
export function useLang(): Lang {
  return useContext(Context).lang
}

/** The phrases of `text()` in the reader's language: `const t = useTexts(reliefTexts)`, then `t.title`. */
export function useTexts<T>(texts: (lang: Lang) => T): T {
  return texts(useLang())
}

/** Business time now; re-renders every half minute unless the clock is simulated. */
export function useBusinessNow(): Date {
  const { time } = useContext(Context)
  const received = useMemo(
    () => ({ wall: Date.now(), business: time ? new Date(time.now).getTime() : Date.now() }),
    [time],
  )
  const [wall, setWall] = useState(() => Date.now())
  const runs = !time?.isSimulated
  useEffect(() => {
    if (!runs) return
    const beat = setInterval(() => setWall(Date.now()), 30_000)
    return () => clearInterval(beat)
  }, [runs])
  return new Date(received.business + (runs ? Math.max(0, wall - received.wall) : 0))
}

/** Formatters in the reader's language and the region's zone. Moments may be ISO strings or Dates. */
export function useFormat() {
  const { lang, zone, time } = useContext(Context)
  return useMemo(() => {
    const date = (at: string | Date) => (typeof at === 'string' ? new Date(at) : at)
    const year = () => (time ? new Date(time.now) : new Date())
    return {
      /** `6,537` */
      figure: (value: number) => figure(value, lang),
      /** a share of 1: `16.9%` */
      percent: (share: number) => percent(share, lang),
      /** running text: `6500多家` */
      phrase: (value: number, manner: Manner, options?: PhraseOptions) =>
        phrase(value, manner, lang, options),
      /** `5月4日`, with the year where it is not this one */
      day: (at: string | Date) => shortDay(date(at), lang, zone, year()),
      /** `5月4日（周三）` */
      longDay: (at: string | Date) => longDay(date(at), lang, zone, year()),
      /** `16:20` */
      time: (at: string | Date) => timeOf(date(at), zone),
      /** `5月4日16:20` */
      moment: (at: string | Date) => moment(date(at), lang, zone, year()),
      /** milliseconds: `2天22小时` */
      duration: (milliseconds: number) => duration(milliseconds, lang),
      /** `2022-05-04` in the region's zone, to group by day */
      dayKey: (at: string | Date) => dayOf(date(at), zone),
      deadline: (dueAt: string | Date, now: Date, startedAt?: string | Date) =>
        deadline(date(dueAt), now, lang, zone, startedAt === undefined ? undefined : date(startedAt)),
      /** the ISO instant of a day and time written in the region: `2022-05-04T18:00` */
      instantOf: (written: string) => {
        const asIfUtc = Date.parse(`${written}:00Z`)
        const there = Date.parse(`${dayOf(new Date(asIfUtc), zone)}T${timeOf(new Date(asIfUtc), zone)}:00Z`)
        return new Date(asIfUtc - (there - asIfUtc)).toISOString()
      },
      /** bytes: `2.1 MB` */
      size: (bytes: number) =>
        bytes < 1_000_000
          ? `${figure(Math.max(1, Math.round(bytes / 1000)), lang)} KB`
          : `${figure(bytes / 1_000_000, lang)} MB`,
      /** `a、b、c`; `a, b, c` */
      list: (items: string[]) => (lang === 'en' ? items.join(', ') : items.join('、')),
      /** the separator of facts in one line: `·`, in English with spaces */
      joined: (items: (string | undefined | null | false)[]) =>
        items.filter(Boolean).join(lang === 'en' ? ' · ' : '·'),
    }
  }, [lang, zone, time])
}
