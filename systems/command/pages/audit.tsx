import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import {
  Button,
  type Column,
  DateField,
  Empty,
  Fetched,
  Forbidden,
  Link,
  MoreRows,
  type Option,
  PageHead,
  Select,
  Status,
  Table,
  TextField,
  useAddress,
  useFormat,
  useLang,
  useViewer,
} from '#platform/ui'
import { type AuditRow, audit, command } from './clients.ts'
import { AccountFinder } from './finders.tsx'
import { usePageTexts, useWords } from './words.ts'

const kinds = ['change', 'look', 'sign-in', 'export', 'destroy'] as const
const names = ['actor', 'subject', 'person', 'kind', 'from', 'until'] as const
type Wish = Partial<Record<(typeof names)[number], string>>

/** Who did or saw what, newest first. Conditions are set in a form: each search is one question, worth an address. */
export function AuditPage() {
  const t = usePageTexts()
  const format = useFormat()
  const viewer = useViewer()
  const { query, go } = useAddress()
  const wish: Wish = {}
  for (const name of names) if (query[name]) wish[name] = query[name]
  const found = useInfiniteQuery({
    queryKey: ['audit', wish],
    queryFn: ({ pageParam, signal }) =>
      audit.searchAudit(
        {
          query: {
            ...(wish.actor && { actor: wish.actor }),
            ...(wish.subject && { subject: wish.subject }),
            ...(wish.person && { person: wish.person }),
            ...(wish.kind && { kind: wish.kind as (typeof kinds)[number] }),
            ...(wish.from && { from: format.instantOf(`${wish.from}T00:00`) }),
            ...(wish.until && { until: format.instantOf(`${wish.until}T23:59`) }),
            limit: 50,
            cursor: pageParam,
          },
        },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: last => last.next ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: 0,
  })
  if (!viewer.roles.includes('auditor')) return <Forbidden>{t.auditorsOnly}</Forbidden>
  return (
    <>
      <PageHead title={t.audit} lead={t.auditLead({ place: viewer.place.name })} />
      <Conditions
        key={JSON.stringify(wish)}
        wish={wish}
        onSearch={next => go(`/audit${addressOf(next)}`)}
        isNarrowed={Object.keys(wish).length > 0}
      />
      <Fetched query={found} what={t.audit}>
        {({ pages }) => {
          const rows = pages.flatMap(page => page.rows)
          if (rows.length === 0) {
            return (
              <div className="panel">
                <Empty title={t.noEntries}>{t.noEntriesHint}</Empty>
              </div>
            )
          }
          return (
            <Entries
              rows={rows}
              foot={
                <MoreRows
                  shown={rows.length}
                  hasMore={found.hasNextPage}
                  pending={found.isFetchingNextPage}
                  onMore={() => void found.fetchNextPage()}
                />
              }
            />
          )
        }}
      </Fetched>
    </>
  )
}

const addressOf = (wish: Wish) => {
  const words = new URLSearchParams(
    Object.entries(wish).filter((pair): pair is [string, string] => Boolean(pair[1])),
  ).toString()
  return words && `?${words}`
}

function Conditions({
  wish,
  onSearch,
  isNarrowed,
}: {
  wish: Wish
  onSearch: (wish: Wish) => void
  isNarrowed: boolean
}) {
  const t = usePageTexts()
  const words = useWords()
  const [typed, setTyped] = useState<Wish>(wish)
  const [actor, setActor] = useState<Option>()
  // On a phone the entries come first: six fields would fill its screen.
  const [isNarrow] = useState(() => matchMedia('(max-width: 60rem)').matches)
  // An address names the actor by id alone.
  const named = useQuery({
    queryKey: ['accounts', 'one', wish.actor],
    queryFn: () => command.viewAccount({ params: { id: wish.actor ?? '' } }),
    enabled: Boolean(wish.actor),
  })
  const shown =
    actor ?? (wish.actor ? { value: wish.actor, label: named.data?.displayName ?? t.person } : undefined)
  const field = (name: Exclude<keyof Wish, 'actor'>) => ({
    name,
    value: typed[name] ?? '',
    onChange: (value: string) => setTyped({ ...typed, [name]: value }),
    isOptional: true,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSearch({ ...typed, actor: shown?.value ?? '' })
  }
  return (
    <search>
      <details className="conditions-box" open={isNarrowed || !isNarrow}>
        <summary>{t.conditions}</summary>
        <form className="panel conditions" noValidate onSubmit={submit}>
          <AccountFinder
            key={shown?.label}
            name="actor"
            label={t.actor}
            isOptional
            value={shown}
            onChange={option => setActor(option ?? { value: '', label: '' })}
          />
          <Select
            {...field('kind')}
            label={t.entryKind}
            options={kinds.map(value => ({ value, label: words.audited(value) }))}
          />
          <DateField {...field('from')} label={t.fromDay} />
          <DateField {...field('until')} label={t.untilDay} />
          <TextField {...field('subject')} label={t.subjectId} maxLength={100} spellCheck={false} />
          <TextField {...field('person')} label={t.personId} maxLength={36} spellCheck={false} />
          <div className="row">
            <Button type="submit" kind="primary" icon="search">
              {t.search}
            </Button>
            {isNarrowed && <Button onClick={() => onSearch({})}>{t.clearFilters}</Button>}
          </div>
        </form>
      </details>
    </search>
  )
}

/** Audit entries as a table; also those of one person's record. */
export function Entries({ rows, foot }: { rows: AuditRow[]; foot?: ReactNode }) {
  const t = usePageTexts()
  const words = useWords()
  const format = useFormat()
  const lang = useLang()
  const whoOf = (row: AuditRow) => row.actorName ?? words.audited(row.actorKind)
  const columns: Column<AuditRow>[] = [
    {
      id: 'when',
      head: t.when,
      tight: true,
      cell: row => (
        <time dateTime={row.recordedAt} title={t.businessTime({ at: format.moment(row.businessAt) })}>
          {format.moment(row.recordedAt)}
        </time>
      ),
    },
    {
      id: 'deed',
      head: t.deed,
      isTitle: true,
      cell: row => (
        <>
          {words.deed(row.action)}{' '}
          {row.fields.length > 0 && (
            <span className="quiet">{format.list(row.fields.map(field => words.personField(field)))}</span>
          )}
        </>
      ),
    },
    {
      id: 'who',
      head: t.actor,
      tight: true,
      cell: row =>
        row.actorId ? <Link href={`/audit?actor=${row.actorId}`}>{whoOf(row)}</Link> : whoOf(row),
    },
    {
      id: 'office',
      head: t.office,
      tight: true,
      cell: row => <span className="quiet">{lang === 'en' ? row.actorOfficeEn : row.actorOffice}</span>,
    },
    { id: 'kind', head: t.entryKind, tight: true, cell: row => words.audited(row.kind) },
    {
      id: 'subject',
      head: t.about,
      tight: true,
      cell: row => (
        <>
          {row.personId ? (
            <Link href={`/audit/people/${row.personId}`}>{t.recordOfPerson}</Link>
          ) : (
            <Link href={`/audit?subject=${encodeURIComponent(row.subjectId)}`}>
              {words.subjectKind(row.subjectKind)}
            </Link>
          )}{' '}
          <span className="code faint">{row.subjectId.slice(-8)}</span>
        </>
      ),
    },
    {
      id: 'purpose',
      head: t.purpose,
      tight: true,
      cell: row => <span className="clip">{row.purpose ?? ''}</span>,
    },
    {
      id: 'sealed',
      head: t.chain,
      tight: true,
      wideOnly: true,
      cell: row =>
        row.isSealed ? (
          <Status kind="done" bare>
            {words.audited('sealed')}
          </Status>
        ) : (
          <span className="faint">{words.audited('unsealed')}</span>
        ),
    },
  ]
  return (
    <Table
      caption={t.audit}
      columns={columns}
      rows={rows}
      idOf={row => row.id}
      nameOf={row => words.deed(row.action)}
      foot={foot}
    />
  )
}
