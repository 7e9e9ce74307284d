import { describe, expect, it } from 'vitest';
import { builtIns } from '../../src/config/names.js';
import {
  defineSchema,
  Monitor,
  reasons,
  type ColumnKind,
  type TestResult,
  type WindowReport,
} from '../../src/index.js';
import { degenerate, lostInJson, many, normals, rows } from './degenerate-columns.js';

/** Their threshold is one of the others'. */
const classical = new Set(
  'hellinger totalVariation lInfinity energy cramerVonMises andersonDarling mannWhitney welch gTest fisher cramersV eppsSingleton kuiper'.split(
    ' ',
  ),
);

/** The answer of a test says what it could do, in the closed list's words, and has a verdict just where it decides. */
function expectAnswer({ status, verdict, reason }: TestResult): void {
  expect(['tested', 'skipped', 'insufficient']).toContain(status);
  expect(Object.keys(reasons)).toContain(reason);
  expect(verdict === 'undecided').toBe(status !== 'tested' || reason === 'informs');
}

describe.each([...builtIns.tests])('the test %s on degenerate columns', (_, { make }) => {
  const kinds = make().appliesTo;
  const judge = async (
    kind: ColumnKind,
    reference: readonly unknown[],
    window: readonly unknown[],
    threshold?: number,
  ) => {
    const schema = defineSchema({ x: kind, other: 'numeric' });
    const table = (x: readonly unknown[]) => ({ x, other: normals.slice(0, x.length) });
    const columns = { x: { test: make(), ...(threshold !== undefined && { threshold }) } };
    return new Monitor({ schema, reference: table(reference), columns }).process(table(window));
  };

  const cases = kinds.flatMap((kind) => Object.keys(degenerate[kind]).map((name) => [kind, name] as const));
  it.each(cases)('answers %s columns with a status and a reason, on either side: %s', async (kind, name) => {
    const { values, constant, [name]: given } = degenerate[kind];
    for (const [reference, window] of [
      [values!, given!],
      [given!, values!],
      [given!, constant!],
      [given!, given!],
    ] as const)
      for (const threshold of !classical.has(make().name) && [reference, window].includes(values!)
        ? [undefined, 0.1]
        : [undefined]) {
        if (reference.length === 0) continue;
        const report = await judge(kind, reference, window, threshold);
        expect(lostInJson(report)).toBeUndefined();
        const column = columnOf(report, 'x');
        expect(Object.keys(reasons)).toContain(column.reason);
        for (const test of column.tests) expectAnswer(test);
        if (column.tests.length === 0) expect(column).toMatchObject({ verdict: 'undecided', reason: 'id-like' });
        else expect(column.tests.map(({ test }) => test)).toContain(make().name);
        expect(['stable', 'undecided']).toContain(columnOf(report, 'other').verdict);
      }
  });

  /** What a threshold of 0.1 says of each pair; a test that cannot say anything of it is not applicable. */
  const expected = [
    ['constant', 'constant', 'skipped'],
    ['constant', 'another constant', 'drift'],
    ['constant', 'values', 'drift'],
    ['99 % one value', '99 % one value', 'stable'],
    ['two values', 'two values', 'stable'],
    ['two values', 'constant', 'drift'],
    ['all tied', 'all tied', 'stable'],
  ] as const;
  it.each(kinds.flatMap((kind) => expected.map((row) => [kind, ...row] as const)))(
    'of %s columns %s → %s: %s',
    async (kind, from, to, usual) => {
      const report = await judge(kind, degenerate[kind][from]!, degenerate[kind][to]!, 0.1);
      const { tests, verdict } = columnOf(report, 'x');
      const { status } = tests.find(({ test }) => test === make().name)!;
      expect(status === 'skipped' ? 'skipped' : verdict).toBe(special[make().name]?.[`${from} → ${to}`] ?? usual);
    },
  );
});

/** Tests that ask something else than whether values moved. */
const special: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // Its unit is the standard deviation of the reference.
  wasserstein: { 'constant → another constant': 'skipped', 'constant → values': 'skipped' },
  welch: { 'constant → another constant': 'skipped', 'constant → values': 'skipped' },
  // Its unit is the interquartile range.
  eppsSingleton: { '99 % one value → 99 % one value': 'skipped', 'constant → another constant': 'skipped' },
  missingShare: {
    'constant → another constant': 'stable',
    'constant → values': 'stable',
    'two values → constant': 'stable',
  },
  unseenCategories: { 'two values → constant': 'stable' },
};

const columnOf = (report: WindowReport, name: string) => report.columns.find(({ column }) => column === name)!;

describe.each([...builtIns.detectors])('the detector %s on degenerate labels and predictions', (__, { make }) => {
  const tasks = [
    ['numeric', normals, 0.5],
    ['categorical', many((i) => 'ab'[i % 2]), 0.5],
  ] as const;
  const cases = tasks.flatMap(([kind, good]) =>
    kind === 'numeric' && make().input === 'error'
      ? []
      : Object.keys(degenerate[kind]).map((name) => [kind, name, good] as const),
  );
  it.each(cases)('goes on after a window of %s: %s', async (kind, name, good) => {
    const schema = defineSchema({ y: { role: 'label', type: kind }, guess: { role: 'prediction', type: kind } });
    const given = degenerate[kind][name]!;
    const some = good.slice(0, given.length);
    for (const [y, guess] of [
      [given, some],
      [some, given],
      [given, given],
      [given, given.toReversed()],
    ] as const) {
      // Other rows than any window: those of the reference itself are not counted.
      const reference = { y: good.toReversed(), guess: good.toReversed() };
      const monitor = new Monitor({ schema, reference, concept: make() });
      const disturbed = await monitor.process({ y, guess });
      const { rows: before = 0 } = disturbed.concept ?? {};
      const after = await monitor.process({ y: good, guess: good });
      for (const report of [disturbed, after]) {
        expect(lostInJson(report)).toBeUndefined();
        expect(report.concept?.note).toBeUndefined();
      }
      const { concept } = monitor.toJSON().state;
      expect(JSON.parse(JSON.stringify(concept))).toEqual(concept);
      // Every row of known label and prediction is fed, and no other.
      expect(before).toBe(given.filter((_, i) => known(y[i], kind) && known(guess[i], kind)).length);
      expect(after.concept).toMatchObject({ detector: make().name, rows, mean: 0 });
    }
  });
});

const known = (value: unknown, kind: ColumnKind): boolean =>
  kind === 'categorical'
    ? value === 'a' || value === 'b'
    : Number.isFinite(typeof value === 'string' ? Number(value) : value);
