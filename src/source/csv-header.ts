import { DriftSenseError } from '../errors.js';

/**
 * Column names of a header: empty ones become `column_N` by their position, which is noted.
 *
 * @throws DriftSenseError `CSV_DUPLICATE_HEADER` naming every name that occurs twice.
 */
export function csvNames(cells: readonly string[], where: string): { names: string[]; notes: string[] } {
  const taken = new Set<string>();
  const twice = new Set<string>();
  for (const name of cells) {
    if (name !== '' && taken.has(name)) twice.add(name);
    taken.add(name);
  }
  if (twice.size > 0) {
    const names = [...twice];
    throw new DriftSenseError(
      'CSV_DUPLICATE_HEADER',
      `${where}: the header names ${names.map((name) => `'${name}'`).join(', ')} more than once`,
      { details: { file: where, names } },
    );
  }
  const unnamed: string[] = [];
  const names = cells.map((name, index) => {
    if (name !== '') return name;
    let made = `column_${index + 1}`;
    while (taken.has(made)) made += '_';
    taken.add(made);
    unnamed.push(made);
    return made;
  });
  const notes: string[] = [];
  if (unnamed.length > 0) notes.push(`columns without a name: ${unnamed.map((name) => `'${name}'`).join(', ')}`);
  if (unnamed.length > 1 && unnamed.length * 2 > cells.length)
    notes.push('most of the header is blank: do other lines come before it?');
  const hint = raggedRemedy(cells);
  if (hint !== undefined) notes.push(`the header is one name only: ${hint}`);
  return { names, notes };
}

/** What to try when the header is a single cell that holds another usual delimiter. */
export function raggedRemedy(header: readonly string[]): string | undefined {
  if (header.length !== 1) return undefined;
  const likely = [';', '\t', '|', ','].find((mark) => header[0]!.includes(mark));
  return likely === undefined ? undefined : `read it with delimiter: '${likely === '\t' ? '\\t' : likely}'`;
}
