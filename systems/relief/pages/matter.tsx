import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Fragment, type ReactNode, useEffect, useRef, useState } from 'react'
import {
  DueChip,
  Fetched,
  MatterColumns,
  Notice,
  PageHead,
  Panel,
  Status,
  type StatusKind,
  type Step,
  Steps,
  Tabs,
  useAddress,
  type Words,
} from '#platform/ui'
import type { Matter } from './calls.ts'
import type { Finders } from './form.tsx'
import { ActionForm, Actions, AssignForm, ATTACH } from './matter-actions.tsx'
import { Attach, Attachments } from './matter-attachments.tsx'
import { Clocks } from './matter-clocks.tsx'
import { CommentForm } from './matter-comment.tsx'
import { type Fact, MatterFacts } from './matter-facts.tsx'
import { MatterStory, type StoryWords } from './matter-story.tsx'
import type { Neighbours } from './neighbours.ts'
import { type KindWords, KindWordsProvider, kindOf, usePageTexts, useWords } from './words.ts'

/*
 * The page of a matter of any kind: head with status, deadline and number; what the server offers, each action with its
 * form from the kind's table, drafts and conflicts; story, clocks, parties, files, notes. A kind adds only what it alone
 * knows: its words, its facts, how something is found. So a new kind has its page:
 *
 *   const tasks = client(tasksApi, { headers })          // pages/task.tsx of the area
 *
 *   export function TaskPage({ neighbours }: { neighbours: Neighbours }) {
 *     const t = useTexts(pageTexts)
 *     const list = { label: t.tasks, href: '/relief/tasks' }
 *     return (
 *       <MatterFetched kind="task" call={tasks.viewTask} list={list} what={t.task}>
 *         {({ matter, task }) => (
 *           <MatterScreen
 *             matter={matter}
 *             neighbours={neighbours}
 *             list={list}
 *             words={useTexts(texts)}                     // status.… next.… action.… did.… field.…
 *             endings={['closed', 'withdrawn']}           // statuses in which it has ended
 *             facts={[[t.orderedBy, task.orderedBy]]}     // what is told of it before who handles it
 *             find={{ office: findOffices }}              // how the table's office, account or matter fields find
 *           />
 *         )}
 *       </MatterFetched>
 *     )
 *   }
 *
 * and a line in systems/command/pages/kinds.ts, from which the day, the notices and the matter's own address find it.
 */

type ListLink = { label: string; href: string }

/**
 * The matter that the address names, fetched by its kind's call; changes by others show at once. Loading, refused and
 * absent stand under the head of the list that it stands in.
 */
export function MatterFetched<V>({
  kind,
  call,
  list,
  what,
  children,
}: {
  kind: string
  call: (input: { params: { id: string } }, options: { signal: AbortSignal }) => Promise<V>
  list: ListLink
  what: string
  children: (view: V) => ReactNode
}) {
  const id = useAddress().params.id ?? ''
  const query = useQuery({
    queryKey: ['matters', kind, id],
    queryFn: ({ signal }) => call({ params: { id } }, { signal }),
  })
  return (
    <>
      {query.data === undefined && <PageHead crumbs={[list]} title={what} />}
      <Fetched query={query} what={what}>
        {view => <Fragment key={id}>{children(view)}</Fragment>}
      </Fetched>
    </>
  )
}

const ASSIGN = 'assign'

export type MatterScreenProps = {
  matter: Matter
  neighbours: Neighbours
  /** the list that it stands in */
  list: ListLink
  /** the kind's own words */
  words?: KindWords
  statusKind?: (status: string) => StatusKind
  /** statuses that are ends, for the story's weight */
  endings: readonly string[]
  /** what the kind tells first */
  facts: readonly Fact[]
  /** what it tells after who handles it and until when */
  moreFacts?: readonly Fact[]
  /** beside the title of the facts, and under them */
  factsAside?: ReactNode
  factsFoot?: ReactNode
  /** beside status and deadline */
  head?: ReactNode
  steps?: readonly Step[]
  /** what must be seen first, over everything but the head */
  above?: ReactNode
  /** sections under the tabs */
  below?: ReactNode
  /** what stands in an action's form at first, by field */
  initial?: Words
  find?: Finders
  /** the action that a missing file forbids: adding one is offered beside it */
  waitsForFile?: string
  story?: StoryWords
}

export function MatterScreen({ words, ...rest }: MatterScreenProps) {
  return (
    <KindWordsProvider value={words ?? {}}>
      <Whole {...rest} />
    </KindWordsProvider>
  )
}

function Whole({
  matter,
  neighbours,
  list,
  statusKind = kindOf,
  endings,
  facts,
  moreFacts = [],
  factsAside,
  factsFoot,
  head,
  steps,
  above,
  below,
  initial = {},
  find,
  waitsForFile,
  story,
}: Omit<MatterScreenProps, 'words'>) {
  const t = usePageTexts()
  const words = useWords()
  const queries = useQueryClient()
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
  const form = { seen, latest: matter, onClose: () => choose(undefined), onRenew: () => setSeen(matter) }

  return (
    <>
      <PageHead
        crumbs={[list, { label: matter.number }]}
        title={matter.title}
        actions={
          <>
            <Status kind={statusKind(matter.status)}>{words.status(matter.status)}</Status>
            {matter.isOpen && matter.dueAt !== null && (
              <DueChip dueAt={matter.dueAt} startedAt={matter.startedAt} />
            )}
            {head}
          </>
        }
      />
      {steps && <Steps steps={[...steps]} />}
      <div ref={notice}>
        {done !== undefined && (
          <Notice kind="done" live>
            {t.done({ action: done })}
          </Notice>
        )}
      </div>
      {above && <div className="stack">{above}</div>}
      <MatterColumns
        facts={
          <MatterFacts
            matter={matter}
            facts={facts}
            more={moreFacts}
            aside={factsAside}
            foot={factsFoot}
            onAssign={() => choose(ASSIGN)}
          />
        }
      >
        <div className="stack">
          {open === ASSIGN && (
            <Panel title={t.assign}>
              <AssignForm {...form} neighbours={neighbours} onDone={() => finish(words.action('assign'))} />
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
                {...form}
                action={open}
                initial={initial}
                find={find}
                onDone={() => finish(words.action(open))}
                onRefresh={refresh}
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
                        <MatterStory matter={matter} endings={endings} {...story} />
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
          {below}
        </div>
      </MatterColumns>
      <Actions matter={matter} waitsForFile={waitsForFile} open={open} onOpen={choose} />
    </>
  )
}
