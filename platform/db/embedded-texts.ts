import { text } from '#platform/texts'

export const texts = text({
  copying: (p: { to: string }) => `正在把数据库程序复制到 ${p.to}……`,
  creating: (p: { at: string }) => `正在创建数据库 ${p.at}……`,
  waiting: '数据库上次未正常停止，正在等待它收尾……',
  recovering: (p: { seconds: number }) => `数据库正在恢复上次的数据，已用 ${p.seconds} 秒……`,
  noBinaries: (p: { name: string }) =>
    `缺少内置数据库 ${p.name}：请重新运行 npm start，或用 DATABASE_URL 指定服务器。`,
  running: (p: { pid: number; at: string }) =>
    `已在运行：进程 ${p.pid} 正在使用数据 ${p.at}。请先停止它，或用 DATA_DIR 另选一处。`,
  foreign: (p: { at: string; owner: string }) =>
    `数据 ${p.at} 属于用户 ${p.owner}，当前用户无权启动。请以该用户或 root 启动，或用 DATA_DIR 另选一处。`,
  elsewhere: (p: { at: string }) =>
    `此前由 root 启动，数据在 ${p.at}，当前用户无权读取。请以 root 启动，或用 DATA_DIR 另选一处。`,
  unreachable: (p: { at: string; owner: string }) =>
    `用户 ${p.owner} 无法进入数据所在的 ${p.at}：请放开上级目录的 x 权限。`,
  version: (p: { at: string; found: string; want: string }) =>
    `数据 ${p.at} 由 PostgreSQL ${p.found} 写成，内置的是 ${p.want}：请用原版本导出后再导入。`,
  noSwitch: (p: { reason: string }) =>
    `root 无法切换到普通用户来运行数据库（${p.reason}）：请以普通用户启动。`,
  failed: (p: { reason: string }) => `数据库无法启动：${p.reason}`,
  slow: '五分钟内未就绪',
  noWrite: (p: { at: string; reason: string }) =>
    `无法在 ${p.at} 写入数据（${p.reason}）：请更改权限，或用 DATA_DIR 另选一处。`,
})({
  copying: p => `Copying the database program to ${p.to}…`,
  creating: p => `Creating the database ${p.at}…`,
  waiting: 'The database was not stopped properly last time; waiting for it to finish…',
  recovering: p => `The database is recovering, ${p.seconds} s so far…`,
  noBinaries: p =>
    `The embedded database ${p.name} is missing: run npm start again, or name a server in DATABASE_URL.`,
  running: p =>
    `It already runs: process ${p.pid} uses the data ${p.at}. Stop it first, or choose another place with DATA_DIR.`,
  foreign: p =>
    `The data ${p.at} belong to the user ${p.owner}, and you may not start them. Start as that user or as root, or choose another place with DATA_DIR.`,
  elsewhere: p =>
    `It was started by root before, and the data are in ${p.at}, which you may not read. Start as root, or choose another place with DATA_DIR.`,
  unreachable: p =>
    `The user ${p.owner} can't reach the data ${p.at}: give the folders above it the x permission.`,
  version: p =>
    `The data ${p.at} were written by PostgreSQL ${p.found}, and ${p.want} is embedded: export them with the old version and import them again.`,
  noSwitch: p =>
    `root can't switch to an ordinary user to run the database (${p.reason}): start as an ordinary user.`,
  failed: p => `The database can't start: ${p.reason}`,
  slow: 'not ready within five minutes',
  noWrite: p =>
    `Can't write data to ${p.at} (${p.reason}): change its permissions, or choose another place with DATA_DIR.`,
})

export type Words = ReturnType<typeof texts>

/** Thrown when the embedded database can't start; the message is a sentence for the reader. */
export class EmbeddedError extends Error {
  override name = 'EmbeddedError'
}
