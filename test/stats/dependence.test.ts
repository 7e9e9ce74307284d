import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellScores } from '../../src/stats/cell-scores.js';
import { upperBound } from '../../src/stats/count-cells.js';
import { deciderTest } from '../../src/stats/decider.js';
import { dispersionFor } from '../../src/stats/dependence.js';
import { dependenceTable } from '../../src/stats/dependence-table.js';
import { normal } from '../../src/stats/distributions/normal.js';
import { seededRandom } from '../../src/stats/random.js';
import { golden, relativeError } from './golden.js';
import { runs, threeErrors } from './simulate.js';

interface Series {
  name: string;
  cells: string;
  a: number[];
  table: { s: number; K: number; phi: [number, number]; worst: number | null }[];
  results: { m: number; phi: number; df: number | null; label: string }[];
}
const { dependence } = golden('decider') as { dependence: Series[] };

const cellsOf = (text: string) => Uint8Array.from(text, (digit) => digit.charCodeAt(0) - 48);

describe('dependence against the golden series', () => {
  it.each(dependence.map((series) => [series.name, series] as const))('has the table of %s', (_, series) => {
    const table = dependenceTable(cellsOf(series.cells), series.a);
    expect(table.rows).toBe(series.cells.length);
    expect(table.scales.map(({ size, blocks }) => [size, blocks])).toEqual(series.table.map(({ s, K }) => [s, K]));
    for (const [i, { s, K, phi, worst }] of series.table.entries()) {
      const { sumX, sumY, sumXX, sumYY, worst: most } = table.scales[i]!;
      if (K > 1) {
        const own = [(sumXX - sumX ** 2 / K) / (K - 1) / s, (sumYY - sumY ** 2 / K) / (K - 1) / s];
        expect(Math.abs(own[0]! - phi[0])).toBeLessThan(1e-9 * Math.max(phi[0], 1e-3));
        expect(Math.abs(own[1]! - phi[1])).toBeLessThan(1e-9 * Math.max(phi[1], 1e-3));
      }
      if (worst !== null) expect(relativeError(most / (s * (1 - s / table.rows)), worst)).toBeLessThan(1e-9);
    }
  });

  it.each(dependence.flatMap((series) => series.results.map((r) => [series.name, r.m, series, r] as const)))(
    'gives %s at %i rows its dispersion, degrees of freedom and label',
    (_, m, series, expected) => {
      const stored: unknown = JSON.parse(JSON.stringify(dependenceTable(cellsOf(series.cells), series.a)));
      const found = dispersionFor(stored as ReturnType<typeof dependenceTable>, series.cells.length, m);
      expect(found.label).toBe(expected.label);
      expect(found.df).toBe(expected.df);
      expect(relativeError(found.phi, expected.phi)).toBeLessThan(1e-9);
    },
  );
});

/** Counts of cells 0 … 9. */
function tally(cells: Uint8Array): Uint32Array {
  const counts = new Uint32Array(10);
  for (const cell of cells) counts[cell]!++;
  return counts;
}

describe('dependenceTable', () => {
  it('has the sums of complete blocks, as a plain pass per scale has', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { minLength: 1, maxLength: 200 }), (rows) => {
        const cells = Uint8Array.from(rows);
        const { location, spread } = cellScores(tally(cells));
        const { scales } = dependenceTable(cells, tally(cells));
        expect(scales.map((scale) => scale.size)).toEqual(
          [2, 4, 8, 16, 32, 64, 128].filter((size) => size <= rows.length),
        );
        for (const scale of scales) {
          const [sumXX, sumYY, worst] = [[], [], [0]] as [number[], number[], number[]];
          for (let from = 0; from + scale.size <= rows.length; from += scale.size) {
            const block = rows.slice(from, from + scale.size);
            const x = block.reduce((sum, cell) => sum + location[cell]!, 0);
            const y = block.reduce((sum, cell) => sum + spread[cell]!, 0);
            sumXX.push(x * x);
            sumYY.push(y * y);
            worst.push(x * x + y * y);
          }
          expect(scale.blocks).toBe(sumXX.length);
          expect(scale.sumXX).toBeCloseTo(
            sumXX.reduce((sum, x) => sum + x, 0),
            8,
          );
          expect(scale.sumYY).toBeCloseTo(
            sumYY.reduce((sum, x) => sum + x, 0),
            8,
          );
          expect(scale.worst).toBeCloseTo(Math.max(...worst), 8);
        }
      }),
    );
  });

  it('is plain JSON, small, and without a row the empty table', () => {
    const cells = Uint8Array.from({ length: 50_000 }, (_, row) => (row * 7) % 10);
    const table = dependenceTable(cells, tally(cells));
    expect(JSON.parse(JSON.stringify(table))).toEqual(table);
    expect(dependenceTable(new Uint8Array(0), new Uint32Array(10))).toEqual({ rows: 0, scales: [] });
  });
});

describe('dispersionFor', () => {
  it('does not know where the order is unknown or rows are few', () => {
    const cells = Uint8Array.from({ length: 255 }, (_, row) => row % 10);
    expect(dispersionFor(undefined, 5_000, 500)).toEqual({ phi: 1, df: null, label: 'unknown' });
    expect(dispersionFor(dependenceTable(cells, tally(cells)), 255, 50).label).toBe('unknown');
  });

  it('does not believe in blocks of no row, or of more rows than there are', () => {
    const scale = { blocks: 20, sumX: 0, sumY: 0, sumXX: 1e6, sumYY: 1e6, worst: 1e6 };
    for (const size of [0, 1_000, 20_000])
      expect(dispersionFor({ rows: 1_000, scales: [{ ...scale, size }] }, 1_000, 20_000).label).toBe('unknown');
  });

  it('takes a burst for what it is: the worst block decides, from 16 rows on', () => {
    const random = seededRandom('burst');
    const n = 3_200;
    const cells = Uint8Array.from({ length: n }, () => random.integer(10));
    cells.fill(9, 1_600, 1_616);
    const table = dependenceTable(cells, tally(cells));
    const { size, blocks, worst } = table.scales[3]!;
    expect(size).toBe(16);
    const expected = worst / (16 * (1 - 16 / n)) / (2 * Math.log(5 * blocks));
    expect(expected).toBeGreaterThan(3);
    expect(dispersionFor(table, n, 50)).toMatchObject({ label: 'tempered', phi: expect.closeTo(expected, 10) });
  });

  it('detects dependence in about 2 of 100 independent series', () => {
    const random = seededRandom('independent');
    const trials = runs(200);
    let detected = 0;
    for (let trial = 0; trial < trials; trial++) {
      const cells = Uint8Array.from({ length: 3_000 }, () => random.integer(10));
      if (dispersionFor(dependenceTable(cells, tally(cells)), 3_000, 300).label === 'tempered') detected++;
    }
    expect(detected).toBeLessThanOrEqual(0.03 * trials + threeErrors(trials, 0.03));
  });

  it('keeps windows of an AR(1) stream within their budget, where plain tests flag most', () => {
    // ρ = .8, 14,000 reference rows, windows of 700: one column at .9 of 1 per 100, tolerance .0025.
    const random = seededRandom('ar');
    const [references, windows] = [runs(30), 4];
    const [n, m, rho] = [14_000, 700, 0.8];
    const flagged = { plain: 0, tempered: 0 };
    const tenths = Array.from({ length: 9 }, (_, k) => normal.isf(0.9 - k / 10));
    let x = random.normal();
    const draw = (rows: number): Uint8Array =>
      Uint8Array.from({ length: rows }, () => {
        x = rho * x + Math.sqrt(1 - rho * rho) * random.normal();
        return upperBound(tenths, x);
      });
    for (let reference = 0; reference < references; reference++) {
      const rows = draw(n);
      const a = tally(rows);
      const { phi, df, label } = dispersionFor(dependenceTable(rows, a), n, m);
      expect(label).toBe('tempered');
      for (let window = 0; window < windows; window++) {
        const b = tally(draw(m));
        if (deciderTest(a, b, { tolerance: 0.0025 }).pValue < 0.009) flagged.plain++;
        if (deciderTest(a, b, { tolerance: 0.0025, dispersion: phi, dispersionDf: df }).pValue < 0.009)
          flagged.tempered++;
      }
    }
    const trials = references * windows;
    expect(flagged.plain).toBeGreaterThan(0.25 * trials);
    expect(flagged.tempered).toBeLessThanOrEqual(0.009 * trials + threeErrors(trials, 0.009));
  });
});

describe('rows that repeat themselves exactly', () => {
  it('have a finite dispersion, though the sums of their blocks hardly differ', () => {
    for (let n = 640; n < 670; n++)
      for (const step of [1, 3]) {
        const cells = Uint8Array.from({ length: n }, (_, row) => (row * step) % 4);
        const counts = [0, 1, 2, 3].map((k) => cells.filter((cell) => cell === k).length);
        expect(dispersionFor(dependenceTable(cells, counts), n, 200).phi).toBeGreaterThanOrEqual(1);
      }
  });
});
