import { describe, expect, it } from 'vitest';
import { dependenceTable, dispersionFor } from '../../src/stats/dependence.js';
import { golden, relativeError } from './golden.js';

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
