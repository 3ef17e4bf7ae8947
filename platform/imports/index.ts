export {
  type Call,
  type Importer,
  type ImportOutcome,
  type ImportParts,
  type ImportProgress,
  importOf,
  issuesOf,
  type ListKind,
  type Plan,
  type Shown,
} from './engine.ts'
export { type Listed, type ListPlan, planList, showList } from './list.ts'
export { dropAfter, sheetReply } from './routes.ts'
