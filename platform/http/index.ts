export { type CallOptions, client, type Problem, Refusal } from './client.ts'
export {
  type Api,
  type Endpoint,
  endpoint,
  type InputOf,
  type OutputOf,
  type ParsedOf,
  type Shape,
} from './endpoint.ts'
export { fieldsOf } from './problems.ts'
export { Refused, refuse } from './refused.ts'
