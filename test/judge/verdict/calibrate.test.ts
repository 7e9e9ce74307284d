import { describe, expect, it } from 'vitest';
import { calibrate, compare, defineSchema, Monitor, profile } from '../../../src/index.js';
import { pseudoWindows } from '../../../src/judge/verdict/pseudo-windows.js';
import { thresholdOf } from '../../../src/judge/verdict/threshold-of.js';
import { chiSquared, fDistribution, populationStabilityIndex } from '../../../src/stats.js';
import { inTurns } from '../../../src/ports/next-turn.js';
import { seededRandom } from '../../../src/stats/random.js';

const autoregressive = (rows: number, rho: number, seed: string) => {
  const random = seededRandom(seed);
  let last = random.normal();
  return Array.from({ length: rows }, () => (last = rho * last + Math.sqrt(1 - rho * rho) * random.normal()));
};
function table(rows: number, rho: number, seed: string) {
  const column = (name: string) => autoregressive(rows, rho, `${seed} ${name}`);
  return { x: column('x'), y: column('y'), z: column('z') };
}

describe('calibrate', () => {
  it('finds for independent rows what the law of the index says', async () => {
    const found = await calibrate(table(5_000, 0, 'independent'), { windowSize: 500 });
    const law = (1 / 5_000 + 1 / 500) * chiSquared(9).isf(0.009 / 3);
    for (const { threshold, standardError, dispersion, method } of found.thresholds) {
      expect(Math.abs(threshold / law - 1)).toBeLessThan(0.15);
      expect(standardError / threshold).toBeLessThan(0.1);
      expect(dispersion).toBeLessThan(1.15);
      expect(method).toBe('quantile');
    }
    expect(found.blockRows).toBeLessThan(15);
    expect(found.expected.mean).toBeCloseTo(0.009, 3);
    expect(found.expected.oneInTwenty).toBeGreaterThan(found.expected.mean);
  });

  it(
    'keeps the budget within a half where neighbours are alike, ρ = .8, by fixed thresholds on the default path',
    { timeout: 600_000 },
    async () => {
      let flagged = 0;
      const [references, windows] = [15, 20];
      for (let run = 0; run < references; run++) {
        const rows = table(5_000, 0.8, `reference ${run}`);
        const { columns } = await calibrate(rows, {
          windowSize: 500,
          alarmBudget: { per: { windows: 10 } },
          replicates: 1_000,
        });
        const reference = profile(rows);
        for (let window = 0; window < windows; window++)
          flagged += Number(
            compare(reference, table(500, 0.8, `window ${run} ${window}`), { columns }).verdict === 'drift',
          );
      }
      const share = flagged / (references * windows);
      console.info(`calibrated at ρ = .8: ${flagged} of ${references * windows} windows flagged, 27 asked for`);
      expect(share).toBeGreaterThan(0.045);
      expect(share).toBeLessThan(0.135);
    },
  );

  it.each([0, 0.8])(
    'with a tolerance keeps the budget where every column has moved right up to it, ρ = %d, and still finds more',
    { timeout: 600_000 },
    async (rho) => {
      const [references, windows] = [10, 20];
      let [atTolerance, beyond] = [0, 0];
      const moved = (rows: ReturnType<typeof table>, by: number) =>
        Object.fromEntries(Object.entries(rows).map(([name, values]) => [name, values.map((x) => x + by)]));
      for (let run = 0; run < references; run++) {
        const rows = table(5_000, rho, `tolerant ${run}`);
        const { columns, expected } = await calibrate(rows, {
          windowSize: 500,
          tolerance: 0.05,
          alarmBudget: { per: { windows: 10 } },
          replicates: 1_000,
        });
        expect(expected.oneInTwenty).toBeLessThan(0.01);
        const reference = profile(rows);
        for (let window = 0; window < windows; window++) {
          const drawn = table(500, rho, `tolerant window ${run} ${window}`);
          // PSI .05 over tenths of a normal column.
          atTolerance += Number(compare(reference, moved(drawn, 0.2285), { columns }).verdict === 'drift');
          beyond += Number(compare(reference, moved(drawn, 1), { columns }).verdict === 'drift');
        }
      }
      const share = atTolerance / (references * windows);
      console.info(`moved to the tolerance at ρ = ${rho}: ${atTolerance} of 200 windows flagged, at most 18 allowed`);
      expect(share).toBeLessThan(0.135);
      expect(beyond / (references * windows)).toBeGreaterThan(0.9);
    },
  );

  it('takes a budget per day, week or month, by how often the rows of the reference came', async () => {
    const rows = {
      at: Array.from({ length: 3_000 }, (_, minute) => 60_000 * minute),
      x: autoregressive(3_000, 0, 'time'),
    };
    const schema = defineSchema({ at: 'timestamp', x: 'numeric' });
    const calibrated = (per: 'day' | 'week' | 'month' | { readonly windows: number }) =>
      calibrate(rows, { schema, windowSize: 480, replicates: 200, alarmBudget: { per } });
    // Three windows a day.
    expect(await calibrated('week')).toEqual(await calibrated({ windows: 21 }));
    const [day, month] = [await calibrated('day'), await calibrated('month')];
    expect(day.thresholds[0]!.threshold).toBeLessThan(month.thresholds[0]!.threshold);
    await expect(calibrate({ x: rows.x }, { windowSize: 480, alarmBudget: { per: 'month' } })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      message: expect.stringContaining("'month' needs a reference with times"),
    });
  });

  it('says why a column has no threshold', async () => {
    const numbers = autoregressive(1_000, 0, 'left out');
    const rows = {
      x: numbers,
      rare: numbers.map((x, i) => (i % 20 === 0 ? x : null)),
      empty: numbers.map(() => null),
    };
    const schema = defineSchema({ x: 'numeric', rare: 'numeric', empty: 'numeric' });
    const { columns, leftOut } = await calibrate(rows, { windowSize: 200, schema });
    expect(Object.keys(columns)).toEqual(['x']);
    expect(leftOut).toEqual([
      { column: 'rare', reason: 'too-few-rows' },
      { column: 'empty', reason: 'all-missing' },
    ]);
  });

  it('gives columns to a Monitor as they are, says what it left out, and draws the same again', async () => {
    const random = seededRandom('columns');
    const rows = {
      ...table(2_000, 0.5, 'columns'),
      shop: Array.from({ length: 2_000 }, () => 'abc'[random.integer(3)]!),
      constant: Array.from({ length: 2_000 }, () => 1),
      id: Array.from({ length: 2_000 }, (_, i) => `order ${i}`),
    };
    const found = await calibrate(rows, { windowSize: 200 });
    expect(Object.keys(found.columns)).toEqual(['x', 'y', 'z', 'shop']);
    expect(found.leftOut).toEqual([
      { column: 'constant', reason: 'too-few-cells' },
      { column: 'id', reason: 'id-like' },
    ]);
    expect(await calibrate(rows, { windowSize: 200 })).toEqual(found);
    expect(await calibrate(rows, { windowSize: 200, seed: 1 })).not.toEqual(found);
    const monitor = new Monitor({ reference: rows, columns: found.columns });
    const { guarantee } = await monitor.process({ ...rows, x: rows.x.map((x) => x + 1) });
    expect(guarantee.join()).toContain('none for columns with a fixed threshold: x, y, z, shop');
  });

  it('reads beyond its windows by an F law, surer with more of them', async () => {
    const rows = table(3_000, 0, 'extrapolated');
    const budget = { per: { windows: 10_000 } };
    const [few, many] = await Promise.all(
      [400, 4_000].map((replicates) => calibrate(rows, { windowSize: 300, alarmBudget: budget, replicates })),
    );
    const law = (1 / 3_000 + 1 / 300) * chiSquared(9).isf(0.9e-4 / 3);
    for (const { method, threshold } of few!.thresholds) {
      expect(method).toBe('extrapolated');
      expect(Math.abs(threshold / law - 1)).toBeLessThan(0.3);
    }
    const errorOf = (found: typeof few) => found!.thresholds.reduce((sum, { standardError }) => sum + standardError, 0);
    expect(errorOf(many)).toBeLessThan(0.6 * errorOf(few));
  });

  it.each([
    [{ windowSize: 1_500 }, 'expected at most half of the 2000 rows'],
    [{ windowSize: 10 }, 'calibrate.windowSize: expected at least 30'],
    [{ windowSize: 100, alarmBudget: { falseAlarms: 3, per: { windows: 2 } } }, 'one false alarm per window'],
    [{ windowSize: 100, replicas: 5 } as never, "unknown option 'replicas'"],
  ])('refuses %j', async (options, message) => {
    await expect(calibrate(table(2_000, 0, 'refused'), options)).rejects.toThrow(message);
  });

  it('tells each pseudo-window, and ends at the next turn once its signal has fired', async () => {
    const told: unknown[] = [];
    const rows = table(2_000, 0, 'followed');
    await calibrate(rows, { windowSize: 30, replicates: 100, onProgress: (progress) => told.push(progress) });
    expect(told).toEqual(Array.from({ length: 100 }, (_, i) => ({ done: i + 1, total: 100, unit: 'runs' })));
    const stop = new AbortController();
    setImmediate(() => stop.abort('enough'));
    let runs = 0;
    const onProgress = (): void => void runs++;
    const settings = { windowSize: 1_000, signal: stop.signal, onProgress };
    await expect(calibrate(rows, settings)).rejects.toMatchObject({ code: 'ABORTED', cause: 'enough' });
    expect(runs).toBeLessThan(500);
  });

  it('takes a schema, and leaves out what has no role to be tested', async () => {
    const schema = defineSchema({ x: 'numeric', y: 'ignore', z: 'timestamp' });
    const rows = { ...table(1_000, 0, 'schema'), z: Array.from({ length: 1_000 }, (_, i) => i) };
    expect(Object.keys((await calibrate(rows, { windowSize: 100, schema })).columns)).toEqual(['x']);
  });
});

describe('pseudoWindows', () => {
  it('compares with the rows outside the blocks alone', async () => {
    const column = { name: 'x', kind: 'numeric', cells: Int32Array.of(0, 1, 1), size: 2 } as const;
    const random = seededRandom('three rows');
    const drawing = { windowSize: 1, blockRows: 1, replicates: 20, random, tell: () => {} };
    const [values] = await inTurns(pseudoWindows([column], 3, drawing));
    // One row of three: from all of them it differs by 1/1, from the other two by (3/2)² as much.
    const first = (populationStabilityIndex([0, 2], [1, 0]) * 4) / 9;
    const other = (populationStabilityIndex([1, 1], [0, 1]) * 4) / 9;
    expect(new Set(values)).toEqual(new Set([first, other]));
  });
});

describe('thresholdOf', () => {
  it('is a quantile where windows reach, else that of the F law with their mean and variance', () => {
    const values = Float64Array.from({ length: 1_000 }, (_, i) => (i * 7) % 1_000);
    expect(thresholdOf(values, 0.05, 10, 20).threshold).toBeGreaterThanOrEqual(949);
    expect(thresholdOf(values, 0.05, 10, 20).threshold).toBeLessThanOrEqual(951);
    const variance = (1_000 * 1_001) / 12;
    const df = (2 * 499.5 ** 2) / variance;
    const { threshold, method } = thresholdOf(values, 1e-4, 10, 20);
    expect(method).toBe('extrapolated');
    expect(threshold / (499.5 * fDistribution(df, 20 * df).isf(1e-4))).toBeCloseTo(1, 10);
  });
});
