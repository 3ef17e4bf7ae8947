import fs from 'node:fs'
import type { Reporter, SerializedError, TestModule, TestRunEndReason } from 'vitest/node'

/**
 * Ends the run with the slowest files, the total time and, as the very last line, `N passed, N failed`.
 * A file that can't be loaded and an error outside any test count as failed; skipped tests count as neither.
 */
export default class LastLine implements Reporter {
  #started = performance.now()

  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[], reason: TestRunEndReason) {
    let passed = 0
    let failed = errors.length
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed') passed++
        else if (state === 'failed') failed++
      }
      // Failed without a failed test: it could not be loaded, or a hook of the file threw.
      const own =
        module.errors().length + [...module.children.allSuites()].flatMap(suite => suite.errors()).length
      failed += own
    }
    if (reason === 'failed' && failed === 0) failed = 1
    const slowest = modules
      .map(module => ({ name: module.relativeModuleId, ms: module.diagnostic().duration }))
      .sort((one, other) => other.ms - one.ms)
      .slice(0, 5)
    const lines = slowest.map(({ name, ms }) => `${(ms / 1000).toFixed(1).padStart(7)} s  ${name}`)
    const seconds = ((performance.now() - this.#started) / 1000).toFixed(1)
    const interrupted = reason === 'interrupted' ? 'Interrupted: not every test ran.\n' : ''
    // At exit, so that nothing printed while the cluster is taken down comes after it.
    process.once('exit', () => {
      fs.writeSync(
        1,
        `\n${lines.join('\n')}\n${seconds.padStart(7)} s  total\n${interrupted}${passed} passed, ${failed} failed\n`,
      )
      if (failed > 0 && !process.exitCode) process.exitCode = 1
    })
  }
}
