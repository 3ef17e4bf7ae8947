import { duration, type Lang } from '#platform/texts'

export type Step = {
  /** From 0 to `total`. */
  update(done: number, total: number): void
  /** Ends the step; `note` stands behind its name. */
  end(note?: string): void
  /** Takes a step away that failed: what went wrong is said elsewhere. */
  abandon(): void
}
export type Progress = { say(line: string): void; step(label: string): Step }

const WIDTH = 24
const EVERY = 3000

const seconds = (since: number, lang: Lang) => {
  const passed = Date.now() - since
  return passed < 60_000 ? `${(passed / 1000).toFixed(1)} s` : duration(passed, lang)
}

/** Width on a terminal: a Chinese character takes two columns. */
const columns = (text: string) =>
  [...text].reduce((sum, sign) => sum + (/[\u1100-\uffdc]/.test(sign) ? 2 : 1), 0)

/**
 * Shows long steps: on a terminal one bar with percentage and time that is drawn over, elsewhere a line every three
 * seconds and one at the end.
 */
export function progressOn(stream: NodeJS.WriteStream, lang: Lang): Progress {
  const isTerminal = stream.isTTY === true
  let current: { clear(): void; draw(): void } | undefined
  const line = (text: string) => {
    current?.clear()
    stream.write(`${text}\n`)
    current?.draw()
  }
  return {
    say: line,
    step(label) {
      const began = Date.now()
      let share: number | undefined
      let told = Date.now()
      let drawn = false
      const padded = label + ' '.repeat(Math.max(0, 22 - columns(label)))
      const percentage = () => (share === undefined ? '' : `${String(Math.floor(share * 100)).padStart(3)}%`)
      const bar = () => {
        const filled = Math.round((share ?? 0) * WIDTH)
        return share === undefined ? '·'.repeat(WIDTH) : '█'.repeat(filled) + '░'.repeat(WIDTH - filled)
      }
      const me = {
        clear() {
          if (isTerminal && drawn) stream.write('\r\x1b[2K')
        },
        draw() {
          if (!isTerminal) return
          stream.write(`\r\x1b[2K  ${padded} ${bar()} ${percentage()} ${seconds(began, lang)}`)
          drawn = true
        },
      }
      if (isTerminal) current = me
      const timer = setInterval(() => {
        if (isTerminal) return me.draw()
        if (Date.now() - told < EVERY) return
        told = Date.now()
        stream.write(`  ${label} ${percentage()} ${seconds(began, lang)}\n`)
      }, 250)
      timer.unref()
      me.draw()
      return {
        update(done, total) {
          share = total === 0 ? 1 : Math.min(1, done / total)
          me.draw()
        },
        abandon() {
          clearInterval(timer)
          me.clear()
          if (current === me) current = undefined
        },
        end(note) {
          this.abandon()
          stream.write(
            `  ${padded} ${isTerminal ? `${'█'.repeat(WIDTH)} ` : ''}100% ${seconds(began, lang)}${note === undefined ? '' : `  ${note}`}\n`,
          )
        },
      }
    },
  }
}
