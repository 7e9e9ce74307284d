import { describe, expect, it } from 'vitest';
import { profile } from '../../../src/profile/profile.js';
import {
  sequentialMonitor,
  sequentialMonitorFromJSON,
  type SequentialMonitorOptions,
} from '../../../src/judge/sequential/sequential-monitor.js';
import { counterKey } from '../../../src/stats/sequential/counter-random.js';
import { seededRandom } from '../../../src/stats/random.js';
import { rankExperts, sequentialOracle } from '../../oracles/sequential.js';
import { uniformOfRow } from '../../oracles/threefry.js';
import { seasons } from './null-streams.js';

const part = (rows: Readonly<Record<string, ArrayLike<unknown>>>, from: number, to: number) =>
  Object.fromEntries(Object.entries(rows).map(([name, values]) => [name, Array.from(values).slice(from, to)]));

describe('rows that are split up', () => {
  it('are ranked among those of the same stratum only, by the definitions', () => {
    const random = seededRandom('by stratum');
    const table = (rows: number, shift: number) => {
      const shop = Array.from({ length: rows }, () => (random.uniform() < 0.4 ? 'a' : 'b'));
      return { shop, x: shop.map((name) => Math.round((name === 'a' ? 0 : 3) + shift + random.normal())) };
    };
    const reference = table(800, 0);
    const rows = { shop: [...table(400, 0).shop], x: [] as number[] };
    const [before, after] = [table(400, 0), table(400, 0.8)];
    rows.shop = [...before.shop, ...after.shop];
    rows.x = [...before.x, ...after.x];
    for (let seed = 0; seed < 3; seed++) {
      const options = {
        stratum: 'shop',
        rowsPerFalseAlarm: 400,
        tolerance: 0,
        dependence: 'independent',
        seed,
      } as const;
      const monitor = sequentialMonitor(reference, { ...options, importances: { x: 1 } });
      const found = monitor.observe(rows);
      const expected = sequentialOracle(
        [
          {
            weight: 0.9,
            reference: reference.x,
            rows: rows.x,
            strata: { reference: reference.shop, rows: rows.shop },
            uniform: (row) => uniformOfRow(counterKey(seed, 'values', 'x'), row),
            experts: rankExperts(0),
          },
        ],
        // Missing values have a tenth of the weight, and never any evidence to speak of.
        400,
      );
      expect(expected.length).toBeGreaterThan(0);
      const leads = found.filter(({ ledger }) => ledger[0]!.column === 'x');
      expect(leads.length).toBeGreaterThan(0);
      expect(Math.abs(leads[0]!.row - expected[0]!.row)).toBeLessThanOrEqual(3);
    }
  });

  it('all of one stratum are as if they were not', () => {
    const random = seededRandom('one');
    const table = (rows: number, shift = 0) => ({
      x: Array.from({ length: rows }, () => (random.uniform() < 0.05 ? null : shift + random.normal())),
      colour: Array.from({ length: rows }, () => 'rgb'[random.integer(3)]),
      place: Array.from({ length: rows }, () => 'here'),
    });
    const [reference, rows] = [table(2_000), table(1_500, 0.3)];
    const options = { rowsPerFalseAlarm: 5_000, dependence: 'independent' } as const;
    const plain = sequentialMonitor(reference, { ...options, importances: { x: 1, colour: 1 } });
    const split = sequentialMonitor(reference, { ...options, stratum: 'place' });
    const alarms = plain.observe(rows);
    expect(alarms.length).toBeGreaterThan(0);
    expect(JSON.stringify(split.observe(rows))).toBe(JSON.stringify(alarms));
    expect(split.toJSON().streams).toEqual(plain.toJSON().streams);
  });

  it('keep the budget over the day, which without would alarm again and again', () => {
    const counts: Record<string, number> = { split: 0, whole: 0 };
    const runs = 6;
    for (let run = 0; run < runs; run++) {
      const [reference, rows] = [
        seasons(4_800, 4, 1, `season/${run}/reference`),
        seasons(4_800, 4, 1, `season/${run}`),
      ];
      const options = { rowsPerFalseAlarm: 2_400, tolerance: 0, seed: run };
      counts['split']! += sequentialMonitor(reference, { ...options, stratum: 'hour' }).observe(rows).length;
      counts['whole']! += sequentialMonitor(reference, {
        ...options,
        dependence: 'independent',
        importances: { x0: 1, x1: 1, x2: 1, x3: 1 },
      }).observe(rows).length;
    }
    // Two are allowed in each; a count with that mean has a standard deviation of at most √2.
    expect(counts['split']! / runs).toBeLessThanOrEqual(2 + (3 * Math.SQRT2) / Math.sqrt(runs));
    expect(counts['whole']! / runs).toBeGreaterThan(20);
  });

  it('are alike for their strata alone: evidence is not thinned out for it', () => {
    const reference = seasons(4_800, 2, 1, 'thin');
    const whole = sequentialMonitor(reference, { importances: { x0: 1 } }).guarantee.join('\n');
    const split = sequentialMonitor(reference, { stratum: 'hour', importances: { x0: 1 } }).guarantee.join('\n');
    const inflation = (text: string) => Number(/φ = ([\d.]+)/.exec(text)![1]);
    expect(inflation(whole)).toBeGreaterThan(10);
    expect(inflation(split)).toBeLessThan(1.2);
    expect(split).toContain("rows are compared with those of the same 'hour', of which the reference has 24");
  });

  it('and are alike within them still have it thinned out', () => {
    const random = seededRandom('within');
    let last = 0;
    const rows = Array.from({ length: 4_000 }, (_, i) => ({
      hour: i % 24,
      x: (last = 0.8 * last + 0.6 * random.normal()),
    }));
    const { guarantee } = sequentialMonitor(rows, { stratum: 'hour' });
    expect(Number(/φ = ([\d.]+)/.exec(guarantee.join('\n'))![1])).toBeGreaterThan(6);
  });

  it('find what moves in all of them together', () => {
    const options: SequentialMonitorOptions = { stratum: 'hour', rowsPerFalseAlarm: 20_000 };
    const monitor = sequentialMonitor(seasons(4_800, 2, 1, 'moves'), options);
    expect(monitor.observe(seasons(1_200, 2, 1, 'same'))).toEqual([]);
    const [alarm] = monitor.observe(seasons(1_200, 2, 1, 'other', 0.5));
    expect(alarm!.ledger[0]).toMatchObject({ column: 'x0', direction: 'up' });
    expect(alarm!.row).toBeGreaterThan(1_200);
  });
});

describe('a stratum that the reference does not have', () => {
  const reference = {
    place: Array.from({ length: 600 }, (_, i) => 'ab'[i % 2]),
    x: Array.from({ length: 600 }, (_, i) => (i * 37) % 101),
  };
  const elsewhere = (rows: number, x: number) => ({
    place: Array.from({ length: rows }, () => 'c'),
    x: Array.from({ length: rows }, () => x),
  });
  const options: SequentialMonitorOptions = { stratum: 'place', rowsPerFalseAlarm: 500 };

  it('is learnt from its first 100 rows, and watched after', () => {
    const monitor = sequentialMonitor(reference, options);
    expect(monitor.observe(elsewhere(100, 1e6))).toEqual([]);
    expect(monitor.level).toBe(0);
    expect(monitor.observe(elsewhere(60, -1e6))[0]!.ledger[0]).toMatchObject({ column: 'x', direction: 'down' });
  });

  it('is saved with what was learnt of it', () => {
    const whole = sequentialMonitor(reference, options);
    const rows = {
      place: [...elsewhere(150, 3).place, ...'abcd'.repeat(50)],
      x: [...elsewhere(150, 3).x, ...Array.from({ length: 200 }, (_, i) => (i * 53) % 101)],
    };
    const found = whole.observe(rows);
    for (const at of [1, 99, 151, 300]) {
      const first = sequentialMonitor(reference, options);
      const early = first.observe(part(rows, 0, at));
      const second = sequentialMonitorFromJSON(JSON.parse(JSON.stringify(first)), reference, options);
      expect([...early, ...second.observe(part(rows, at, 350))]).toEqual(found);
      expect(JSON.stringify(second)).toBe(JSON.stringify(whole));
    }
    expect(whole.toJSON().strata).toEqual(['c', 'd']);
  });

  it('leaves rows that are of none, or of one too many, unwatched and counted', () => {
    const monitor = sequentialMonitor(reference, options);
    const before = monitor.toJSON().streams;
    monitor.observe({ x: [1e6, 1e6] });
    monitor.observe([{ place: null, x: 1e6 }]);
    expect([monitor.rows, monitor.unwatched]).toEqual([3, 3]);
    expect(monitor.toJSON().streams).toEqual(before);
    monitor.observe({
      place: Array.from({ length: 1_010 }, (_, i) => `p${i}`),
      x: Array.from({ length: 1_010 }, () => 5),
    });
    expect(monitor.unwatched).toBe(3 + 12);
    const again = sequentialMonitorFromJSON(JSON.parse(JSON.stringify(monitor)), reference, options);
    expect(again.unwatched).toBe(15);
  });
});

describe('a column that splits rows up', () => {
  const rows = Array.from({ length: 1_500 }, (_, i) => ({ id: `n${i}`, x: i % 7 }));
  it.each<[string, Parameters<typeof sequentialMonitor>[0], string, string, RegExp]>([
    ['must be there', rows, 'shop', 'UNKNOWN_COLUMN', /stratum: the reference has no column 'shop'/],
    ['must not tell every row apart', rows, 'id', 'OPTION_INVALID', /'id' has more than 1000 values/],
    [
      'is looked up in rows, not in a profile',
      profile(rows),
      'x',
      'OPTION_INVALID',
      /expected the rows of the reference, got a profile/,
    ],
  ])('%s', (_, reference, stratum, code, message) => {
    expect(() => sequentialMonitor(reference, { stratum })).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });
});
