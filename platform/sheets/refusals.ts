/** Every code with which a whole file is refused. */
export const sheetRefusals = [
  'empty',
  'too-large',
  'too-many-rows',
  'too-many-columns',
  'too-many-cells',
  'cell-too-long',
  'quote-unclosed',
  'encoding-broken',
  'encoding-unknown',
  'not-a-sheet',
  'old-excel',
  'other-workbook',
  'encrypted',
  'web-page',
  'zip-bomb',
  'broken',
  'sheet-missing',
  'no-visible-sheet',
  'header-missing',
  'took-too-long',
] as const
export type SheetRefusalCode = (typeof sheetRefusals)[number]
