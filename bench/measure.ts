import { fork } from 'node:child_process'
import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import type { Ask, Reply } from './server.ts'

/** A value against its bar; without a limit it only informs. */
export type Row = {
  what: string
  value: number
  unit: string
  limit?: number
  /** the value must not be under the limit; by default not over it */
  atLeast?: boolean
  detail?: string
}
export type Table = { name: string; title: string; rows: Row[]; notes: string[] }

export const passes = ({ value, limit, atLeast }: Row): boolean =>
  limit === undefined || (atLeast === true ? value >= limit : value <= limit)

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!
}
export const median = (values: readonly number[]) => quantile(values, 0.5)

/** The server in a process of its own, and how to ask it. */
export function spawnServer() {
  const child = fork(path.join(import.meta.dirname, 'server.ts'), {
    // Its log goes where a service's would, but nobody reads it here.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const gone = new Promise<never>((_, reject) =>
    child.once('exit', code => reject(new Error(`The server ended with ${code}.`))),
  )
  gone.catch(() => undefined)
  return {
    pid: child.pid!,
    ask<R extends Reply>(message: Ask): Promise<R> {
      const answered = new Promise<R>((resolve, reject) => {
        child.once('message', (said: { reply: R } | { error: string }) =>
          'error' in said ? reject(new Error(said.error)) : resolve(said.reply),
        )
      })
      child.send(message)
      return Promise.race([answered, gone])
    },
    async close(): Promise<void> {
      if (!child.connected) return
      const ended = new Promise(resolve => child.once('exit', resolve))
      child.disconnect()
      await ended
    },
  }
}
export type ServerProcess = ReturnType<typeof spawnServer>

export type Answer = { status: number; body: string }

/** Requests that one address may make a minute, under the server's limit of 1,200. */
const PER_ADDRESS = 1000
let addresses = 0

/**
 * One keep-alive connection. The server's rate limit stays on, so the connection moves to another loopback address
 * before it is reached, as callers from many addresses would.
 */
export function connect(base: string, ...tokens: string[]) {
  const { hostname, port } = new URL(base)
  const next = () => {
    const n = addresses++
    const localAddress =
      process.platform === 'linux' ? `127.1.${Math.floor(n / 250) % 250}.${(n % 250) + 1}` : undefined
    return new http.Agent({
      keepAlive: true,
      maxSockets: 1,
      ...(localAddress !== undefined && { localAddress }),
    })
  }
  let agent = next()
  let made = 0
  let calls = 0
  return {
    call(method: 'GET' | 'POST', at: string, body?: string, key?: string): Promise<Answer> {
      if (made++ === PER_ADDRESS) {
        agent.destroy()
        agent = next()
        made = 1
      }
      return new Promise((resolve, reject) => {
        const request = http.request(
          {
            hostname,
            port,
            method,
            path: at,
            agent,
            headers: {
              cookie: `tz_session=${tokens[calls++ % tokens.length]}`,
              'accept-language': 'zh-CN',
              ...(body !== undefined && {
                'content-type': 'application/json',
                'content-length': Buffer.byteLength(body),
              }),
              ...(key !== undefined && { 'idempotency-key': key }),
            },
          },
          response => {
            const chunks: Buffer[] = []
            response.on('data', chunk => chunks.push(chunk as Buffer))
            response.on('end', () =>
              resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
            )
            response.on('error', reject)
          },
        )
        request.on('error', reject)
        request.end(body)
      })
    },
    close: () => agent.destroy(),
  }
}

/** Checks an answer: a measurement of refusals would be worth nothing. */
export function must(answer: Answer): string {
  if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.body.slice(0, 400)}`)
  return answer.body
}

// USER_HZ of every Linux that Node runs on.
const TICKS = 100

function statOf(pid: number): { parent: number; own: number; ended: number } | undefined {
  try {
    const text = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    // From the third field on: ppid is 4, utime to cstime are 14 to 17.
    return {
      parent: fields[1]!,
      own: (fields[11]! + fields[12]!) / TICKS,
      ended: (fields[13]! + fields[14]!) / TICKS,
    }
  } catch {
    return undefined
  }
}

function childrenOf(pid: number): number[] {
  return fs
    .readdirSync('/proc')
    .map(Number)
    .filter(one => one > 0 && statOf(one)?.parent === pid)
}

/** CPU seconds of one process so far. */
export const cpuOf = (pid: number): number => statOf(pid)?.own ?? 0

/** CPU seconds of this process's children that have ended. */
export const cpuOfEnded = (): number => statOf(process.pid)?.ended ?? 0

/** The server's first process, from the cluster's own file. */
export function postmasterOf(dataPath: string): number {
  return Number(fs.readFileSync(path.join(dataPath, 'postmaster.pid'), 'utf8').split('\n')[0])
}

/** CPU seconds of PostgreSQL so far: every process that runs, and those that have ended. */
export function cpuOfPostgres(postmaster: number): number {
  const top = statOf(postmaster)
  if (top === undefined) return 0
  return childrenOf(postmaster).reduce((sum, pid) => sum + cpuOf(pid), top.own + top.ended)
}

/** Megabytes of a process in memory; shared pages count by share, so that processes can be added up. */
export function memoryOf(pid: number): number {
  try {
    const text = fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}
export const memoryOfPostgres = (postmaster: number): number =>
  [postmaster, ...childrenOf(postmaster)].reduce((sum, pid) => sum + memoryOf(pid), 0)
