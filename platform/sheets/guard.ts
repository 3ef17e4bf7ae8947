// What a spreadsheet program may read as a formula at the beginning of a cell: = + - @ and, on Chinese
// systems, their full-width forms; a tab or line break is skipped by some of them, as are blanks.
const opening = /^'*[\s\u200b\u2060\ufeff]*[=+\-@＝＋－＠|\t\r\n]/u
const escaped = /^''*[\s\u200b\u2060\ufeff]*[=+\-@＝＋－＠|\t\r\n]/u
// A negative number or an international telephone number and nothing else: evaluating it gives itself.
const plain = /^(-(\d{1,15}|\d{1,3}(,\d{3}){1,4})(\.\d{1,15})?%?|\+\d[\d ]{5,20})$/

/** Puts an apostrophe before what a spreadsheet program would run as a formula. Undone by {@link unguarded}. */
export function guarded(cell: string): string {
  if (!opening.test(cell) || plain.test(cell)) return cell
  return `'${cell}`
}

/**
 * Takes one guarding apostrophe away: for a sheet known to be ours, so that it comes back as it was. A foreign
 * file's `'--` is content.
 */
export function unguarded(cell: string): string {
  return cell.charCodeAt(0) === 39 && escaped.test(cell) ? cell.slice(1) : cell
}
