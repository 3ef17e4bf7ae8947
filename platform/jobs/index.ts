export { enqueue, job, type Task, task } from './job.ts'
export { type JobEvent, type Jobs, startJobs } from './start.ts'
export type { DueRow } from './ticker.ts'
