import { run } from './run.ts'

// `tongzhou user list | head`: whoever reads may stop reading.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

process.exitCode = await run(process.argv.slice(2))
// What a command that failed left open must not hold the terminal.
setTimeout(() => process.exit(), 2000).unref()
