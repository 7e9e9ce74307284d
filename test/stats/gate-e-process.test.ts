import { describe, expect, it } from 'vitest';
import { boundedLossEvidence, pairedErrorEvidence } from '../../src/stats/gate-e-process.js';
import { seededRandom } from '../../src/stats/random.js';
import { runs, threeErrors } from './simulate.js';

describe('pairedErrorEvidence', () => {
  it('is the mean over θ of (2θ)^b·(2(1 − θ))^c', () => {
    const thetas = [0.52, 0.55, 0.6, 0.7, 0.85];
    const plain = (b: number, c: number) => thetas.reduce((sum, t) => sum + (2 * t) ** b * (2 * (1 - t)) ** c, 0) / 5;
    const { lnBetter, lnWorse } = pairedErrorEvidence(9, 4);
    expect(lnBetter).toBeCloseTo(Math.log(plain(9, 4)), 13);
    expect(lnWorse).toBeCloseTo(Math.log(plain(4, 9)), 13);
    expect(pairedErrorEvidence(0, 0)).toEqual({ lnBetter: 0, lnWorse: 0 });
  });

  it('is a fair bet: its expectation after any number of fair pairs is 1', () => {
    // Binomial(12, ½): Σ P(b)·E(b, 12 − b).
    const pairs = 12;
    let expectation = 0;
    let mass = 0.5 ** pairs;
    for (let b = 0; b <= pairs; b++) {
      expectation += mass * Math.exp(pairedErrorEvidence(b, pairs - b).lnBetter);
      mass *= (pairs - b) / (b + 1);
    }
    expect(expectation).toBeCloseTo(1, 12);
  });

  it('stays finite for a million pairs', () => {
    expect(pairedErrorEvidence(1_000_000, 0).lnBetter).toBeGreaterThan(500_000);
    expect(pairedErrorEvidence(0, 1_000_000).lnBetter).toBeLessThan(-30_000);
    expect(Number.isFinite(pairedErrorEvidence(0, 1_000_000).lnBetter)).toBe(true);
  });

  it('watched after every 50 of 5,000 rows promotes a useless challenger in at most α of cases', () => {
    const random = seededRandom('gate');
    const trials = runs(1_000);
    const alpha = 0.05;
    let promoted = 0;
    let rejected = 0;
    for (let trial = 0; trial < trials; trial++) {
      let [b, c] = [0, 0];
      let [up, down] = [false, false];
      for (let row = 1; row <= 5_000; row += 1) {
        // One row in ten is discordant.
        const u = random.uniform();
        if (u < 0.05) b++;
        else if (u < 0.1) c++;
        if (row % 50 !== 0) continue;
        const { lnBetter, lnWorse } = pairedErrorEvidence(b, c);
        up ||= lnBetter >= Math.log(1 / alpha);
        down ||= lnWorse >= Math.log(1 / alpha);
      }
      if (up) promoted++;
      if (down) rejected++;
    }
    expect(promoted).toBeLessThanOrEqual(alpha * trials + threeErrors(trials, alpha));
    expect(rejected).toBeLessThanOrEqual(alpha * trials + threeErrors(trials, alpha));
    // Not by never promoting: .029 was measured.
    expect(promoted).toBeGreaterThan(0);
  });

  it('promotes a challenger that is four points better', () => {
    // 7 % of rows for it, 3 % against, 5,000 rows.
    expect(pairedErrorEvidence(350, 150).lnBetter).toBeGreaterThan(Math.log(100));
  });

  it('refuses counts that are none', () => {
    expect(() => pairedErrorEvidence(-1, 0)).toThrow(expect.objectContaining({ code: 'VALUE_OUT_OF_DOMAIN' }));
    expect(() => pairedErrorEvidence(0, 1.5)).toThrow(expect.objectContaining({ code: 'VALUE_OUT_OF_DOMAIN' }));
  });
});

describe('boundedLossEvidence', () => {
  const stakes = [0.05, 0.1, 0.2, 0.4, 0.8];

  it('is the mean over λ of Π(1 + λ(d + δ)/(1 + δ))', () => {
    const d = [0.3, -0.2, 1, -1, 0];
    const plain = (sign: number, margin: number) =>
      stakes.reduce(
        (sum, stake) => sum + d.reduce((product, x) => product * (1 + (sign * stake * (x + margin)) / (1 + margin)), 1),
        0,
      ) / 5;
    for (const margin of [0, 0.05]) {
      const { lnBetter, lnWorse } = boundedLossEvidence(d, { margin });
      expect(lnBetter).toBeCloseTo(Math.log(plain(1, margin)), 13);
      expect(lnWorse).toBeCloseTo(Math.log(plain(-1, margin)), 13);
    }
  });

  it('goes on from earlier rows, also through JSON, as if they were one call', () => {
    const random = seededRandom('losses');
    const d = Float64Array.from({ length: 300 }, () => 1.9 * random.uniform() - 0.9);
    const first = boundedLossEvidence(d.subarray(0, 120), { margin: 0.02 });
    const after = JSON.parse(JSON.stringify(first)) as typeof first;
    expect(boundedLossEvidence(d.subarray(120), { margin: 0.02, after })).toEqual(
      boundedLossEvidence(d, { margin: 0.02 }),
    );
  });

  it('proves non-inferiority where it cannot prove superiority', () => {
    const same = new Float64Array(2_000);
    expect(boundedLossEvidence(same).lnBetter).toBe(0);
    expect(boundedLossEvidence(same, { margin: 0.05 }).lnBetter).toBeGreaterThan(Math.log(100));
  });

  it('is a fair bet for differences without advantage, by enumeration', () => {
    // d = ±1 with chance ½, three rows: 8 paths.
    let expectation = 0;
    for (let path = 0; path < 8; path++) {
      const d = [0, 1, 2].map((bit) => ((path >> bit) & 1 ? 1 : -1));
      expectation += Math.exp(boundedLossEvidence(d).lnBetter) / 8;
    }
    expect(expectation).toBeCloseTo(1, 13);
  });

  it('refuses losses outside [−1, 1], margins and evidence that are none', () => {
    expect(() => boundedLossEvidence([1.1])).toThrow(/differences\[0\]/);
    expect(() => boundedLossEvidence([Number.NaN])).toThrow(expect.objectContaining({ code: 'VALUE_OUT_OF_DOMAIN' }));
    for (const options of [{ margin: 1 }, { after: {} as never }, { margins: 0 } as object])
      expect(() => boundedLossEvidence([0], options)).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }));
  });
});
