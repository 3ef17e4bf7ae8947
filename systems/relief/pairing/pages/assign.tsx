import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  Button,
  Checkbox,
  type Column,
  Empty,
  Fetched,
  Field,
  Figures,
  Notice,
  PageHead,
  Panel,
  Refused,
  Select,
  Table,
  TextField,
  useAction,
  useFormat,
  useViewer,
} from '#platform/ui'
import type { Neighbours } from '../../pages/neighbours.ts'
import type { AssignWish, Proposal, Workload } from '../schema.ts'
import { pairing, useGroups, usePairingTexts, useWorkload } from './calls.ts'

/** Chooses enterprises and officers, shows what an even assignment would do, and carries it out as accepted. */
export function AssignPage({ neighbours }: { neighbours: Neighbours }) {
  const { t } = usePairingTexts()
  const viewer = useViewer()
  const workload = useWorkload(viewer.place.code)
  return (
    <>
      <PageHead
        title={t.assign}
        lead={t.assignLead}
        crumbs={[{ label: t.pairings, href: '/relief/pairings' }, { label: t.assign }]}
      />
      <Fetched query={workload} what={t.workload}>
        {rows =>
          rows.length === 0 ? (
            <Empty title={t.noOfficers}>{t.noOfficersHint}</Empty>
          ) : (
            <Assign officers={rows} neighbours={neighbours} />
          )
        }
      </Fetched>
    </>
  )
}

function Assign({ officers, neighbours }: { officers: readonly Workload[]; neighbours: Neighbours }) {
  const { t, of, inLang } = usePairingTexts()
  const format = useFormat()
  const viewer = useViewer()
  const queries = useQueryClient()
  const groups = useGroups()
  const places = useQuery({
    queryKey: ['divisions', viewer.place.code],
    queryFn: () => neighbours.divisions(viewer.place.code),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const [within, setWithin] = useState(viewer.place.code)
  const [list, setList] = useState('')
  const [which, setWhich] = useState<'without' | 'all'>('without')
  const [offices, setOffices] = useState<ReadonlySet<string>>(new Set())
  const [chosenGroups, setGroups] = useState<ReadonlySet<string>>(new Set())
  const [capacity, setCapacity] = useState('30')
  const [proposed, setProposed] = useState<{ wish: AssignWish; proposal: Proposal }>()
  const [done, setDone] = useState<string>()
  const preview = useAction((body: AssignWish, key) => pairing.propose({ body }, { key }))
  const accept = useAction((body: AssignWish & { state: string }, key) => pairing.assign({ body }, { key }))
  const toggled = (set: ReadonlySet<string>, id: string, on: boolean) => {
    const next = new Set(set)
    if (on) next.add(id)
    else next.delete(id)
    return next
  }
  const look = async () => {
    const wish: AssignWish = {
      within,
      ...(list !== '' && { list }),
      which,
      offices: [...offices],
      groups: [...chosenGroups],
      capacity: Number(capacity),
      capacities: [],
    }
    setDone(undefined)
    setProposed(undefined)
    const proposal = await preview.run(wish)
    if (proposal !== undefined) setProposed({ wish, proposal })
  }
  const write = async () => {
    if (proposed === undefined) return
    const answer = await accept.run({ ...proposed.wish, state: proposed.proposal.state })
    if (answer === undefined) return
    setProposed(undefined)
    setDone(t.assigned({ count: format.figure(answer.assigned), officers: format.figure(answer.officers) }))
    await queries.invalidateQueries({ queryKey: ['enterprises'] })
  }
  const byOffice = [...Map.groupBy(officers, one => one.officeId).entries()]
  return (
    <div className="stack">
      {done !== undefined && (
        <Notice kind="done" live>
          {done}
        </Notice>
      )}
      <Panel title={t.step1}>
        <form
          className="stack"
          noValidate
          onSubmit={event => {
            event.preventDefault()
            void look()
          }}
        >
          <Refused of={preview} />
          <Select
            name="within"
            label={t.place}
            value={within}
            onChange={setWithin}
            options={[
              { value: viewer.place.code, label: t.everyPlace({ name: viewer.place.name }) },
              ...(places.data ?? []).map(one => ({
                value: one.code,
                label: inLang(one.name, one.nameEn),
              })),
            ]}
          />
          <Select
            name="list"
            label={t.list}
            isOptional
            value={list}
            onChange={setList}
            options={[
              { value: '', label: t.allLists },
              ...['top100', 'above-scale'].map(value => ({ value, label: of('list', value) })),
            ]}
          />
          <Select
            name="which"
            label={t.which}
            value={which}
            onChange={value => setWhich(value === 'all' ? 'all' : 'without')}
            options={['without', 'all'].map(value => ({ value, label: of('which', value) }))}
          />
          {(groups.data?.length ?? 0) > 0 && (
            <Field name="groups" label={t.chooseGroups} isOptional group>
              {() =>
                groups.data!.map(group => (
                  <Checkbox
                    key={group.id}
                    name={group.id}
                    label={inLang(group.name, group.nameEn)}
                    hint={t.officers({ count: format.figure(group.members.length) })}
                    checked={chosenGroups.has(group.id)}
                    onChange={on => setGroups(toggled(chosenGroups, group.id, on))}
                  />
                ))
              }
            </Field>
          )}
          <Field name="offices" label={t.chooseOffices} isOptional group>
            {() => (
              <div className="stack">
                <div className="row">
                  <Button kind="plain" onClick={() => setOffices(new Set(byOffice.map(([id]) => id)))}>
                    {t.everyOffice}
                  </Button>
                  <Button kind="plain" onClick={() => setOffices(new Set())}>
                    {t.noOffice}
                  </Button>
                </div>
                {byOffice.map(([id, of]) => (
                  <Checkbox
                    key={id}
                    name={id}
                    label={inLang(of[0]!.office, of[0]!.officeEn)}
                    hint={t.officers({ count: format.figure(of.length) })}
                    checked={offices.has(id)}
                    onChange={on => setOffices(toggled(offices, id, on))}
                  />
                ))}
              </div>
            )}
          </Field>
          <TextField
            name="capacity"
            label={t.capacity}
            type="number"
            inputMode="numeric"
            value={capacity}
            onChange={setCapacity}
            error={preview.errorOf('capacity')}
          />
          <div className="row">
            <Button
              type="submit"
              {...(proposed === undefined && { kind: 'primary' as const })}
              pending={preview.pending}
            >
              {preview.pending ? t.previewing : proposed === undefined ? t.preview : t.again}
            </Button>
          </div>
        </form>
      </Panel>
      {proposed !== undefined && (
        <Panel title={t.proposal}>
          <div className="stack">
            <Outcome proposal={proposed.proposal} />
            <Refused of={accept} />
            {proposed.proposal.changed === 0 ? (
              <p>{t.noChange}</p>
            ) : (
              <div className="row">
                <Button kind="primary" pending={accept.pending} onClick={() => void write()}>
                  {t.accept({ count: format.figure(proposed.proposal.changed) })}
                </Button>
              </div>
            )}
          </div>
        </Panel>
      )}
    </div>
  )
}

function Outcome({ proposal }: { proposal: Proposal }) {
  const { t, inLang } = usePairingTexts()
  const format = useFormat()
  const figure = (value: number) => (value === 0 ? <span className="faint">0</span> : format.figure(value))
  type Row = Proposal['officers'][number]
  const columns: Column<Row>[] = [
    { id: 'name', head: t.officer, isTitle: true, cell: row => row.name },
    { id: 'office', head: t.office, tight: true, cell: row => inLang(row.office, row.officeEn) },
    { id: 'now', head: t.now, numeric: true, tight: true, cell: row => figure(row.now) },
    { id: 'added', head: t.added, numeric: true, tight: true, cell: row => figure(row.added) },
    { id: 'then', head: t.after, numeric: true, tight: true, cell: row => figure(row.total) },
    {
      id: 'kilometres',
      head: t.meanDistance,
      numeric: true,
      tight: true,
      cell: row => (
        <>
          {row.kilometres !== null && figure(row.kilometres)}{' '}
          {row.inCounty > 0 && <span className="quiet">{t.inCounty({ count: row.inCounty })}</span>}
        </>
      ),
    },
  ]
  return (
    <>
      <Figures
        figures={[
          { label: t.changed, value: proposal.changed, source: t.enterprises },
          {
            label: t.spread,
            value: proposal.spreadThen,
            source: t.spreadChange({
              now: format.figure(proposal.spreadNow),
              after: format.figure(proposal.spreadThen),
            }),
          },
          {
            label: t.distance,
            value: Math.round(proposal.kilometres),
            unit: t.kilometres,
            source:
              proposal.inCounty > 0
                ? t.andInCounty({ count: proposal.inCounty })
                : t.officers({ count: format.figure(proposal.officers.length) }),
          },
        ]}
      />
      <Table
        caption={t.proposal}
        columns={columns}
        rows={proposal.officers}
        idOf={row => row.accountId}
        nameOf={row => row.name}
      />
    </>
  )
}
