import { chiSquare, psi } from 'driftsense';
import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/contracts/batch.js';
import type { ColumnProfile } from '../../src/contracts/column-profile.js';
import { profilePair } from '../../src/profile/column-profile.js';
import { profile } from '../../src/profile/profile.js';
import { seededRandom } from '../../src/stats/random.js';
import { makeBatch } from '../../src/table/batch.js';
import { codedColumn } from '../../src/table/columns.js';
import { nightly } from '../stats/simulate.js';

const random = seededRandom('capped');
const names = Array.from({ length: 5_000 }, (_, i) => `product ${i}`);
const rows = (size: number, categories: number) => {
  const codes = Int32Array.from({ length: size }, () => random.integer(categories));
  return makeBatch({ size, columns: [['c', codedColumn(codes, names.slice(0, categories))]] });
};

describe('a dictionary that is cut at its cap (R3.3)', () => {
  // Twenty pairs say that the level is not far beyond; for both sides of it there are many, of a tenth of the size.
  it.each([
    { categories: 5_000, maxCategories: 1_000, size: 100_000, pairs: nightly ? 2_000 : 20, careless: 0.5 },
    { categories: 500, maxCategories: 100, size: 10_000, pairs: nightly ? 4_000 : 400, careless: 0.15 },
  ])(
    'keeps the level on $categories equally likely categories, $pairs pairs of $size rows',
    { timeout: 1_200_000 },
    ({ categories, maxCategories, size, pairs, careless }) => {
      const rejected = { psi: 0, chiSquare: 0 };
      const carelessly = { psi: 0, chiSquare: 0 };
      for (let pair = 0; pair < pairs; pair++) {
        const table = rows(size, categories);
        const reference = profile(table, { ordered: false, seed: pair, maxCategories });
        const of = (from: Batch) => profile(from, { on: reference }).columns[0]!;
        const { reference: frozen, window } = profilePair(reference.columns[0]!, of(rows(size, categories)));
        // The same dictionary with counts that include the rows it was chosen on.
        const { window: counted } = profilePair(reference.columns[0]!, of(table));
        for (const test of [psi(), chiSquare()]) {
          const name = test.name as 'psi' | 'chiSquare';
          const rejects = (a: ColumnProfile) =>
            Number(test.compare(a, window, { tolerance: 0, dispersion: 1 })!.pValue! < 0.05);
          rejected[name] += rejects(frozen);
          carelessly[name] += rejects({ ...frozen, counts: counted.counts, count: counted.count });
        }
      }
      const threeErrors = 3 * Math.sqrt((0.05 * 0.95) / pairs);
      for (const name of ['psi', 'chiSquare'] as const) {
        expect(rejected[name] / pairs).toBeLessThanOrEqual(0.05 + threeErrors);
        expect(rejected[name] / pairs).toBeGreaterThanOrEqual(0.05 - threeErrors);
        expect(carelessly[name] / pairs).toBeGreaterThan(careless);
      }
    },
  );
});
