import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import {
  DueChip,
  Fetched,
  MatterColumns,
  Notice,
  PageHead,
  Panel,
  Stars,
  Status,
  type Step,
  Steps,
  Story,
  type StoryEntry,
  Tabs,
  useAddress,
  useFormat,
} from '#platform/ui'
import { type Matter, type ProblemView, relief } from './calls.ts'
import type { Neighbours } from './neighbours.ts'
import { ActionForm, Actions, AssignForm, ATTACH } from './problem-actions.tsx'
import { Attach, Attachments } from './problem-attachments.tsx'
import { Clocks } from './problem-clocks.tsx'
import { CommentForm } from './problem-comment.tsx'
import { Facts } from './problem-facts.tsx'
import { kindOf, usePageTexts, useWords } from './words.ts'

const problemKey = (id: string) => ['matters', 'problem', id]

export function ProblemPage({ neighbours }: { neighbours: Neighbours }) {
  const t = usePageTexts()
  const { params } = useAddress()
  const id = params.id ?? ''
  const view = useQuery({
    queryKey: problemKey(id),
    queryFn: ({ signal }) => relief.viewProblem({ params: { id } }, { signal }),
  })
  return (
    <>
      {view.data === undefined && (
        <PageHead crumbs={[{ label: t.problems, href: '/relief/problems' }]} title={t.problem} />
      )}
      <Fetched query={view} what={t.problem}>
        {data => <Whole key={id} view={data} neighbours={neighbours} />}
      </Fetched>
    </>
  )
}

const ASSIGN = 'assign'

function Whole({ view, neighbours }: { view: ProblemView; neighbours: Neighbours }) {
  const t = usePageTexts()
  const words = useWords()
  const queries = useQueryClient()
  const { matter, problem } = view
  const [open, setOpen] = useState<string>()
  const [done, setDone] = useState<string>()
  // The version that the reader decided on: a change by somebody else must not slip under an open form.
  const [seen, setSeen] = useState(matter)
  const refresh = () => queries.invalidateQueries({ queryKey: ['matters'] })
  const choose = (action: string | undefined) => {
    setSeen(matter)
    setDone(undefined)
    setOpen(action)
  }
  const finish = async (said: string) => {
    await refresh()
    setOpen(undefined)
    setDone(said)
  }
  const notice = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (done !== undefined) notice.current?.scrollIntoView({ block: 'nearest' })
  }, [done])

  return (
    <>
      <PageHead
        crumbs={[{ label: t.problems, href: '/relief/problems' }, { label: matter.number }]}
        title={matter.title}
        actions={
          <>
            <Status kind={kindOf(matter.status)}>{words.status(matter.status)}</Status>
            {matter.isOpen && matter.dueAt !== null && (
              <DueChip dueAt={matter.dueAt} startedAt={matter.startedAt} />
            )}
            {problem.rating !== null && (
              <span className="quiet">
                {t.rated} <Stars count={problem.rating} />
              </span>
            )}
          </>
        }
      />
      <Steps steps={stepsOf(matter, words.status, t)} />
      <div ref={notice}>
        {done !== undefined && (
          <Notice kind="done" live>
            {t.done({ action: done })}
          </Notice>
        )}
      </div>
      <MatterColumns facts={<Facts view={view} onAssign={() => choose(ASSIGN)} />}>
        <div className="stack">
          {open === ASSIGN && (
            <Panel title={t.assign}>
              <AssignForm
                seen={seen}
                latest={matter}
                neighbours={neighbours}
                onDone={() => finish(words.action('assign'))}
                onClose={() => choose(undefined)}
                onRenew={() => setSeen(matter)}
              />
            </Panel>
          )}
          {open === ATTACH && (
            <Panel title={t.attach}>
              <Attach matterId={matter.id} onDone={refresh} />
            </Panel>
          )}
          {open !== undefined && open !== ASSIGN && open !== ATTACH && (
            <Panel title={words.action(open)}>
              <ActionForm
                key={open}
                action={open}
                seen={seen}
                latest={matter}
                problem={problem}
                onDone={() => finish(words.action(open))}
                onClose={() => choose(undefined)}
                onRefresh={refresh}
                onRenew={() => setSeen(matter)}
              />
            </Panel>
          )}
          <div>
            <Tabs
              label={t.content}
              tabs={[
                {
                  id: 'story',
                  label: t.story,
                  count: matter.history.length,
                  content: (
                    <div className="stack">
                      <Panel>
                        <StoryOf view={view} />
                      </Panel>
                      <Panel>
                        <CommentForm matterId={matter.id} onDone={refresh} />
                      </Panel>
                    </div>
                  ),
                },
                {
                  id: 'clocks',
                  label: t.partiesAndClocks,
                  count: matter.clocks.length,
                  content: <Clocks matter={matter} onDone={refresh} />,
                },
                {
                  id: 'files',
                  label: t.attachments,
                  count: matter.attachments.length,
                  content: <Attachments matter={matter} onDone={refresh} />,
                },
              ]}
            />
          </div>
        </div>
      </MatterColumns>
      <Actions matter={matter} open={open} onOpen={choose} />
    </>
  )
}

const stages = ['reported', 'accepted', 'sign-off', 'confirming'] as const

/** The stages that the problem has gone through and those ahead; an end other than solved leaves out what never was. */
export function stepsOf(
  matter: Pick<Matter, 'status' | 'isOpen' | 'openedAt'> & { history: { action: string; at: string }[] },
  say: (status: string) => string,
  stageWords: Record<`stage.${(typeof stages)[number]}`, string>,
): Step[] {
  const last = (action: string) => matter.history.findLast(entry => entry.action === action)?.at
  const reached = [matter.openedAt, last('accept'), last('solve'), last('sign')]
  const end = matter.isOpen ? 'solved' : matter.status
  const current = matter.isOpen
    ? Math.max(
        0,
        stages.indexOf(
          (matter.status === 'returned' ? 'reported' : matter.status) as (typeof stages)[number],
        ),
      )
    : stages.length
  const steps: Step[] = stages.flatMap((stage, index): Step[] => {
    const at = index <= current ? reached[index] : undefined
    if (!matter.isOpen && end !== 'solved' && at === undefined) return []
    return [
      {
        label: stageWords[`stage.${stage}`],
        at,
        state: index < current ? 'past' : index === current ? 'now' : 'ahead',
      },
    ]
  })
  const ended = matter.isOpen ? undefined : matter.history.findLast(entry => endings.has(entry.action))?.at
  return [...steps, { label: say(end), at: ended, state: matter.isOpen ? 'ahead' : 'now' }]
}

const endings = new Set(['confirm', 'explain', 'withdraw', 'timeOut'])
const turns = new Set([
  'report',
  'accept',
  'giveBack',
  'route',
  'refer',
  'referUp',
  'solve',
  'sign',
  'sendBack',
  'recall',
  'dispute',
  'reopen',
])

function StoryOf({ view: { matter } }: { view: ProblemView }) {
  const format = useFormat()
  const t = usePageTexts()
  const words = useWords()
  const files = new Map(matter.attachments.map(file => [file.id, file]))
  const offices = new Map(
    matter.parties.map(party => [party.officeId, words.office(party.name, party.nameEn)]),
  )
  const entries = matter.history.map((entry): StoryEntry => {
    const { detail } = entry
    const action = words.did(entry.action)
    const office = typeof detail.officeId === 'string' ? offices.get(detail.officeId) : undefined
    const attached = typeof detail.attachmentId === 'string' ? files.get(detail.attachmentId) : undefined
    const what = (() => {
      if (entry.action === 'report' && typeof detail.channel === 'string')
        return t.reported({ channel: words.of('channel', detail.channel) })
      if (entry.action === 'route' && typeof detail.tier === 'string') {
        const said = t.toTier({
          action,
          tier: words.tier(detail.tier),
          category: words.category(String(detail.category)),
        })
        return office === undefined ? said : `${said} → ${office}`
      }
      const about = office ?? (typeof detail.clock === 'string' ? words.of('clock', detail.clock) : undefined)
      return about === undefined ? action : t.toOffice({ action, office: about })
    })()
    const by = {
      staff: [entry.actor, words.office(entry.actorOffice, entry.actorOfficeEn)].filter(Boolean).join(' '),
      link: t.enterprise,
      system: t.system,
    }[entry.actorKind]
    const who = format.joined([
      by,
      entry.coversFor !== null && t.forWhom({ name: entry.coversFor }),
      typeof detail.rule === 'string' && t.rule({ version: detail.rule }),
      entry.audience === 'staff' && t.staffOnly,
    ])
    return {
      id: String(entry.seq),
      at: entry.at,
      text: (
        <>
          {what}
          {typeof detail.rating === 'number' && (
            <>
              {' '}
              <Stars count={detail.rating} />
            </>
          )}
        </>
      ),
      who,
      ...(entry.note !== null && { quote: entry.note }),
      ...(attached && {
        files: [
          {
            id: attached.id,
            name: attached.name,
            bytes: attached.bytes,
            href: `/api/matters/${matter.id}/attachments/${attached.id}`,
          },
        ],
      }),
      ...(endings.has(entry.action)
        ? { weight: 'end' as const }
        : turns.has(entry.action)
          ? { weight: 'turn' as const }
          : {}),
    }
  })
  return <Story entries={entries} label={t.story} />
}
