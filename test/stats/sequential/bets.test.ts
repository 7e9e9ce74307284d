import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/stats/random.js';
import { categoryRatios, eventBet, growth } from '../../../src/stats/sequential/event-bets.js';
import { GrowingRanks } from '../../../src/stats/sequential/growing-ranks.js';
import { rankBets } from '../../../src/stats/sequential/rank-bets.js';
import { locationScore, spreadScore } from '../../../src/stats/sequential/rank-scores.js';
import { eventPValue, risingRatios } from '../../../src/stats/sequential/rate-bets.js';
import { splitCounts } from '../../../src/stats/sequential/split-counts.js';
import { varianceInflation } from '../../../src/stats/sequential/tempering.js';

/** ∫₀¹ f by Simpson's rule, exact for cubics. */
const integral = (f: (p: number) => number): number => {
  const n = 60;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += f(i / n) + 4 * f((i + 0.5) / n) + f((i + 1) / n);
  return sum / (6 * n);
};
const independent = { location: 1, spread: 1 };

describe('growing ranks', () => {
  it('have uniform p-values over all orders of the same rows', () => {
    // 3 rows in cell 0, 2 in cell 1, 1 in cell 3: which comes last, and the uniform, decide.
    const rows = [0, 0, 0, 1, 1, 3];
    for (const tenth of [0.1, 0.25, 0.5, 0.75, 0.9]) {
      let share = 0;
      for (const [last, cell] of rows.entries()) {
        const counts = [0, 0, 0, 0];
        for (const [i, other] of rows.entries()) if (i !== last) counts[other]! += 1;
        const low = new GrowingRanks(counts).next(cell, 0);
        const high = new GrowingRanks(counts).next(cell, 1);
        share += Math.min(1, Math.max(0, (tenth - low) / (high - low))) / rows.length;
      }
      expect(share).toBeCloseTo(tenth, 12);
    }
  });

  it('count every row, and are those of comparing with all before', () => {
    const random = seededRandom('ranks');
    const ranks = new GrowingRanks([4, 0, 2, 0, 0, 1, 3]);
    const before = [0, 0, 0, 0, 2, 2, 5, 6, 6, 6];
    for (let row = 0; row < 500; row++) {
      const cell = random.integer(7);
      const u = random.uniform();
      const below = before.filter((other) => other < cell).length;
      const equal = before.filter((other) => other === cell).length;
      expect(ranks.next(cell, u)).toBeCloseTo((below + u * (equal + 1)) / (before.length + 1), 14);
      before.push(cell);
    }
    expect(ranks.rows).toBe(510);
    expect([...ranks.counts]).toEqual([0, 1, 2, 3, 4, 5, 6].map((k) => before.filter((cell) => cell === k).length));
  });
});

describe('bets on ranks', () => {
  it('are on scores of mean 0 and variance 1, with nothing in common', () => {
    expect(integral(locationScore)).toBeCloseTo(0, 12);
    expect(integral(spreadScore)).toBeCloseTo(0, 12);
    expect(integral((p) => locationScore(p) ** 2)).toBeCloseTo(1, 12);
    expect(integral((p) => spreadScore(p) ** 2)).toBeCloseTo(1, 6);
    expect(integral((p) => locationScore(p) * spreadScore(p))).toBeCloseTo(0, 12);
  });

  it.each([0, 0.0025, 0.05, 1])('are fifteen, positive, and not favourable at tolerance %s', (tolerance) => {
    const bets = rankBets(tolerance, independent);
    expect(bets).toHaveLength(15);
    for (const { score, stake, base } of bets) {
      const phi = score === 'location' ? locationScore : spreadScore;
      const e = (p: number) => base + stake * phi(p);
      for (let p = 0; p <= 1; p += 0.01) expect(e(p)).toBeGreaterThanOrEqual(0.02 - 1e-12);
      // The mean at the worst change that is tolerated.
      const allowed = score === 'location' ? 0.977 * Math.sqrt(tolerance) : 1.24 * Math.sqrt(tolerance / 2);
      expect(integral(e) + Math.abs(stake) * allowed).toBeCloseTo(1, 12);
    }
  });

  it('allow a normal column the shift or the spread that the tolerance stands for', () => {
    // Mean scores of a normal column that moved, by sums over its quantiles.
    const random = seededRandom('normal');
    const shift = 0.2;
    const ratio = 1.1;
    let [location, spread] = [0, 0];
    const n = 200_000;
    for (let i = 0; i < n; i++) {
      const z = random.normal();
      location += locationScore(normalCdf(z + shift)) / n;
      spread += spreadScore(normalCdf(z * ratio)) / n;
    }
    expect(location / (0.977 * shift)).toBeCloseTo(1, 1);
    expect(spread / (1.24 * Math.log(ratio))).toBeCloseTo(1, 1);
  });

  it('of one direction are four, on location alone', () => {
    const both = rankBets(0.0025, independent);
    expect(rankBets(0.0025, independent, 'increase')).toEqual(both.filter(({ direction }) => direction === 'up'));
    expect(rankBets(0.0025, independent, 'decrease')).toEqual(both.filter(({ direction }) => direction === 'down'));
    expect(rankBets(0.0025, independent, 'both')).toEqual(both);
  });

  it('point up, down, wider and narrower by their stakes', () => {
    for (const { score, stake, direction } of rankBets(0, independent))
      expect(direction).toBe(score === 'location' ? (stake > 0 ? 'up' : 'down') : stake > 0 ? 'wider' : 'narrower');
  });
});

describe('bets on events', () => {
  it('have mean 1 over uniform p-values, less at a tolerance, and are positive', () => {
    for (const rate of [0.005, 0.1, 0.5, 0.9])
      for (const ratio of [...categoryRatios, ...risingRatios])
        for (const away of [0, 0.01, 0.1]) {
          const { threshold, win, lose } = eventBet(rate, ratio, away, 1);
          const paid = 1 - threshold;
          const mean = (share: number) => share * win + (1 - share) * lose;
          // A rate that far away wins nothing, where there is such a rate.
          expect(mean(ratio > 1 ? paid + away : paid - away)).toBeCloseTo(1, 12);
          expect(mean(paid)).toBeLessThanOrEqual(1 + 1e-12);
          expect(Math.min(win, lose)).toBeGreaterThanOrEqual(0.02 - 1e-12);
        }
  });

  it('win on the largest p-values, and less where they are tempered', () => {
    const bet = eventBet(0.1, 2, 0, 1);
    expect(growth(bet, true, 1_000, 100, 0.5)).toBe(2);
    expect(growth(bet, false, 1_000, 100, 0.5)).toBeCloseTo(0.8 / 0.9, 12);
    expect(eventPValue(true, 1_000, 100, 0.5)).toBeGreaterThan(bet.threshold);
    const tempered = eventBet(0.1, 2, 0, 0.25);
    expect(tempered.win).toBeCloseTo(2 ** 0.25, 12);
    expect(tempered.lose).toBeCloseTo((0.8 / 0.9) ** 0.25, 12);
    expect(0.1 * tempered.win + 0.9 * tempered.lose).toBeLessThan(1);
  });
});

describe('a split of counts', () => {
  it('draws as many rows as asked for, each equally likely', () => {
    const counts = [50, 0, 30, 20];
    const drawn = [0, 0, 0, 0];
    for (let seed = 0; seed < 500; seed++) {
      const [chosen, left] = splitCounts(counts, 40, seededRandom(seed));
      expect(chosen.reduce((a, b) => a + b)).toBe(40);
      expect(chosen.map((n, cell) => n + left[cell]!)).toEqual(counts);
      for (const [cell, n] of chosen.entries()) drawn[cell]! += n / 500;
    }
    for (const [cell, n] of counts.entries()) expect(Math.abs(drawn[cell]! - 0.4 * n)).toBeLessThan(0.6);
  });
});

describe('the inflation of variance by neighbours that are alike', () => {
  const autoregression = (rho: number, rows: number) => {
    const random = seededRandom(`ar/${rho}`);
    let x = random.normal();
    return Float64Array.from({ length: rows }, () => (x = rho * x + Math.sqrt(1 - rho * rho) * random.normal()));
  };
  const of = varianceInflation;

  it('is a little above the sum of all autocorrelations', () => {
    for (const rho of [0, 0.3, 0.5, 0.8]) {
      const truth = (1 + rho) / (1 - rho);
      const estimate = of(autoregression(rho, 20_000));
      expect(estimate).toBeGreaterThan(0.97 * truth);
      expect(estimate).toBeLessThan(1.25 * truth);
    }
  });

  it('is what the rule says, by its sums', () => {
    const scores = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4];
    const mean = scores.reduce((a, b) => a + b) / 20;
    const covariance = (lag: number) =>
      scores.slice(lag).reduce((sum, x, i) => sum + (x - mean) * (scores[i]! - mean), 0);
    const first = covariance(1) / covariance(0);
    const error = 1 / Math.sqrt(20);
    expect(first).toBeLessThan(2 * error);
    // One lag; and beyond a fiftieth of the rows it is uncertain.
    expect(of(Float64Array.from(scores))).toBeCloseTo(1.3 * (1 + 2 * (Math.max(0, first) + error)), 12);
  });

  it('is 1 for what never changes, and looks at no more than the newest rows', () => {
    expect(of(new Float64Array(1_000).fill(0.1))).toBe(1);
    expect(of(Float64Array.of(1, 2, 3))).toBe(1);
    const [old, recent] = [autoregression(0.8, 60_000), autoregression(0, 50_000)];
    expect(of(Float64Array.of(...old, ...recent))).toBe(of(recent));
  });
});

/** Φ by its series, to 1e-7 or better for |z| < 6. */
function normalCdf(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
  return z >= 0 ? 1 - tail : tail;
}
