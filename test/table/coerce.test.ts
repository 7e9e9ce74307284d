import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ColumnValues } from '../../src/contracts/batch.js';
import { fromColumns, makeBatch, toBatch } from '../../src/table/batch.js';
import { coerce, type Coerced } from '../../src/table/coerce.js';
import { codedColumn, parsedColumn } from '../../src/table/columns.js';
import { defineSchema, type ColumnSpec } from '../../src/table/schema.js';

const one = (values: ColumnValues, spec: ColumnSpec, size = values.length): Coerced =>
  coerce(makeBatch({ size, columns: [['x', values]] }), defineSchema({ x: spec }));
const numbers = (table: Coerced): (number | null)[] => {
  const column = table.columns.get('x')!;
  if (column.kind !== 'numeric') throw new TypeError('expected a numeric column');
  return Array.from(column.values, (value) => (Number.isNaN(value) ? null : value));
};
const texts = (table: Coerced): (string | null)[] => {
  const column = table.columns.get('x')!;
  if (column.kind !== 'categorical') throw new TypeError('expected a categorical column');
  return Array.from(column.codes, (code) => column.categories[code] ?? null);
};
const counted = (table: Coerced) => table.violations.map(({ kind, count }) => [kind, count]);

/** Every kind of value that code hands over. */
const anything = [
  1.5,
  -0,
  Number.NaN,
  Infinity,
  null,
  undefined,
  true,
  false,
  '12.50',
  'NA',
  '',
  'ten',
  12n,
  2n ** 53n + 1n,
  new Date(1_000),
  new Date(Number.NaN),
  { city: { zip: '01234' } },
  ['a'],
  () => 1,
];

describe('a numeric column', () => {
  it('reads numbers, booleans, dates, whole numbers and numeric text, and counts all else apart from missing', () => {
    const table = one(anything, 'numeric');
    expect(numbers(table)).toEqual([
      1.5,
      -0,
      null,
      Infinity,
      null,
      null,
      1,
      0,
      12.5,
      null,
      null,
      null,
      12,
      null,
      1_000,
      null,
      null,
      null,
      null,
    ]);
    expect(counted(table)).toEqual([
      ['wrong-type', 2],
      ['invalid-value', 4],
    ]);
    expect(table.columns.get('x')).toMatchObject({ unparsable: 6 });
  });

  it('names the path of the first nested cell, unless the column is redacted', () => {
    const values = [1, { city: { zip: ['01234'] } }];
    expect(one(values, 'numeric').violations[0]!.detail).toMatch(/the first is nested: x\.city\.zip\[0\]$/);
    expect(one([[[[[[7]]]]]], 'numeric').violations[0]!.detail).toMatch(/nested: x\[0\]\[0\]\[0\]\[0\]$/);
    expect(one([{}], 'numeric').violations[0]!.detail).toMatch(/nested: x$/);
    const redacted = one(values, { type: 'numeric', labels: 'redact' });
    expect(redacted.violations[0]!.detail).not.toContain('city');
  });

  it('takes numeric strings as database drivers return them by its declared type', () => {
    expect(numbers(one(['1', '2.50', '-3e2', null], 'numeric'))).toEqual([1, 2.5, -300, null]);
    const coded = codedColumn(Int32Array.of(0, 1, -1, 2, 3), ['1', '2.50', 'n/k', 'NA']);
    const table = one(coded, 'numeric');
    expect(numbers(table)).toEqual([1, 2.5, null, null, null]);
    expect(counted(table)).toEqual([['wrong-type', 1]]);
  });

  it('takes markers for missing from the schema, as text and as number, in every form of column', () => {
    const spec = { type: 'numeric', missing: ['-999', '?'] } as const;
    for (const values of [
      [1, -999, '?', '-999'],
      Float64Array.of(1, -999, -999, -999),
      codedColumn(Int32Array.of(0, 1, 2, 1), ['1', '-999', '?']),
      parsedColumn(Float64Array.of(1, -999, -999, -999), new Map([[1, '-999.0']])),
    ]) {
      const table = one(values, spec);
      expect(numbers(table)).toEqual([1, null, null, null]);
      expect(table.violations).toEqual([]);
    }
  });

  it('counts values outside its range and keeps them, infinities included; missing is not outside', () => {
    const table = one([-1, 0, 5, 5.1, null, -Infinity], { min: 0, max: 5 });
    expect(table.violations).toEqual([{ column: 'x', kind: 'out-of-range', count: 3, detail: 'outside [0, 5]' }]);
    expect(numbers(table)).toEqual([-1, 0, 5, 5.1, null, -Infinity]);
    expect(one([-1], { min: 0 }).violations[0]!.detail).toContain('[0, ∞]');
    expect(one([9], { max: 5 }).violations[0]!.detail).toContain('[-∞, 5]');
  });

  it('does not copy doubles', () => {
    const doubles = Float64Array.of(1, 2);
    expect(one(doubles, 'numeric').columns.get('x')).toMatchObject({ values: doubles });
  });
});

describe('a categorical column', () => {
  it('reads text as it is, and everything else as it prints', () => {
    const table = one(anything, 'categorical');
    expect(texts(table)).toEqual([
      '1.5',
      '0',
      null,
      'Infinity',
      null,
      null,
      'true',
      'false',
      '12.50',
      'NA',
      '',
      'ten',
      '12',
      '9007199254740993',
      '1970-01-01T00:00:01.000Z',
      null,
      null,
      null,
      null,
    ]);
    expect(counted(table)).toEqual([['invalid-value', 3]]);
    expect(table.violations[0]!.detail).toContain('nested: x.city.zip');
  });

  it('reads numbers from a file as they were spelled there', () => {
    const parsed = parsedColumn(
      Float64Array.of(1.1, 7, Number.NaN, 7),
      new Map([
        [0, '1.10'],
        [2, 'NA'],
      ]),
    );
    expect(texts(one(parsed, 'categorical'))).toEqual(['1.10', '7', 'NA', '7']);
    expect(texts(one(parsedColumn(Float64Array.of(1.5, Number.NaN)), 'categorical'))).toEqual(['1.5', null]);
  });

  it('takes markers for missing from the schema, and copies codes only then', () => {
    const codes = Int32Array.of(0, 1, -1);
    const coded = codedColumn(codes, ['a', '?']);
    expect(texts(one(coded, { type: 'categorical', missing: ['?'] }))).toEqual(['a', null, null]);
    expect(one(coded, { type: 'categorical', missing: ['!'] }).columns.get('x')).toMatchObject({ codes });
    expect(texts(one(['a', '?', ''], { type: 'categorical', missing: ['?', ''] }))).toEqual(['a', null, null]);
  });

  it('counts codes outside the dictionary instead of reading past it', () => {
    const table = one(codedColumn(Int32Array.of(0, 5, -2, -1), ['a']), 'categorical');
    expect(texts(table)).toEqual(['a', null, null, null]);
    expect(counted(table)).toEqual([['invalid-value', 2]]);
  });

  it('counts categories outside its closed list and keeps them', () => {
    const table = one(['A', 'B', 'C', 'C', null], { categories: ['A', 'B'] });
    expect(table.violations).toEqual([
      { column: 'x', kind: 'unknown-category', count: 2, detail: 'none of the 2 categories' },
    ]);
    expect(texts(table)).toEqual(['A', 'B', 'C', 'C', null]);
  });
});

describe('coerce', () => {
  const schema = defineSchema({
    amount: 'numeric',
    country: 'categorical',
    fraud: 'label',
    key: 'id',
    at: 'timestamp',
    note: 'ignore',
  });

  it('leaves an absent column out and says so; labels come late, and ids and times may stand beside the columns', () => {
    const beside = makeBatch({
      size: 1,
      columns: [['amount', [1]]],
      ids: ['a'],
      times: Float64Array.of(5),
      modelVersions: Int32Array.of(3),
    });
    const table = coerce(beside, schema);
    expect(counted(table)).toEqual([['missing-column', 1]]);
    expect(table.violations[0]!.column).toBe('country');
    expect(table).toMatchObject({ ids: ['a'], times: Float64Array.of(5), modelVersions: Int32Array.of(3) });
    expect(coerce(fromColumns({ amount: [1] }), schema).violations.map(({ column }) => column)).toEqual([
      'country',
      'key',
      'at',
    ]);
    expect(coerce(toBatch([]), schema).violations).toEqual([]);
  });

  it('names extra columns, and does not read those it is told to ignore', () => {
    const table = coerce(fromColumns({ amount: [1], country: ['a'], key: [1], at: [0], note: [{}], new: [2] }), schema);
    expect(table.violations).toEqual([
      { column: 'new', kind: 'extra-column', count: 1, detail: 'the schema has no such column' },
    ]);
    expect([...table.columns.keys()]).toEqual(['amount', 'country']);
    expect(table.batch.names).toEqual(['amount', 'country']);
  });

  it('leaves out a column whose length is not that of the table', () => {
    const lying = { size: 3, names: ['amount'], column: () => [1], *[Symbol.iterator]() {} };
    const table = coerce(lying, defineSchema({ amount: 'numeric' }));
    expect(table.violations[0]).toMatchObject({
      kind: 'invalid-value',
      count: 3,
      detail: expect.stringMatching('1 cells in 3 rows'),
    });
    expect(table.columns.size).toBe(0);
  });

  it('changes no other column by a bit, whatever one column holds (R4.1)', () => {
    const good = { y: Float64Array.of(1, 2.5, Number.NaN), z: ['a', null, 'b'] };
    const cell = fc.oneof(
      fc.double(),
      fc.constantFrom<unknown>(null, undefined, Number.NaN, Infinity, -Infinity, '', 'text', true, 5n, new Date(7)),
      fc.object({ maxDepth: 2 }),
    );
    const of = (columns: Record<string, ArrayLike<unknown>>, kind: 'numeric' | 'categorical') => {
      const table = coerce(fromColumns(columns), defineSchema({ x: kind, y: 'numeric', z: 'categorical' }));
      return [table.columns.get('y'), table.columns.get('z')];
    };
    fc.assert(
      fc.property(
        fc.array(cell, { minLength: 3, maxLength: 3 }),
        fc.constantFrom('numeric', 'categorical'),
        (x, kind) => {
          expect(of({ ...good, x, extra: x }, kind)).toEqual(of(good, kind));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('ids', () => {
  const idsOf = (values: ColumnValues) => one(values, 'id').ids;

  it('are texts as they were spelled, and the empty text where a row has none', () => {
    expect(idsOf(['a', 7, 5n, true, new Date(0), null, undefined, {}, new Date(Number.NaN)])).toEqual([
      'a',
      '7',
      '5',
      'true',
      '1970-01-01T00:00:00.000Z',
      '',
      '',
      '',
      '',
    ]);
    expect(idsOf(Float64Array.of(1, Number.NaN))).toEqual(['1', '']);
    expect(idsOf(codedColumn(Int32Array.of(0, -1), ['007']))).toEqual(['007', '']);
    expect(idsOf(parsedColumn(Float64Array.of(1.1, Number.NaN), new Map([[0, '1.10']])))).toEqual(['1.10', '']);
  });
});

describe('times', () => {
  const iso = '2024-01-01T00:00:00Z';
  const epoch = Date.UTC(2024, 0, 1);

  it('are read from every form of column, missing where a cell says so', () => {
    for (const values of [
      [iso, epoch, new Date(epoch), BigInt(epoch), null, 'NA'],
      codedColumn(Int32Array.of(0, 0, 0, 0, -1, 1), [iso, 'NA']),
      Float64Array.of(epoch, epoch, epoch, epoch, Number.NaN, Number.NaN),
      parsedColumn(Float64Array.of(epoch, epoch, epoch, epoch, Number.NaN, Number.NaN), new Map([[4, 'NA']])),
    ]) {
      const table = one(values, 'timestamp');
      expect([...table.times!]).toEqual([epoch, epoch, epoch, epoch, Number.NaN, Number.NaN]);
      expect(table.violations).toEqual([]);
    }
  });

  it('that are none are counted, and leave the times beside the columns in force when none can be read', () => {
    const columns = [['x', ['yesterday', true]]] as const;
    const table = coerce(
      makeBatch({ size: 2, columns, times: Float64Array.of(1, 2) }),
      defineSchema({ x: 'timestamp' }),
    );
    expect(counted(table)).toEqual([['invalid-value', 2]]);
    expect([...table.times!]).toEqual([1, 2]);
  });

  it('without zone are an error of a declared column, a remark on an inferred one, and read when a zone is given', () => {
    const batch = fromColumns({ x: ['2024-01-01', '2024-01-02 10:00'] });
    const declared = defineSchema({ x: 'timestamp' });
    expect(coerce(batch, declared).violations).toEqual([
      { column: 'x', kind: 'invalid-value', count: 2, detail: 'times without zone: set timeZone' },
    ]);
    const inferred = coerce(batch, { ...declared, origin: 'inferred' });
    expect(inferred.violations).toEqual([]);
    expect(inferred.notes).toEqual(["column 'x': 2 of 2 times without zone are not used: set timeZone"]);
    expect(coerce(batch, declared, { timeZone: 'Europe/Paris' }).times![0]).toBe(epoch - 3_600_000);
    const own = defineSchema({ x: { role: 'timestamp', timeZone: 'UTC' } });
    expect(coerce(batch, own, { timeZone: 'Europe/Paris' }).times![0]).toBe(epoch);
  });
});
