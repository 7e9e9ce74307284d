/** A cell of a CSV export. Numbers are written as JavaScript prints them, so that they read back exactly. */
export type CsvCell = string | number | boolean | undefined;

/** A formula, also behind blanks and quotes and in full-width letters; or a tab or line break that hides one. */
const formula = /^["'\s]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^["' \u00a0\ufeff]*[\t\r\n]/;
const special = /[",;\t\r\n]/;

/**
 * A table as RFC 4180 text with CRLF that no spreadsheet evaluates: text that could start a formula gets a leading `'`.
 * Numbers are never touched, also negative ones. Undefined is the empty cell.
 *
 * @example
 * csvText(['version', 'notes'], [[1, '=1+1']]); // 'version,notes\r\n1,\'=1+1\r\n'
 */
export function csvText(header: readonly string[], rows: Iterable<readonly CsvCell[]>): string {
  const lines = [header.map(cellText).join(',')];
  for (const row of rows) lines.push(row.map(cellText).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

function cellText(cell: CsvCell): string {
  if (typeof cell !== 'string') return cell === undefined ? '' : String(cell);
  const safe = formula.test(cell) ? `'${cell}` : cell;
  return special.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
