import { golden } from './golden.js';

/** One numeric pair of golden/stat.json, as far as the tests on samples read it. */
export interface NumericPair {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly values: {
    readonly ks: Readonly<Record<'D' | 'p_auto' | 'p_exact' | 'p_asymp' | 'p_limiting_kolmogorov_sqrt_en', number>>;
    readonly cvm: Readonly<Record<'T' | 'p_auto' | 'p_asymp', number>>;
    readonly anderson_ksamp_midrank: Readonly<Record<'A2' | 'p_clipped', number>>;
    readonly mannwhitney: Readonly<Record<'U1' | 'p_two' | 'p_less(evidently)', number>>;
    readonly ttest_pooled: Readonly<Record<'t' | 'p', number>>;
    readonly ttest_welch: Readonly<Record<'t' | 'p' | 'df', number>>;
    readonly epps_singleton: Readonly<Record<'W' | 'p', number>>;
    readonly wasserstein: number;
    readonly energy_distance: number;
    readonly evidently: Readonly<Record<string, number>>;
  };
}

type Stored = NumericPair['values'] & { ref?: number[]; cur?: number[]; n: [number, number] };

/** mulberry32, the generator of the pair whose values are not stored. */
export function mulberry32(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const round9 = (x: number): number => Math.round(x * 1e9) / 1e9;

/** Every numeric pair by name; `large_12000_11000` is drawn again as the README of the golden files says. */
export function numericPairs(): (readonly [name: string, pair: NumericPair])[] {
  const { numeric } = golden('stat') as { numeric: Record<string, Stored> };
  return Object.entries(numeric).map(([name, values]) => {
    const [reference, window] = [mulberry32(15), mulberry32(16)];
    const x = values.ref ?? Array.from({ length: values.n[0] }, () => round9(reference()));
    const y = values.cur ?? Array.from({ length: values.n[1] }, () => round9(window() ** 1.03));
    return [name, { x, y, values }] as const;
  });
}

/** The small pair of golden/functions.json and its values of the tests on samples. */
export function smallPair() {
  return golden('functions') as {
    x: number[];
    y: number[];
    tab: [number[], number[]];
    wasserstein: number;
    energy: number;
    ad_ksamp: { stat: number; crit: number[]; p: number };
    ks_ties: { x: number[]; y: number[]; stat: number; p_exact_treating_as_continuous: number };
    yates: { tab: [number[], number[]]; stat: number; p: number };
    fisher: [number, number];
    mcnemar_exact: [number, number, number][];
    clopper_pearson_99: [number, number, number, number][];
  } & Record<
    | 'ks_exact'
    | 'ks_asymp'
    | 'ks_less'
    | 'ks_greater'
    | 'cvm_exact'
    | 'cvm_asymp'
    | 'mwu'
    | 'epps_singleton'
    | 'chi2_pearson'
    | 'chi2_log-likelihood',
    [number, number, number?]
  >;
}
