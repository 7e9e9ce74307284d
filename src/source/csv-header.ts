import { DriftSenseError } from '../errors.js';

/**
 * Column names of a header: empty ones become `column_N` by their position, which is noted.
 *
 * @param line - Where the header stands, from 1.
 * @throws DriftSenseError `CSV_DUPLICATE_HEADER` naming every name that occurs twice.
 */
export function csvNames(cells: readonly string[], where: string, line: number): { names: string[]; notes: string[] } {
  const taken = new Set<string>();
  /** Names that came before, and the field in which each did so first. */
  const twice = new Map<string, number>();
  for (const [index, name] of cells.entries()) {
    if (name !== '' && taken.has(name) && !twice.has(name)) twice.set(name, index + 1);
    taken.add(name);
  }
  if (twice.size > 0) {
    const names = [...twice.keys()];
    const [column] = twice.values();
    throw new DriftSenseError(
      'CSV_DUPLICATE_HEADER',
      `${where}, line ${line}, field ${column}: the header names ${names.map((name) => `'${name}'`).join(', ')} more than once`,
      { details: { file: where, line, column, names } },
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
