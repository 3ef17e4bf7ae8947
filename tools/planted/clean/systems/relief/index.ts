export { mayClose } from './rules.ts'
