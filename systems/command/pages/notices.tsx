import { useInfiniteQuery } from '@tanstack/react-query'
import { Fragment } from 'react'
import {
  Button,
  Empty,
  Fetched,
  Group,
  Link,
  MoreRows,
  Notice,
  PageHead,
  useAction,
  useAddress,
  useFormat,
  ViewTabs,
} from '#platform/ui'
import { type NoticeRow, notices } from './clients.ts'
import { usePageTexts } from './words.ts'

/** What I and my offices were told, newest first, by day. Opening one, or marking it, makes it read. */
export function NoticesPage() {
  const t = usePageTexts()
  const format = useFormat()
  const { query } = useAddress()
  const onlyUnread = query.unread === 'true'
  const told = useInfiniteQuery({
    queryKey: ['notices', 'list', onlyUnread],
    queryFn: ({ pageParam, signal }) =>
      notices.listNotices(
        { query: { limit: 30, cursor: pageParam, ...(onlyUnread && { unread: 'true' }) } },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: last => last.next ?? undefined,
  })
  const unread = told.data?.pages[0]?.unread
  const read = useAction((ids: string[] | undefined, key) =>
    notices.readNotices({ body: ids ? { ids } : {} }, { key }),
  )
  const mark = async (ids?: string[]) => {
    if (await read.run(ids)) await told.refetch()
  }
  return (
    <>
      <PageHead
        title={unread === undefined ? t.notices : unread === 0 ? t.allRead : t.unreadTitle({ count: unread })}
        lead={t.noticesLead}
        actions={
          unread !== undefined &&
          unread > 0 && (
            <Button pending={read.pending} onClick={() => void mark()}>
              {t.readAll}
            </Button>
          )
        }
      />
      <ViewTabs
        label={t.views}
        views={[
          { label: t.viewAll, href: '/notices', isCurrent: !onlyUnread },
          {
            label: t.viewUnread,
            href: '/notices?unread=true',
            isCurrent: onlyUnread,
            ...(unread !== undefined && { count: unread }),
          },
        ]}
      />
      {(read.problem || read.isOffline) && (
        <Notice kind="overdue" live title={t.notMarked}>
          {read.problem?.detail ?? t.offlineTryAgain}
        </Notice>
      )}
      <Fetched query={told} what={t.notices}>
        {({ pages }) => {
          const rows = pages.flatMap(page => page.rows)
          if (rows.length === 0) {
            return (
              <div className="panel">
                <Empty title={onlyUnread ? t.noUnread : t.noNotices}>{t.noNoticesHint}</Empty>
              </div>
            )
          }
          const days = [...new Set(rows.map(row => format.dayKey(row.createdAt)))]
          return (
            <>
              {days.map(day => {
                const those = rows.filter(row => format.dayKey(row.createdAt) === day)
                return (
                  <Fragment key={day}>
                    <Group title={format.longDay(those[0]?.createdAt ?? day)} />
                    <ul className="panel duties">
                      {those.map(row => (
                        <Told key={row.id} row={row} onRead={() => void mark([row.id])} />
                      ))}
                    </ul>
                  </Fragment>
                )
              })}
              <MoreRows
                shown={rows.length}
                hasMore={told.hasNextPage}
                pending={told.isFetchingNextPage}
                onMore={() => void told.fetchNextPage()}
              />
            </>
          )
        }}
      </Fetched>
    </>
  )
}

function Told({ row, onRead }: { row: NoticeRow; onRead: () => void }) {
  const t = usePageTexts()
  const format = useFormat()
  const isNew = row.readAt === null
  const words = isNew ? row.text : <span className="read">{row.text}</span>
  return (
    <li>
      <div className="when">{format.time(row.createdAt)}</div>
      <div>
        <h3>
          {row.matterId ? (
            <Link href={`/matters/${row.matterId}`} {...(isNew && { onPress: onRead })}>
              {words}
            </Link>
          ) : (
            words
          )}
        </h3>
        <p className="faint">
          {format.joined([isNew ? t.unread : t.read, row.forOffice ? t.forOffice : t.forYou])}
        </p>
      </div>
      {isNew && (
        <Button kind="plain" onClick={onRead}>
          {t.markRead}
          <span className="visually-hidden"> {row.matterNumber ?? ''}</span>
        </Button>
      )}
    </li>
  )
}
