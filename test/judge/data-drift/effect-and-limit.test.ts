import {
  andersonDarling,
  chiSquare,
  compare,
  cramerVonMises,
  eppsSingleton,
  explain,
  fisher,
  gTest,
  ks,
  kuiper,
  mannWhitney,
  memoryAlerter,
  missingShare,
  Monitor,
  psi,
  unseenCategories,
  welch,
  type AnyDataDriftTest,
  type MonitorOptions,
} from 'driftsense';
import { normal } from 'driftsense/stats';
import { describe, expect, it } from 'vitest';

/** In a mixed order: quantiles of a normal law, moved; letters, `by` more of them `a`; and values, `by` more of them missing or of a new kind. */
const normals = (n: number, by: number) =>
  Float64Array.from({ length: n }, (_, i) => normal.isf((((i * 7919) % n) + 0.5) / n) + by);
const letters = (n: number, by: number) =>
  Array.from({ length: n }, (_, i) => (((i * 7919) % n) / n < 0.4 + by ? 'a' : 'bcd'[i % 3]!));
const some = (n: number, by: number) =>
  Array.from({ length: n }, (_, i) => (((i * 7919) % n) / n < 0.1 + by ? null : i % 100));
const halves = (n: number, by: number) =>
  Array.from({ length: n }, (_, i) => (((i * 7919) % n) / n < 0.6 + by ? 'yes' : 'no'));
const known = (n: number, by: number) =>
  Array.from({ length: n }, (_, i) => (((i * 7919) % n) / n < by ? 'new' : 'abcd'[i % 4]!));

const judged = (test: AnyDataDriftTest, column: (n: number, by: number) => ArrayLike<unknown>, by: number) => {
  const report = compare({ x: column(40_000, 0) }, { x: column(20_000, by) }, { columns: { x: { test } } });
  return { report, verdict: report.columns[0]!.verdict, result: report.columns[0]!.tests[0]! };
};

describe('the tolerance of a result is on the scale of its effect', () => {
  // Changes within what each test tolerates, ψ₀ = .05 or a share of .02, and beyond it; in both directions.
  it.each([
    ['psi', psi(), normals, 0.05, [0.1, -0.18, 0.3, -0.5]],
    ['ks', ks(), normals, 0.0911, [0.1, -0.2, 0.3, -0.5]],
    ['chiSquare', chiSquare(), letters, 0.05, [0.03, -0.08, 0.2, -0.2]],
    ['missingShare', missingShare(), some, 0.02, [0.01, -0.015, 0.04, -0.045]],
    ['missingShare, tolerance .06', missingShare({ tolerance: 0.06 }), some, 0.06, [0.03, -0.055, 0.1, -0.1]],
    ['cramerVonMises', cramerVonMises(), normals, 0.0692, [0.1, -0.17, 0.35, -0.5]],
    ['andersonDarling', andersonDarling(), normals, 0.1583, [0.1, -0.17, 0.35, -0.5]],
    ['mannWhitney', mannWhitney(), normals, 0.0641, [0.1, -0.17, 0.35, -0.5]],
    ['welch', welch(), normals, 0.2283, [0.1, -0.2, 0.3, -0.5]],
    ['eppsSingleton', eppsSingleton(), normals, 0.0521, [0.14, -0.17, 0.35, -0.5]],
    ['kuiper', kuiper(), normals, 0.0911, [0.15, -0.17, 0.45, -0.5]],
    ['gTest', gTest(), letters, 0.05, [0.03, -0.08, 0.2, -0.2]],
    ['fisher, more', fisher(), halves, 0.1061, [0.03, 0.09, 0.13, 0.2]],
    ['fisher, less', fisher(), halves, 0.1111, [-0.03, -0.09, -0.13, -0.2]],
  ] as const)('of %s, whichever way it moved', (_, test, column, tolerance, [a, b, c, d]) => {
    for (const [by, verdict] of [
      [a, 'immaterial'],
      [b, 'immaterial'],
      [c, 'drift'],
      [d, 'drift'],
    ] as const) {
      const { result, ...said } = judged(test, column, by);
      expect(said.verdict).toBe(verdict);
      expect(result.tolerance).toBeCloseTo(tolerance, 4);
      expect(Math.abs(result.effect!.value) > result.tolerance!).toBe(verdict === 'drift');
    }
  });

  it('and absent where the p-value is of no change at all', () => {
    const literal = judged(ks({ threshold: 0.05 }), normals, 0.1).result;
    expect(literal).toMatchObject({ verdict: 'drift', pValue: literal.noChange!.pValue });
    expect(literal).not.toHaveProperty('tolerance');
    const { report, result } = judged(unseenCategories(), known, 0.04);
    expect(result.verdict).toBe('drift');
    expect(result).not.toHaveProperty('tolerance');
    expect(explain(report, 'x').sentences[1]).toBe('Effect: unseenCategories 0.04.');
  });
});

describe('an alert of a fixed threshold', () => {
  const alertOf = async (options: Partial<MonitorOptions>) => {
    const alerter = memoryAlerter();
    const monitor = new Monitor({
      reference: { x: normals(5_000, 0) },
      retrain: false,
      alerters: [alerter],
      ...options,
    });
    const report = await monitor.process({ x: normals(2_000, 1) });
    await monitor.close();
    return {
      column: alerter.messages[0]!.columns[0]!,
      result: (name: string) => report.columns[0]!.tests.find(({ test }) => test === name)!,
    };
  };

  it('says what was compared with it: the divergence and not the distance, and no tolerance', async () => {
    const off = { ks: null, psi: null, chiSquare: null };
    const { column, result } = await alertOf({ preset: 'thresholds', thresholds: { ...off, jsDivergence: 0.1 } });
    expect(column).toMatchObject({ effect: result('jsDivergence').statistic, tolerance: 0.1 });
    expect(column.effect).not.toBe(result('jsDivergence').effect!.value);
  });

  it('of one column within the budget', async () => {
    const { column, result } = await alertOf({ columns: { x: { test: psi({ threshold: 0.2 }) } } });
    expect(column).toMatchObject({ effect: result('psi').statistic, tolerance: 0.2 });
    expect(column.moved).toMatch(/; psi 0\.\d+ > 0\.2$/);
  });
});
