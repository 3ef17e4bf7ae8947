export { readSheetApart } from './apart.ts'
export {
  type CheckedField,
  type CheckedFields,
  type CheckedRow,
  type CheckedSheet,
  checkRows,
  errorSheet,
  type Finding,
  type RowIssue,
} from './check.ts'
export { type ColumnMapping, type MappingProposal, mapColumns, type SheetField } from './columns.ts'
export { diffRows, type RowChange, type RowsDifference } from './diff.ts'
export { type ReadSheetOptions, readSheet, type SheetSource } from './read.ts'
export { type CellReader, choiceOf, dateOf, integerOf, type Reading, textOf } from './readings.ts'
export { type Saying, SheetRefusal } from './refusal.ts'
export {
  type CellFlaw,
  type Sheet,
  type SheetRow,
  type SheetWarning,
  sheetLimits,
} from './sheet.ts'
export { type CellToWrite, type SheetToWrite, sheetTypes, writeSheet } from './write.ts'
