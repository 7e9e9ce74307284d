import {
  andersonDarling,
  compare,
  cramersV,
  cramerVonMises,
  energy,
  eppsSingleton,
  fisher,
  gTest,
  hellinger,
  kuiper,
  lInfinity,
  mannWhitney,
  profile,
  totalVariation,
  welch,
  type AnyDataDriftTest,
} from 'driftsense';
import * as stats from 'driftsense/stats';
import { describe, expect, it } from 'vitest';
import { profilePair } from '../../../src/profile/column-profile.js';
import { runTest } from '../../../src/judge/verdict/run-test.js';
import { golden, relativeError } from '../../stats/golden.js';

type Pair = { readonly ref: Record<string, number> | number[]; readonly cur: Record<string, number> | number[] };
const { numeric, categorical } = golden('stat') as Record<'numeric' | 'categorical', Record<string, Pair & object>>;
const valuesOf = (name: string) => numeric[name] as unknown as { readonly ref: number[]; readonly cur: number[] };

/** One column by one test that allows no change; its rows are in no order of time. */
function judged(test: AnyDataDriftTest, reference: ArrayLike<unknown>, window: ArrayLike<unknown>, tolerance = 0) {
  const columns = { x: { test, tolerance } };
  return compare({ x: reference }, { x: window }, { columns, ordered: false }).columns[0]!.tests[0]!;
}
const onPair = (name: string, test: AnyDataDriftTest) => judged(test, valuesOf(name).ref, valuesOf(name).cur);
/** The value at a path of golden numbers. */
const at = (from: object, path: string) =>
  path.split('.').reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], from) as number;

const spread = (n: number, by: number, times = 1) =>
  Array.from({ length: n }, (_, i) => times * stats.normal.isf((((i * 7919) % n) + 0.5) / n) + by);

const pairs = ['normal_same_200_200', 'normal_shift_200_150', 'normal_scale_500_400', 'lognormal_1000_800'];

describe('the classical tests, as data-drift tests, give golden numbers', () => {
  it.each(pairs)('on values: %s', (name) => {
    const expected = numeric[name]!;
    for (const [test, statistic, pValue] of [
      [cramerVonMises(), 'cvm.T', 'cvm.p_asymp'],
      [mannWhitney(), 'mannwhitney.U1', 'mannwhitney.p_two'],
    ] as const) {
      const result = onPair(name, test);
      // Some of the log-normal values are equal.
      expect(relativeError(result.statistic!, at(expected, statistic)), statistic).toBeLessThan(1e-6);
      // Scipy stops the series of Cramér and von Mises at 1e-6.
      expect(Math.abs(result.pValue! - at(expected, pValue)), pValue).toBeLessThan(3e-6 * at(expected, pValue) + 1e-12);
      expect(result.pValue).toBe(result.noChange!.pValue);
    }
    const t = onPair(name, welch());
    expect(relativeError(t.statistic!, at(expected, 'ttest_welch.t'))).toBeLessThan(1e-9);
    // By the larger of two standard errors.
    expect(t.pValue).toBeGreaterThanOrEqual(at(expected, 'ttest_welch.p') * (1 - 1e-9));
    expect(
      relativeError(onPair(name, andersonDarling()).statistic!, at(expected, 'anderson_ksamp_midrank.A2')),
    ).toBeLessThan(1e-10);
    expect(relativeError(onPair(name, energy()).statistic!, at(expected, 'energy_distance'))).toBeLessThan(1e-12);
  });

  it.each(['abc_same', 'abc_shift', 'equal_n'])('on counts: %s', (name) => {
    const expected = categorical[name]!;
    const column = (counts: Record<string, number> | number[]) =>
      Object.entries(counts).flatMap(([key, count]) => Array.from({ length: count }, () => key));
    const result = (test: AnyDataDriftTest) => judged(test, column(expected.ref), column(expected.cur));
    for (const [test, statistic] of [
      [hellinger(), 'nannyml.hellinger'],
      [lInfinity(), 'nannyml.l_infinity'],
      [totalVariation(), 'evidently.tvd_distance'],
      [cramersV(), 'deepchecks_cramers_v_biascorr'],
    ] as const)
      expect(Math.abs(result(test).statistic! - at(expected, statistic)), statistic).toBeLessThan(1e-12);
    if (name === 'equal_n')
      expect(relativeError(result(fisher()).pValue!, at(expected, 'fisher.p_two'))).toBeLessThan(1e-10);
  });

  it('Epps–Singleton has the statistic of the bare function where both sides have one covariance', () => {
    const x = spread(400, 0);
    const y = x.map((value) => value + 1e-9);
    expect(judged(eppsSingleton(), x, y).statistic! / stats.eppsSingletonTest(x, y).statistic).toBeCloseTo(1, 6);
  });

  it('Cramér–von Mises spreads ties evenly: without ties it is golden, with many no drift where nothing changes', () => {
    const [x, y] = [spread(1_000, 0), spread(600, 0.01)].map((values) => values.map((value) => Math.round(value)));
    expect(stats.cramerVonMisesTest(x!, y!).pValue).toBeLessThan(1e-6);
    expect(judged(cramerVonMises(), x!, y!).pValue).toBeGreaterThan(0.5);
    expect(
      judged(
        cramerVonMises(),
        x!,
        y!.map((value) => value + 1),
      ).pValue,
    ).toBeLessThan(1e-9);
  });

  it('and those of the bare functions, where there is no golden number', () => {
    const { ref, cur } = valuesOf('normal_shift_200_150');
    expect(onPair('normal_shift_200_150', kuiper())).toMatchObject(stats.kuiperTest(ref, cur));
    const { statistic: squared, logPValue: lnTail } = stats.andersonDarlingTest(ref, cur);
    const result = onPair('normal_shift_200_150', andersonDarling());
    expect(result.statistic).toBe(squared);
    expect(result.logPValue).toBeCloseTo(lnTail, 12);
    const [a, b] = [
      [120, 80, 40],
      [95, 90, 55],
    ];
    const letters = (counts: number[]) => counts.flatMap((count, k) => Array.from({ length: count }, () => 'abc'[k]));
    const [g, decided] = [stats.gTest(a, b), stats.deciderTest(a, b, { ordered: false, tolerance: 0 })];
    expect(judged(gTest(), letters(a), letters(b))).toMatchObject({
      statistic: g.statistic,
      logPValue: decided.logPValue,
    });
    // Its law is finer, and nearly the same with so many rows.
    expect(decided.logPValue / g.logPValue).toBeCloseTo(1, 1);
  });
});

describe('what each is known to see', () => {
  it.each([
    ['cramerVonMises', cramerVonMises(), true],
    ['andersonDarling', andersonDarling(), true],
    ['eppsSingleton', eppsSingleton(), true],
    ['kuiper', kuiper(), true],
    ['mannWhitney', mannWhitney(), false],
    ['welch', welch(), false],
  ] as const)('%s: a spread of twice as much', (_, test, seen) => {
    expect(judged(test, spread(2_000, 0), spread(1_000, 0, 2), 0.05).verdict === 'drift').toBe(seen);
  });

  const makers = { cramerVonMises, andersonDarling, mannWhitney, welch, eppsSingleton, kuiper };
  it.each(Object.entries(makers))('%s: a threshold is about no change at all', (_, make) => {
    const result = judged(make({ threshold: 0.01 }), spread(2_000, 0), spread(1_000, 0.2), 0.05);
    expect(result).toMatchObject({ verdict: 'drift', pValue: result.noChange!.pValue });
    expect(result).not.toHaveProperty('tolerance');
    expect(judged(make(), spread(2_000, 0), spread(1_000, 0.2), 0.05).verdict).toBe('immaterial');
  });

  it.each(Object.entries(makers))('%s: four dependent rows count as one', (_, make) => {
    const lnP = (n: number, m: number, dispersion: number, tolerance: number) => {
      const reference = profile({ x: spread(n, 0) }, { sample: true });
      const pair = profilePair(reference.columns[0]!, profile({ x: spread(m, 0.6) }, { on: reference }).columns[0]!);
      return runTest(make(), pair.reference, pair.window, { tolerance, dispersion }).logPValue!;
    };
    for (const tolerance of [0, 0.05]) {
      expect(lnP(1_000, 800, 1, tolerance)).toBeLessThan(-3);
      expect(lnP(4_000, 3_200, 4, tolerance) / lnP(1_000, 800, 1, tolerance)).toBeCloseTo(1, 1);
    }
  });

  it.each([energy(), hellinger(), totalVariation(), lInfinity(), cramersV()])(
    '$name informs, or has a threshold',
    (test) => {
      expect(judged(test, spread(900, 0), spread(900, 1))).toMatchObject({ verdict: 'undecided', reason: 'informs' });
      const moved = judged({ ...test, threshold: 0.1 }, spread(900, 0), spread(900, 1));
      expect(moved).toMatchObject({ verdict: 'drift', reason: 'beyond-threshold' });
    },
  );

  it('energy has an effect without unit', () => {
    const [one, thousand] = [1, 1_000].map((times) =>
      judged(energy(), spread(900, 0, times), spread(900, times, times)),
    );
    expect(thousand!.statistic! / one!.statistic!).toBeCloseTo(Math.sqrt(1_000), 9);
    expect(thousand!.effect!.value).toBeCloseTo(one!.effect!.value, 12);
    expect(judged(energy(), Array(40).fill(1), Array(40).fill(2)).effect).toEqual({
      name: 'energyCoefficient',
      value: 1,
    });
  });
});
