import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Button, Empty, Notice, Panel, Table, TextArea, useAction, useDraft } from '#platform/ui'
import { matters } from '../../pages/calls.ts'
import { PageForm, useFormErrors } from '../../pages/form.tsx'
import { MatterFetched, MatterScreen } from '../../pages/matter.tsx'
import { officeColumn, stateColumn, titleColumn } from '../../pages/matter-columns.tsx'
import type { Neighbours } from '../../pages/neighbours.ts'
import { useWords } from '../../pages/words.ts'
import { JointSection } from '../../tasks/pages/joint.tsx'
import { type CauseView, causes, type LinkedProblem, type Result, useCauseTexts } from './calls.ts'

/** A common cause: its problems, one solution for them, what is like them. */
export function CausePage({ neighbours }: { neighbours: Neighbours }) {
  const { t, words, format } = useCauseTexts()
  const said = useWords()
  const list = { label: t.causes, href: '/relief/causes' }
  return (
    <MatterFetched kind="cause" call={causes.viewCause} list={list} what={t.cause}>
      {data => {
        const { matter, cause } = data
        // The solution is submitted for chosen problems, in a form of its own.
        const shown = { ...matter, actions: matter.actions.filter(offer => offer.action !== 'solve') }
        return (
          <MatterScreen
            matter={shown}
            neighbours={neighbours}
            list={list}
            words={words}
            endings={['ended', 'dropped']}
            facts={[
              [t.words, cause.words],
              [t.category, said.category(cause.category)],
              [
                t.linked,
                t.linkedCount({
                  linked: format.figure(cause.linked),
                  open: format.figure(cause.linkedOpen),
                }),
              ],
            ]}
            moreFacts={[[t.solution, cause.solution]]}
            above={<Linked view={data} />}
            below={
              <>
                <JointSection about={{ kind: 'cause', id: matter.id }} />
                {matter.isOpen && <Similar causeId={matter.id} />}
              </>
            }
          />
        )
      }}
    </MatterFetched>
  )
}

function useRefresh() {
  const queries = useQueryClient()
  return () => queries.invalidateQueries({ queryKey: ['matters'] })
}

/** The problems of the cause that the reader sees: chosen, then solved or signed together. */
function Linked({ view: { matter, cause, problems } }: { view: CauseView }) {
  const { t, format } = useCauseTexts()
  const refresh = useRefresh()
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [results, setResults] = useState<Result[]>([])
  const [isSolving, setSolving] = useState(false)
  const chosen = problems.filter(row => selected.has(row.id)).map(({ id, version }) => ({ id, version }))
  const sign = useAction((body: { problems: typeof chosen }, key) =>
    causes.signTogether({ params: { id: matter.id }, body }, { key }),
  )
  const finish = async (told: Result[]) => {
    setResults(told)
    setSelected(new Set())
    setSolving(false)
    await refresh()
  }
  const signAll = async () => {
    const told = await sign.run({ problems: chosen })
    if (told !== undefined) await finish(told)
  }
  const maySolve = matter.actions.some(offer => offer.action === 'solve')
  const hidden = cause.linked - problems.length
  const batch = (
    <>
      {maySolve && (
        <Button kind="plain" onClick={() => setSolving(true)}>
          {t.solve}
        </Button>
      )}
      {problems.some(row => row.status === 'sign-off') && (
        <Button kind="plain" pending={sign.pending} onClick={() => void signAll()}>
          {t.sign}
        </Button>
      )}
    </>
  )
  return (
    <Panel
      title={t.linked}
      flush={problems.length > 0}
      aside={problems.length > 0 && chosen.length === 0 && <span className="quiet">{t.chooseFirst}</span>}
    >
      {results.length > 0 && (
        <Notice
          kind={results.every(one => one.done) ? 'done' : 'due'}
          title={t.resultsOf({
            all: format.figure(results.length),
            done: format.figure(results.filter(one => one.done).length),
          })}
          live
        >
          {results.map(one => (
            <span key={one.id}>
              {one.done
                ? t.resultDone({ number: one.number ?? '' })
                : t.resultRefused({ number: one.number ?? '', reason: one.reason ?? '' })}
              <br />
            </span>
          ))}
        </Notice>
      )}
      {sign.problem && (
        <Notice kind="overdue" live>
          {sign.problem.detail}
        </Notice>
      )}
      {isSolving && (
        <SolveForm
          causeId={matter.id}
          version={matter.version}
          chosen={chosen}
          onDone={finish}
          onClose={() => setSolving(false)}
        />
      )}
      {problems.length === 0 ? (
        <Empty title={t.noLinked}>{t.noLinkedHint}</Empty>
      ) : (
        <ProblemTable
          caption={t.linked}
          rows={problems}
          selection={matter.isOpen ? { selected, onChange: setSelected, batch } : undefined}
        />
      )}
      {hidden > 0 && <p className="quiet">{t.hidden({ count: format.figure(hidden) })}</p>}
    </Panel>
  )
}

function SolveForm({
  causeId,
  version,
  chosen,
  onDone,
  onClose,
}: {
  causeId: string
  version: number
  chosen: { id: string; version: number }[]
  onDone: (results: Result[]) => Promise<void>
  onClose: () => void
}) {
  const { t } = useCauseTexts()
  const { of } = useFormErrors()
  const [words, change, clear] = useDraft(`${causeId}.solve`, { solution: '' })
  const send = useAction((body: { version: number; solution: string; problems: typeof chosen }, key) =>
    causes.solveTogether({ params: { id: causeId }, body }, { key }),
  )
  const submit = async () => {
    const told = await send.run({ version, solution: words.solution.trim(), problems: chosen })
    if (told === undefined) return
    clear()
    await onDone(told)
  }
  return (
    <PageForm
      errors={of(send.errors)}
      problem={send.problem}
      isOffline={send.isOffline}
      pending={send.pending}
      submit={t.solve}
      onSubmit={() => void submit()}
      onCancel={onClose}
    >
      <TextArea
        name="solution"
        label={t.solution}
        hint={t.solveHint}
        error={send.errorOf('solution')}
        rows={4}
        maxLength={2000}
        value={words.solution}
        onChange={solution => change({ solution })}
      />
    </PageForm>
  )
}

type Selection = {
  selected: ReadonlySet<string>
  onChange: (selected: ReadonlySet<string>) => void
  batch: ReactNode
}

function ProblemTable({
  caption,
  rows,
  selection,
  action,
}: {
  caption: string
  rows: LinkedProblem[]
  selection?: Selection | undefined
  action?: (row: LinkedProblem) => ReactNode
}) {
  const { t } = useCauseTexts()
  const said = useWords()
  return (
    <Table
      caption={caption}
      rows={rows}
      idOf={row => row.id}
      nameOf={row => row.number}
      {...(selection && { selection })}
      columns={[
        titleColumn(t.problem, '/relief/problems', (row: LinkedProblem) => row.title),
        officeColumn(t.office),
        stateColumn(t.state, said.status),
        ...(action ? [{ id: 'action', head: t.link, tight: true, cell: action }] : []),
      ]}
    />
  )
}

/** Open problems like it: who works on one links it with one press. */
function Similar({ causeId }: { causeId: string }) {
  const { t } = useCauseTexts()
  const refresh = useRefresh()
  const { data = [] } = useQuery({
    queryKey: ['matters', 'cause-similar', causeId],
    queryFn: ({ signal }) => causes.similarToCause({ params: { id: causeId } }, { signal }),
  })
  const link = useAction((id: string, key) =>
    matters.actOnMatter(
      { params: { id, action: 'joinCause' }, body: { input: { cause: causeId } } },
      { key },
    ),
  )
  if (data.length === 0) return null
  return (
    <Panel title={t.similar} flush>
      {link.problem && (
        <Notice kind="overdue" live>
          {link.problem.detail}
        </Notice>
      )}
      <ProblemTable
        caption={t.similar}
        rows={data}
        action={row => (
          <Button
            pending={link.pending}
            onClick={() => void link.run(row.id).then(done => (done ? refresh() : undefined))}
          >
            {t.link}
            <span className="visually-hidden"> {row.number}</span>
          </Button>
        )}
      />
    </Panel>
  )
}
