import { pdfOf } from '#platform/documents'
import { type Lang, moment, shortDay } from '#platform/texts'
import type { Named, TaskRow } from './schema.ts'
import { minutesTexts, texts } from './texts.ts'

const template = new URL('./minutes.typ', import.meta.url)

/** Paper is kept: each day is told with its year. */
const withYear = new Date(0)

export type Minutes = {
  number: string
  title: string
  agenda: string
  heldAt: Date
  place: string
  present: string
  minutes: string
  caller: { name: string; name_en: string }
  about: Named | null
  /** those that the reader sees, of so many that were resolved */
  tasks: readonly TaskRow[]
  resolved: number
}

/** The minutes of a conference on paper. A line says how many resolutions their reader doesn't see. */
export function minutesPdf(given: Minutes, lang: Lang, zone: string, at: Date): Buffer {
  const t = minutesTexts(lang)
  const word = texts(lang)
  const inEnglish = lang === 'en'
  const hidden = given.resolved - given.tasks.length
  return pdfOf(
    template,
    {
      title: t.title({ subject: given.title }),
      lang,
      heading: t.heading,
      numberLabel: t.number,
      number: given.number,
      subject: given.title,
      facts: [
        [t.caller, inEnglish ? given.caller.name_en : given.caller.name],
        [t.heldAt, moment(given.heldAt, lang, zone, withYear)],
        [t.place, given.place],
        [t.present, given.present],
        ...(given.about === null ? [] : [[t.about, given.about.title]]),
      ],
      agendaTitle: t.agenda,
      agenda: given.agenda.split('\n'),
      minutesTitle: t.minutes,
      minutes: given.minutes.split('\n'),
      tasksTitle: t.resolutions,
      heads: [t.words, t.office, t.dueOn, t.state],
      tasks: given.tasks.map(task => [
        task.words,
        (inEnglish ? task.ownerOfficeEn : task.ownerOffice) ?? '',
        shortDay(new Date(`${task.dueOn}T12:00:00Z`), lang, zone, withYear),
        word[`status.${task.status}` as keyof typeof word],
      ]),
      hidden: hidden > 0 ? t.hidden({ count: hidden }) : '',
      printed: t.printed({ at: moment(at, lang, zone, withYear) }),
    },
    at,
  )
}
