export { type Attempt, enqueue, type Job, job, type Task, task } from './job.ts'
export { type JobEvent, type Jobs, startJobs } from './start.ts'
export type { DueRow, Ticker } from './ticker.ts'
