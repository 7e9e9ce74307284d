import { seededRandom } from '../../src/stats/random.js';
import type { ColumnKind } from '../../src/index.js';

export const rows = 150;
const random = seededRandom('degenerate input');
export const many = <T>(value: (i: number) => T): T[] => Array.from({ length: rows }, (_, i) => value(i));
export const normals = many(() => random.normal());
const letters = many(() => 'abcd'[random.integer(4)]!);

/** Column values a test or detector may meet, beside values as they should be. */
export const degenerate: Readonly<Record<ColumnKind, Readonly<Record<string, readonly unknown[]>>>> = {
  numeric: {
    'no rows': [],
    'one value': [7],
    'all missing': many(() => null),
    'all NaN': many(() => Number.NaN),
    'all +Infinity': many(() => Infinity),
    'all −Infinity': many(() => -Infinity),
    'infinities among values': many((i) => (i % 4 === 0 ? Infinity : i % 4 === 1 ? -Infinity : normals[i])),
    'NaN among values': many((i) => (i % 3 === 0 ? Number.NaN : normals[i])),
    '1e308': many((i) => (i % 2 === 0 ? 1e308 : -1e308)),
    '1e308 among values': many((i) => (i === 5 ? 1e308 : i === 6 ? -1e308 : normals[i])),
    '−0': many(() => -0),
    constant: many(() => 7),
    'another constant': many(() => 8),
    '99 % one value': many((i) => (i % 100 === 0 ? i : 0)),
    'two values': many((i) => i % 2),
    'all tied': many((i) => i % 5),
    'strings in numbers': many((i) => (i % 10 === 0 ? 'many' : normals[i])),
    'numbers as strings': many((i) => String(normals[i])),
    'strings alone': many(() => 'many'),
    values: normals,
  },
  categorical: {
    'no rows': [],
    'one value': ['a'],
    'all missing': many(() => null),
    'numbers that are none': many((i) => [Number.NaN, Infinity, -Infinity, -0, 1e308][i % 5]),
    constant: many(() => 'a'),
    'another constant': many(() => 'z'),
    '99 % one value': many((i) => (i % 100 === 0 ? 'b' : 'a')),
    'two values': many((i) => 'ab'[i % 2]),
    'all tied': many((i) => 'abcde'[i % 5]),
    'every value new': many((i) => `new ${i}`),
    'names of Object.prototype': many((i) => ['__proto__', 'constructor', 'toString'][i % 3]),
    'empty text': many(() => ''),
    values: letters,
  },
};

/** Where something stands that JSON would write as null, or leave out. */
export function lostInJson(value: unknown, path = 'report'): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `${path}: ${value}`;
  if (value === null || value === undefined || typeof value === 'bigint') return `${path}: ${value}`;
  if (typeof value !== 'object') return undefined;
  for (const [key, part] of Object.entries(value)) {
    const lost = lostInJson(part, `${path}.${key}`);
    if (lost !== undefined) return lost;
  }
  return undefined;
}
