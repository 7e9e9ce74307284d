import { describe, expect, it } from 'vitest';
import {
  backtest,
  calibrate,
  compare,
  cutWindows,
  defineSchema,
  fromRows,
  inferSchema,
  linearRegression,
  minimumDetectableEffect,
  Monitor,
  profile,
  sequentialMonitor,
  trainInitialModel,
  type Schema,
} from '../../src/index.js';
import { seededRandom } from '../../src/stats/random.js';

const random = seededRandom('given schema');
const rows = Array.from({ length: 400 }, (_, i) => ({ x: random.normal(), city: 'abc'[i % 3]!, y: random.normal() }));
const good = defineSchema({ x: 'numeric', city: 'categorical', y: { role: 'label', type: 'numeric' } });

/** Everything that takes a schema. */
const takers: Readonly<Record<string, (schema: Schema) => unknown>> = {
  Monitor: (schema) => new Monitor({ reference: rows, schema }),
  compare: (schema) => compare(rows, rows, { schema }),
  profile: (schema) => profile(rows, { schema }),
  cutWindows: (schema) => cutWindows([fromRows(rows)], { rows: 100 }, { schema }).next(),
  calibrate: (schema) => calibrate(rows, { windowSize: 100, replicates: 100, schema }),
  sequentialMonitor: (schema) => sequentialMonitor(rows, { rowsPerFalseAlarm: 10_000, schema }),
  backtest: (schema) => backtest({ reference: rows, windows: [rows] }, { own: { schema } }),
  trainInitialModel: (schema) => trainInitialModel({ reference: rows, schema, trainer: linearRegression() }),
};

const column = { name: 'x', role: 'feature', type: 'numeric' };
const wrong: readonly (readonly [what: string, schema: unknown, problem: RegExp])[] = [
  ['a column without role and type', { ...good, columns: [{ name: 'x' }] }, /schema\.columns\.0\.role: expected "feat/],
  ['a misspelt type', { ...good, columns: [{ ...column, type: 'numerc' }] }, /columns\.0\.type: .* got "numerc"/],
  ['a column option that is none', { ...good, columns: [{ ...column, mni: 0 }] }, /'mni'; did you mean 'min'\?/],
  ['columns that are none', { ...good, columns: 5 }, /schema\.columns: expected array, got 5/],
  ['a range upside down', { ...good, columns: [{ ...column, min: 1, max: 0 }] }, /'x': min is above max/],
  ['two labels', { ...good, columns: ['x', 'y'].map((name) => ({ ...column, name, role: 'label' })) }, /one column/],
  ['no schema', {}, /schema\.kind: expected "schema"/],
  ['a number', 5, /schema: expected object, got 5/],
  ['null', null, /schema: expected object, got null/],
];

describe.each(Object.entries(takers))('a schema given to %s', (_, take) => {
  it.each(wrong)('is refused where it is or holds %s', async (_what, schema, problem) => {
    const refused = await Promise.resolve()
      .then(() => take(schema as Schema))
      .then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
    expect(refused).toMatchObject({ code: 'SCHEMA_INVALID', message: expect.stringMatching(problem) as string });
  });

  it('may be one that was made and edited', async () => {
    const inferred = inferSchema(fromRows(rows), { label: 'y' });
    const columns = inferred.columns.map((one) => (one.name === 'x' ? { ...one, min: -9, max: 9 } : one));
    const edited: Schema = { ...inferred, columns, notes: ['x has a range'] };
    for (const schema of [edited, JSON.parse(JSON.stringify(edited)) as Schema]) {
      await take(schema);
      expect(Object.isFrozen(schema)).toBe(false);
    }
  });
});

it('an effect to be detected is asked of a schema only through a profile', () => {
  expect(minimumDetectableEffect(profile(rows, { schema: good }), { windowSize: 100 }).length).toBeGreaterThan(0);
});
