import { describe, expect, it } from 'vitest';
import {
  sequentialMonitor,
  sequentialMonitorFromJSON,
  type SequentialMonitorOptions,
} from '../../../src/judge/sequential/sequential-monitor.js';
import { profile } from '../../../src/profile/profile.js';
import { seededRandom } from '../../../src/stats/random.js';
import { defineSchema } from '../../../src/table/schema.js';

interface Change {
  readonly shift?: number;
  readonly scale?: number;
  readonly colours?: readonly number[];
  readonly missing?: number;
}

const plain = [0.5, 0.3, 0.15];

/** Rows of an amount, an age that never changes and a colour: blue, green, red, and now and then another. */
function table(rows: number, seed: string, { shift = 0, scale = 1, colours = plain, missing = 0.02 }: Change = {}) {
  const random = seededRandom(seed);
  const colour = () => {
    const u = random.uniform();
    const at = colours.findIndex((_, k) => u < colours.slice(0, k + 1).reduce((a, b) => a + b));
    return ['blue', 'green', 'red'][at] ?? `other-${random.integer(40)}`;
  };
  return {
    amount: Array.from({ length: rows }, () => (random.uniform() < missing ? null : shift + scale * random.normal())),
    age: Array.from({ length: rows }, () => 40 + 10 * random.normal()),
    colour: Array.from({ length: rows }, colour),
  };
}

const reference = table(5_000, 'reference');
const options: SequentialMonitorOptions = { rowsPerFalseAlarm: 20_000 };

describe('an alarm says whose evidence it is', () => {
  it.each<[string, Change, object, number]>([
    ['a rise', { shift: 0.5 }, { column: 'amount', part: 'values', direction: 'up' }, 400],
    ['a fall', { shift: -0.5 }, { column: 'amount', part: 'values', direction: 'down' }, 400],
    ['more spread', { scale: 1.5 }, { column: 'amount', part: 'values', direction: 'wider' }, 400],
    ['less spread', { scale: 0.6 }, { column: 'amount', part: 'values', direction: 'narrower' }, 400],
    [
      'a category that comes more often',
      { colours: [0.3, 0.3, 0.35] },
      { column: 'colour', category: 'red', direction: 'more' },
      400,
    ],
    [
      'a category that is gone',
      { colours: [0.65, 0, 0.25] },
      { column: 'colour', category: 'green', direction: 'less' },
      400,
    ],
    [
      'categories nobody knew',
      { colours: [0.4, 0.2, 0.1] },
      { column: 'colour', category: 'any other', direction: 'more' },
      400,
    ],
    ['missing values', { missing: 0.2 }, { column: 'amount', part: 'missing', direction: 'more' }, 400],
  ])('%s', (name, change, expected, within) => {
    const monitor = sequentialMonitor(reference, options);
    expect(monitor.observe(table(2_000, 'before'))).toEqual([]);
    const [alarm] = monitor.observe(table(2_000, name, change));
    expect(alarm!.ledger[0]).toMatchObject(expected);
    expect(alarm!.ledger[0]!.share).toBeGreaterThan(0.5);
    expect(alarm!.row).toBeGreaterThanOrEqual(2_000);
    expect(alarm!.row).toBeLessThan(2_000 + within);
    // The change began at row 2,000.
    expect(Math.abs(alarm!.ledger[0]!.since - 2_000)).toBeLessThan(200);
  });

  it('and shares of the evidence sum to 1 where all of it is told', () => {
    const monitor = sequentialMonitor(reference, { ...options, rowsPerFalseAlarm: 50 });
    const all = monitor.observe(table(3_000, 'shares'));
    expect(all.length).toBeGreaterThan(5);
    for (const { ledger } of all) {
      const sum = ledger.reduce((total, { share }) => total + share, 0);
      expect(sum).toBeLessThanOrEqual(1 + 1e-12);
      expect(sum).toBeGreaterThan(1 - 0.01 * 6);
      expect(ledger.map(({ share }) => share)).toEqual(ledger.map(({ share }) => share).toSorted((a, b) => b - a));
    }
  });
});

describe('rows', () => {
  it('one by one or many at once are the same', () => {
    const rows = table(1_500, 'rows', { shift: 0.3 });
    const whole = sequentialMonitor(reference, options);
    const apart = sequentialMonitor(reference, options);
    const found = whole.observe(rows);
    const each = rows.amount.flatMap((amount, i) =>
      apart.observe([{ amount, age: rows.age[i], colour: rows.colour[i] }]),
    );
    expect(found.length).toBeGreaterThan(0);
    expect(each).toEqual(found);
    expect(apart.toJSON()).toEqual(whole.toJSON());
  });

  it('are counted, and false alarms to expect with them', () => {
    const monitor = sequentialMonitor(reference, options);
    monitor.observe(table(1_000, 'count'));
    expect([monitor.rows, monitor.expected, monitor.alarms]).toEqual([1_000, 0.05, 0]);
    expect(monitor.level).toBeGreaterThan(0);
    expect(monitor.level).toBeLessThan(1);
  });

  it('that are odd in every way are missing values, and no row throws', () => {
    const monitor = sequentialMonitor(reference, options);
    const odd = [Number.NaN, Infinity, -Infinity, null, undefined, 'none', {}, [], 1e308, -0, true, 10n];
    const rows = odd.map((amount) => ({ amount, age: 40, colour: amount }));
    monitor.observe(rows);
    monitor.observe([]);
    monitor.observe([{}, { other: 1 }]);
    const { streams } = monitor.toJSON();
    expect(JSON.stringify(streams)).not.toContain('null');
    expect(monitor.rows).toBe(odd.length + 2);
  });

  it('without a column leave it as it is', () => {
    const monitor = sequentialMonitor(reference, options);
    const { age } = table(500, 'one');
    monitor.observe({ age });
    const before = sequentialMonitor(reference, options).toJSON();
    const after = monitor.toJSON();
    expect(after.streams[0]).toEqual(before.streams[0]);
    expect(after.streams[2]).not.toEqual(before.streams[2]);
  });
});

describe('a monitor that was saved', () => {
  it('goes on as if it had not stopped, from its reference or the profile of it', () => {
    const rows = table(2_000, 'saved', { shift: 0.25 });
    const part = (from: number, to: number) => ({
      amount: rows.amount.slice(from, to),
      age: rows.age.slice(from, to),
      colour: rows.colour.slice(from, to),
    });
    const whole = sequentialMonitor(reference, options);
    const found = whole.observe(rows);
    expect(found.length).toBeGreaterThan(0);
    const stored = JSON.parse(JSON.stringify(profile(reference)));
    for (const at of [0, 1, 137, 1_000, 1_999]) {
      const first = sequentialMonitor(reference, options);
      const early = first.observe(part(0, at));
      const second = sequentialMonitorFromJSON(JSON.parse(JSON.stringify(first)), stored, options);
      expect([...early, ...second.observe(part(at, 2_000))]).toEqual(found);
      expect(JSON.stringify(second)).toBe(JSON.stringify(whole));
    }
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['other options', sequentialMonitor(reference, { rowsPerFalseAlarm: 10_000 }).toJSON()],
    ['another reference', sequentialMonitor(table(4_000, 'another'), options).toJSON()],
  ])('is not taken up from %s', (_, state) => {
    expect(() => sequentialMonitorFromJSON(state, reference, options)).toThrow(
      expect.objectContaining({ code: 'STATE_INVALID' }),
    );
  });
});

describe('options', () => {
  const firstAlarm = (given: SequentialMonitorOptions, change: Change = { shift: 0.4 }) =>
    sequentialMonitor(reference, { ...options, ...given }).observe(table(4_000, 'options', change))[0]?.row;

  it('rowsPerFalseAlarm: a smaller budget alarms later', () => {
    expect(firstAlarm({ rowsPerFalseAlarm: 1e9 })!).toBeGreaterThan(firstAlarm({ rowsPerFalseAlarm: 1_000 })!);
  });

  it('tolerance: a change within it is no drift', () => {
    const within: Change = { shift: 0.2 };
    expect(firstAlarm({ tolerance: 0.0025 }, within)).toBeLessThan(4_000);
    expect(firstAlarm({ tolerance: 0.1 }, within)).toBeUndefined();
    expect(firstAlarm({ tolerance: 0.1 }, { shift: 1 })).toBeLessThan(400);
  });

  it('importances: only columns that are named are watched, and the more important is seen sooner', () => {
    expect(firstAlarm({ importances: { age: 1, colour: 1 } })).toBeUndefined();
    expect(firstAlarm({ importances: { amount: 1, age: 0 } })!).toBeLessThan(
      firstAlarm({ importances: { amount: 1, age: 1e6 } })!,
    );
  });

  it('directions: a column that may move one way freely alarms the other way, and for no other spread', () => {
    const increase: SequentialMonitorOptions = { directions: { amount: 'increase' } };
    const decrease: SequentialMonitorOptions = { directions: { amount: 'decrease' } };
    for (const [given, shift] of [
      [increase, 0.4],
      [decrease, -0.4],
    ] as const) {
      const alarm = firstAlarm(given, { shift })!;
      expect(alarm).toBeLessThan(firstAlarm({}, { shift })! * 1.2);
      expect(firstAlarm(given, { shift: -shift })).toBeUndefined();
      expect(firstAlarm(given, { scale: 2 })).toBeUndefined();
    }
  });

  it('dependence: evidence is thinned out where neighbouring rows are alike', () => {
    const alike = { ...reference, amount: reference.amount.map((x) => x ?? 0).toSorted((a, b) => a - b) };
    const monitor = sequentialMonitor(alike, options);
    expect(monitor.guarantee.join('\n')).toMatch(/tempered: .* most for 'amount' \(φ = \d{3,}\)/);
    expect(sequentialMonitor(alike, { ...options, ordered: false }).guarantee.join('\n')).toMatch(
      /order .* is unknown/,
    );
    expect(sequentialMonitor(alike, { ...options, dependence: 'independent' }).guarantee).toContain(
      'if rows do not depend on each other',
    );
  });

  it('seed: other ties, the same reference', () => {
    expect(sequentialMonitor(reference, { seed: 1 }).toJSON()).not.toEqual(
      sequentialMonitor(reference, { seed: 2 }).toJSON(),
    );
  });

  it('schema: a redacted column tells no category', () => {
    const schema = defineSchema({
      amount: 'numeric',
      age: 'numeric',
      colour: { type: 'categorical', labels: 'redact' },
    });
    const [alarm] = sequentialMonitor(reference, { ...options, schema }).observe(
      table(2_000, 'red', { colours: [0.2, 0.2, 0.55] }),
    );
    expect(alarm!.ledger[0]).toMatchObject({ column: 'colour', direction: 'more' });
    expect(JSON.stringify(alarm)).not.toMatch(/category|red"/);
  });

  it.each<[Record<string, unknown>, string, RegExp]>([
    [{ rowsPerFalseAlarm: 1 }, 'OPTION_INVALID', /sequentialMonitor\.rowsPerFalseAlarm: expected at least 2/],
    [{ importances: { amuont: 1 } }, 'UNKNOWN_COLUMN', /no column 'amuont'; did you mean 'amount'\?/],
    [{ importances: { amount: -1 } }, 'OPTION_INVALID', /importances\.amount: expected at least 0/],
    [{ directions: { colour: 'increase' } }, 'OPTION_INVALID', /directions: 'colour' is categorical, so it has none/],
    [{ directions: { cost: 'increase' } }, 'UNKNOWN_COLUMN', /directions: the reference has no column 'cost'/],
    [{ budget: 1 }, 'OPTION_INVALID', /unknown option 'budget'/],
  ])('%j is refused', (given, code, message) => {
    expect(() => sequentialMonitor(reference, given)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });
});

describe('references that are odd', () => {
  it.each<[string, Record<string, unknown[]>]>([
    ['one row', { x: [1] }],
    ['a constant', { x: Array.from({ length: 200 }, () => 7) }],
    ['only missing values', { x: Array.from({ length: 200 }, () => null) }],
    ['an identifier', { id: Array.from({ length: 200 }, (_, i) => `n${i}`) }],
    ['two values', { x: Array.from({ length: 200 }, (_, i) => i % 2) }],
  ])('%s can be watched', (_, rows) => {
    const monitor = sequentialMonitor(rows, options);
    expect(monitor.observe(rows)).toEqual([]);
    expect(JSON.stringify(monitor)).not.toContain('null');
  });

  it('a constant is left: another value is seen at once', () => {
    const constant = { x: Array.from({ length: 500 }, () => 7) };
    const monitor = sequentialMonitor(constant, options);
    expect(monitor.observe(constant)).toEqual([]);
    expect(monitor.observe({ x: Array.from({ length: 200 }, () => 8) })[0]!.ledger[0]).toMatchObject({
      direction: 'up',
    });
  });
});
