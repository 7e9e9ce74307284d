import { compare, defineSchema, Monitor, profile, type Table } from 'driftsense';
import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../src/config/parse-yaml.js';
import { parseReference } from '../../src/profile/parse-profile.js';
import { seededRandom } from '../../src/stats/random.js';
import { toBatch } from '../../src/table/batch.js';
import { inferSchema } from '../../src/table/infer-schema.js';

// Headers of CSV files have a test of their own: test/source/csv-hostile-headers.test.ts.
const runs = process.env['NIGHTLY'] ? 100_000 : 10_000;
const random = seededRandom('hostile column names');
const hostile = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  '__defineGetter__',
  '__lookupSetter__',
  'length',
  'size',
  'names',
  'columns',
  'then',
  'toJSON',
  '',
  ' ',
  '0',
  '-1',
  'a.b',
  'a[0]',
  '$ref',
  '\u0000',
  'a\u0000b',
  '\uFEFF',
  '\uFEFFid',
  'é',
  'e\u0301',
  '😀',
  '\uD800',
  '<script>',
  '=1+1',
  '"',
  "'",
  '\\',
  'a\nb',
];
const someNames = (): string[] => random.shuffle(hostile).slice(0, 1 + random.integer(5));

/** An object with exactly these members of its own, as JSON makes it. */
const objectOf = <T>(entries: readonly (readonly [string, T])[]): Record<string, T> =>
  JSON.parse(
    `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join()}}`,
  ) as Record<string, T>;
const cells = (k: number, size: number, shift = 0): number[] =>
  Array.from({ length: size }, (_, i) => ((i * 7 + k) % 11) + shift);

/** Each form in which a table may come. */
const forms: Readonly<Record<string, (names: readonly string[], size: number, shift?: number) => Table>> = {
  rows: (names, size, shift) =>
    Array.from({ length: size }, (_, i) => objectOf(names.map((name, k) => [name, cells(k, size, shift)[i]!]))),
  columns: (names, size, shift) => objectOf(names.map((name, k) => [name, cells(k, size, shift)])),
  'an Arrow-like table': (names, size, shift) => ({
    numRows: size,
    schema: { fields: names.map((name) => ({ name })) },
    getChild: (name: string) => {
      const k = names.indexOf(name);
      return k < 0 ? null : { toArray: () => Float64Array.from(cells(k, size, shift)) };
    },
  }),
};
const prototypes = () =>
  [Object.prototype, Array.prototype, Map.prototype].map((one) => Reflect.ownKeys(one).map(String).join());

describe('columns with hostile names (SEC-3)', () => {
  it(`are none of them lost in a table, a schema, or a configuration, and no prototype is touched, ${runs} times`, () => {
    const before = prototypes();
    const lost: unknown[] = [];
    for (let run = 0; run < runs; run++) {
      const names = someNames();
      const [form, make] = Object.entries(forms)[run % 3]!;
      const schema = inferSchema(toBatch(make(names, 2)));
      const declared = defineSchema(objectOf(names.map((name) => [name, 'numeric' as const])));
      const yaml = parseYaml(
        `{"columns": ${JSON.stringify(objectOf(names.map((name) => [name, { enabled: false }])))}}`,
      );
      const configured = Object.keys((yaml.value as { columns: object }).columns);
      const expected = names.toSorted().join('|');
      const found = [schema.columns.map(({ name }) => name), declared.columns.map(({ name }) => name), configured];
      if (yaml.problems.length > 0 || found.some((some) => some.toSorted().join('|') !== expected))
        lost.push([form, names]);
    }
    expect(lost).toEqual([]);
    expect(prototypes()).toEqual(before);
  });

  it.each(Object.keys(forms))(
    'are each in the report, by the right values, and come back from JSON: %s',
    async (form) => {
      const before = prototypes();
      const make = forms[form]!;
      for (let run = 0; run < 20; run++) {
        const names = someNames();
        const stored = parseReference(JSON.parse(JSON.stringify(profile(make(names, 200)))));
        // Only the first column moves.
        const table = make(names, 200);
        const moved = make(names.slice(0, 1), 200, 20);
        const first = toBatch(moved).column(names[0]!)!;
        const window = objectOf(
          names.map((name, k) => [name, Array.from(k === 0 ? first : toBatch(table).column(name)!) as number[]]),
        );
        const report = JSON.parse(JSON.stringify(compare(stored, window))) as ReturnType<typeof compare>;
        expect(report.columns.map(({ column }) => column).toSorted()).toEqual(names.toSorted());
        expect(report.columns.filter(({ verdict }) => verdict === 'drift').map(({ column }) => column)).toEqual([
          names[0],
        ]);
        const monitor = new Monitor({ reference: stored });
        const resumed = Monitor.fromJSON(JSON.parse(JSON.stringify(monitor)), { reference: stored });
        expect((await resumed.process(window)).columns.map(({ column }) => column).toSorted()).toEqual(
          names.toSorted(),
        );
      }
      expect(prototypes()).toEqual(before);
    },
  );
});
