import { hash64 } from '../../stats/hash.js';
import { requireGiven } from '../../require-given.js';

/** Names that some file system keeps for itself. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * File names for the charts of some columns: letters, digits, `.`, `_` and `-` of the column's name, at most 60, with a
 * hash behind it where anything had to be left out or another column differs by case only. So no two columns share a
 * file, on any file system, and no name leaves the folder.
 *
 * @param extension - Without the dot. Default `svg`.
 * @returns File names by column, in the order given.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for what is no list.
 * @example chartFileNames(['AIRLINE', '../x']).get('AIRLINE') // 'AIRLINE.svg'
 */
export function chartFileNames(columns: readonly string[], extension = 'svg'): ReadonlyMap<string, string> {
  requireGiven(columns, 'chartFileNames', 'a list of column names', 'map');
  const folded = new Map<string, number>();
  for (const column of new Set(columns)) folded.set(fold(column), (folded.get(fold(column)) ?? 0) + 1);
  return new Map(
    columns.map((column) => {
      const plain = plainName(column);
      const safe = plain !== '' && !reserved.test(plain.split('.')[0] ?? '');
      const exact = safe && plain === column && folded.get(fold(column)) === 1;
      return [column, `${exact ? plain : `${safe ? plain : `column-${plain}`}-${hash64(column)}`}.${extension}`];
    }),
  );
}

const fold = (column: string): string => column.toLowerCase();

const plainName = (column: string): string =>
  column
    .replaceAll(/[^A-Za-z0-9_.-]+/g, '-')
    .replaceAll(/^[.-]+/g, '')
    .slice(0, 60);
