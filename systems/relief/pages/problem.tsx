import { type Option, Stars, useLang } from '#platform/ui'
import { findCauses } from '../causes/pages/calls.ts'
import { type HistoryEntry, type ProblemView, relief } from './calls.ts'
import { MatterFetched, MatterScreen } from './matter.tsx'
import type { Neighbours } from './neighbours.ts'
import { useProblemFacts } from './problem-facts.tsx'
import { ProblemMore } from './problem-more.tsx'
import { stepsOf } from './problem-steps.ts'
import { shortTitle, usePageTexts, useWords } from './words.ts'

export function ProblemPage({ neighbours }: { neighbours: Neighbours }) {
  const t = usePageTexts()
  return (
    <MatterFetched
      kind="problem"
      call={relief.viewProblem}
      list={{ label: t.problems, href: '/relief/problems' }}
      what={t.problem}
    >
      {data => <Whole view={data} neighbours={neighbours} />}
    </MatterFetched>
  )
}

const endings = ['solved', 'explained', 'withdrawn', 'timed-out', 'merged']
const turns = ['route', 'refer', 'referUp']

function Whole({ view, neighbours }: { view: ProblemView; neighbours: Neighbours }) {
  const t = usePageTexts()
  const words = useWords()
  const lang = useLang()
  const { matter, problem } = view
  const tell = ({ action, detail }: HistoryEntry, office: string | undefined) => {
    if (action === 'report' && typeof detail.channel === 'string')
      return t.reported({ channel: words.of('channel', detail.channel) })
    if (action !== 'route' || typeof detail.tier !== 'string') return undefined
    const said = t.toTier({
      action: words.did(action),
      tier: words.tier(detail.tier),
      category: words.category(String(detail.category)),
    })
    return office === undefined ? said : `${said} → ${office}`
  }
  const findOffice = async (typed: string): Promise<Option[]> => {
    const offices = await relief.offices({ params: { id: matter.id } })
    const wanted = typed.trim().toLowerCase()
    return offices
      .filter(office =>
        `${office.name} ${office.nameEn} ${office.divisionName}`.toLowerCase().includes(wanted),
      )
      .slice(0, 30)
      .map(office => ({
        value: office.id,
        label: lang === 'en' ? office.nameEn : office.name,
        hint: office.divisionName,
      }))
  }
  const findSame = async (typed: string): Promise<Option[]> => {
    const query = { organisation: problem.organisationId, open: 'all', limit: 100 } as const
    const { rows } = await relief.listProblems({ query })
    const wanted = typed.trim().toLowerCase()
    return rows
      .filter(row => row.id !== matter.id && row.status !== 'merged')
      .filter(row => `${row.number} ${row.title}`.toLowerCase().includes(wanted))
      .slice(0, 30)
      .map(row => ({
        value: row.id,
        label: row.number,
        hint: shortTitle(row.title, problem.organisationName),
      }))
  }
  return (
    <MatterScreen
      matter={matter}
      neighbours={neighbours}
      list={{ label: t.problems, href: '/relief/problems' }}
      endings={endings}
      head={
        problem.rating !== null && (
          <span className="quiet">
            {t.rated} <Stars count={problem.rating} />
          </span>
        )
      }
      steps={stepsOf(matter, words.status, t)}
      {...useProblemFacts(view)}
      initial={{ category: problem.category, tier: problem.tier }}
      find={{ office: findOffice, into: findSame, cause: findCauses }}
      waitsForFile="solve"
      story={{ turns, tell }}
      below={<ProblemMore problemId={matter.id} />}
    />
  )
}
