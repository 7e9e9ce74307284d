import { chiSquare, psi } from 'driftsense';
import { describe, expect, it } from 'vitest';
import type { Batch } from '../../src/contracts/batch.js';
import type { ColumnProfile } from '../../src/contracts/column-profile.js';
import { profilePair } from '../../src/profile/column-profile.js';
import { profile } from '../../src/profile/profile.js';
import { seededRandom } from '../../src/stats/random.js';
import { makeBatch } from '../../src/table/batch.js';
import { codedColumn } from '../../src/table/columns.js';

const random = seededRandom('capped');
const names = Array.from({ length: 5_000 }, (_, i) => `product ${i}`);
const rows = (n: number) =>
  makeBatch({
    size: n,
    columns: [
      [
        'c',
        codedColumn(
          Int32Array.from({ length: n }, () => random.integer(5_000)),
          names,
        ),
      ],
    ],
  });

describe('a dictionary that is cut at its cap (R3.3)', () => {
  const pairs = process.env['NIGHTLY'] ? 2_000 : 60;

  it(
    `keeps the level on 5,000 equally likely categories, ${pairs} pairs of 100,000 rows`,
    { timeout: 1_200_000 },
    () => {
      const rejected = { psi: 0, chiSquare: 0 };
      const careless = { psi: 0, chiSquare: 0 };
      for (let pair = 0; pair < pairs; pair++) {
        const table = rows(100_000);
        const reference = profile(table, { ordered: false, seed: pair });
        const of = (from: Batch) => profile(from, { on: reference }).columns[0]!;
        const { reference: frozen, window } = profilePair(reference.columns[0]!, of(rows(100_000)));
        // The same dictionary with counts that include the rows it was chosen on.
        const { window: counted } = profilePair(reference.columns[0]!, of(table));
        for (const test of [psi(), chiSquare()]) {
          const name = test.name as 'psi' | 'chiSquare';
          const rejects = (a: ColumnProfile) =>
            Number(test.compare(a, window, { tolerance: 0, dispersion: 1 })!.pValue! < 0.05);
          rejected[name] += rejects(frozen);
          careless[name] += rejects({ ...frozen, counts: counted.counts, count: counted.count });
        }
      }
      const standardError = Math.sqrt((0.05 * 0.95) / pairs);
      for (const name of ['psi', 'chiSquare'] as const) {
        expect(rejected[name] / pairs).toBeLessThanOrEqual(0.05 + 3 * standardError);
        expect(rejected[name]).toBeGreaterThan(0);
        expect(careless[name] / pairs).toBeGreaterThan(0.5);
      }
    },
  );
});
