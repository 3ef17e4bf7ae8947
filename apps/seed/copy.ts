import type pg from 'pg'

/** A value of a row as COPY writes it; an array becomes an array of text, a buffer bytes. */
export type Value =
  | string
  | number
  | bigint
  | boolean
  | Date
  | Buffer
  | null
  | readonly string[]
  | { json: unknown }

const special: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }
const escaped = (text: string) => text.replace(/[\\\n\r\t]/g, sign => special[sign]!)
const element = (text: string) => `"${text.replace(/["\\]/g, sign => `\\${sign}`)}"`

function write(value: Value): string {
  if (value === null) return '\\N'
  if (typeof value === 'string') return escaped(value)
  if (value instanceof Date) return value.toISOString()
  if (Buffer.isBuffer(value)) return `\\\\x${value.toString('hex')}`
  if (Array.isArray(value)) return escaped(`{${value.map(element).join(',')}}`)
  if (typeof value === 'object') return escaped(JSON.stringify((value as { json: unknown }).json))
  return String(value)
}

type Connection = {
  query(text: string): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
  sendCopyFail(why: string): void
}

/** One COPY … FROM STDIN as pg's client runs it: pg knows the protocol, but offers no call for it. */
class CopyIn {
  readonly #text: string
  readonly #data: Buffer
  readonly #done: (error?: Error) => void

  constructor(text: string, data: Buffer, done: (error?: Error) => void) {
    this.#text = text
    this.#data = data
    this.#done = done
  }
  submit(connection: Connection) {
    connection.query(this.#text)
  }
  handleCopyInResponse(connection: Connection) {
    connection.sendCopyFromChunk(this.#data)
    connection.endCopyFrom()
  }
  handleCommandComplete() {}
  handleReadyForQuery() {
    this.#done()
  }
  handleError(error: Error) {
    this.#done(error)
  }
}

/**
 * Writes rows of one table in the columns' order. COPY passes row-level security only for the tables' owner.
 * Rows stand in memory at once: give a few thousand.
 */
export async function copyRows(
  client: pg.Client,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly Value[])[],
): Promise<void> {
  if (rows.length === 0) return
  const lines: string[] = []
  for (const row of rows) lines.push(row.map(write).join('\t'))
  const data = Buffer.from(`${lines.join('\n')}\n`)
  await new Promise<void>((resolve, reject) => {
    const done = (error?: Error) =>
      error === undefined ? resolve() : reject(new Error(`${table}: ${error.message}`, { cause: error }))
    client.query(new CopyIn(`copy ${table} (${columns.join(', ')}) from stdin`, data, done) as never)
  })
}

/** The same, table by table, with the rows in pieces so that the reader hears of progress. */
export async function copyInPieces(
  client: pg.Client,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly Value[])[],
  onRows: (done: number) => void,
): Promise<void> {
  const piece = 4000
  for (let from = 0; from < rows.length; from += piece) {
    await copyRows(client, table, columns, rows.slice(from, from + piece))
    onRows(Math.min(rows.length, from + piece))
  }
}
