import { describe, expect, it } from 'vitest';
import { SequentialEngine } from '../../../src/judge/sequential/engine.js';
import type { SequentialPlan } from '../../../src/judge/sequential/plan.js';
import { sequentialMonitor, sequentialMonitorFromJSON } from '../../../src/judge/sequential/sequential-monitor.js';
import { counterKey } from '../../../src/stats/sequential/counter-random.js';
import { rankBets } from '../../../src/stats/sequential/rank-bets.js';
import { seededRandom } from '../../../src/stats/random.js';
import { rankExperts, sequentialOracle } from '../../oracles/sequential.js';
import { uniformOfRow } from '../../oracles/threefry.js';

const cells = 6;
const limit = 300;

/** Columns of six cells, of which only the first changes: at row 150, and more at row 800. */
function example(seed: number, columns: number) {
  const random = seededRandom(`acknowledge/${seed}`);
  const cell = (shift: number) => Math.min(cells - 1, Math.floor(cells * random.uniform() ** (1 / (1 + shift))));
  const reference = Array.from({ length: columns }, () => Array.from({ length: 200 }, () => cell(0)));
  const rows = Array.from({ length: 1_000 }, (_, row) =>
    reference.map((_values, j) => cell(j > 0 || row < 150 ? 0 : row < 800 ? 1 : 5)),
  );
  const plan: SequentialPlan = {
    rowsPerFalseAlarm: limit,
    seed,
    guarantee: [],
    streams: reference.map((values, j) => ({
      kind: 'ranks',
      column: `x${j}`,
      part: 'values',
      weight: 1 / columns,
      inflation: 1,
      counts: Array.from({ length: cells }, (_, k) => values.filter((value) => value === k).length),
      bets: rankBets(0, { location: 1, spread: 1 }),
    })),
  };
  return { plan, rows };
}

/** Rows from `from` up to `to` that alarm. */
const alarmsOf = (engine: SequentialEngine, rows: readonly number[][], from: number, to = rows.length): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i).filter((row) => engine.update(rows[row]!) !== undefined);

describe('alarms acknowledged as drift', () => {
  it('leave a column that ranks among the rows since the alarm, by the definitions', () => {
    for (let seed = 0; seed < 6; seed++) {
      const { plan, rows } = example(seed, 1);
      const engine = new SequentialEngine(plan);
      const stop = 420;
      const alarm = alarmsOf(engine, rows, 0, stop).at(-1)!;
      expect(alarm).toBeGreaterThan(150);
      expect(engine.acknowledge('drift')).toEqual(['x0']);
      expect(engine.level).toBe(0);
      const expected = sequentialOracle(
        [
          {
            weight: 1,
            reference: rows.slice(alarm + 1, stop).map((row) => row[0]!),
            rows: rows.slice(stop).map((row) => row[0]!),
            uniform: (row) => uniformOfRow(counterKey(seed, 'values', 'x0'), stop + row),
            least: 100,
            experts: rankExperts(0),
          },
        ],
        limit,
      );
      const found = alarmsOf(engine, rows, stop);
      expect(found.length).toBeGreaterThan(0);
      expect(found).toEqual(expected.map(({ row }) => stop + row));
    }
  });

  it('leave columns without a part in them as they are', () => {
    const { plan, rows } = example(1, 3);
    const engine = new SequentialEngine(plan);
    expect(alarmsOf(engine, rows, 0, 420).length).toBeGreaterThan(0);
    const before = engine.toJSON();
    expect(before.streams.map(({ atAlarm }) => atAlarm !== undefined)).toEqual([true, false, false]);
    engine.acknowledge('drift');
    const after = engine.toJSON();
    expect(after.streams.slice(1)).toEqual(before.streams.slice(1));
    expect(after.streams[0]!.counts).toEqual(
      before.streams[0]!.counts.map((n, cell) => n - before.streams[0]!.atAlarm![cell]!),
    );
    expect(engine.rows).toBe(420);
    // Said once.
    expect(engine.acknowledge('drift')).toEqual([]);
    expect(engine.toJSON()).toEqual(after);
  });

  it('that were benign change nothing', () => {
    const { plan, rows } = example(2, 2);
    const [said, unsaid] = [new SequentialEngine(plan), new SequentialEngine(plan)];
    for (const engine of [said, unsaid]) expect(alarmsOf(engine, rows, 0, 420).length).toBeGreaterThan(0);
    expect(said.acknowledge('benign')).toEqual([]);
    expect(said.acknowledge('drift')).toEqual([]);
    expect(alarmsOf(said, rows, 420)).toEqual(alarmsOf(unsaid, rows, 420));
    expect(said.level).toBe(unsaid.level);
  });

  it('are remembered when it is saved between any two rows', () => {
    const { plan, rows } = example(3, 2);
    const whole = new SequentialEngine(plan);
    let stopping = new SequentialEngine(plan);
    for (const [row, cell] of rows.entries()) {
      stopping = new SequentialEngine(plan, JSON.parse(JSON.stringify(stopping)));
      expect(JSON.stringify(stopping.update(cell))).toBe(JSON.stringify(whole.update(cell)));
      if (row === 500) expect(stopping.acknowledge('drift')).toEqual(whole.acknowledge('drift'));
      expect(JSON.stringify(stopping)).toBe(JSON.stringify(whole));
    }
  });
});

describe('a monitor told that it was drift', () => {
  /** Alarms in 5,000 rows after what was said, 300 rows after the first alarm, in streams that moved at row 1,000. */
  function later(as: 'drift' | 'benign', seed: number): number {
    const random = seededRandom(`said/${seed}`);
    const rows = (n: number, shift: number) => ({
      x: Float64Array.from({ length: n }, () => shift + random.normal()),
      y: Float64Array.from({ length: n }, () => random.normal()),
    });
    const monitor = sequentialMonitor(rows(3_000, 0), { rowsPerFalseAlarm: 5_000, tolerance: 0, seed });
    monitor.observe(rows(1_000, 0));
    while (monitor.observe(rows(50, 0.6)).length === 0);
    monitor.observe(rows(300, 0.6));
    const anew = monitor.acknowledge({ as });
    expect(anew.includes('x')).toBe(as === 'drift');
    return monitor.observe(rows(5_000, 0.6)).length;
  }
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

  it('alarms no more often than it may, and again and again where it is not told', () => {
    const seeds = [...Array(25).keys()];
    const drift = seeds.map((seed) => later('drift', seed));
    // One is allowed on average; of a count with mean 1 the mean of 25 has a standard error of .2.
    expect(mean(drift)).toBeLessThanOrEqual(1.6);
    expect(mean(seeds.slice(0, 5).map((seed) => later('benign', seed)))).toBeGreaterThan(5);
  });

  it('says which columns start anew, also after a restart, and what it does not understand is refused', () => {
    const table = (rows: number, shift: number) => ({
      x: Float64Array.from({ length: rows }, (_, i) => shift + ((i * 7919) % 1000) / 300),
    });
    const options = { rowsPerFalseAlarm: 1_000 };
    const first = sequentialMonitor(table(2_000, 0), options);
    expect(first.observe(table(300, 1)).length).toBeGreaterThan(0);
    const second = sequentialMonitorFromJSON(JSON.parse(JSON.stringify(first)), table(2_000, 0), options);
    expect(() => second.acknowledge({ as: 'noise' } as never)).toThrow(/acknowledge\.as/);
    expect(second.acknowledge({ as: 'drift' })).toEqual(first.acknowledge({ as: 'drift' }));
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
  });
});
