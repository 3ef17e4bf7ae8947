export { type Assignment, assign, type Bounds, type Demand, evenBounds, type Worker } from './assignment.ts'
