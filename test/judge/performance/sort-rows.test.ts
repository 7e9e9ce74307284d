import { describe, expect, it } from 'vitest';
import { allSteps } from '../../../src/all-steps.js';
import { sortRows } from '../../../src/judge/performance/sort-rows.js';
import { seededRandom } from '../../../src/stats/random.js';

describe('rows are sorted in steps', () => {
  it.each([0, 1, 2, 4_095, 4_096, 4_097, 8_192, 12_289, 30_000])(
    'as all at once, those that are equal in their order: %i',
    (rows) => {
      const random = seededRandom(rows);
      for (const kinds of [3, 1e9]) {
        const values = Float64Array.from({ length: rows }, () => random.integer(kinds));
        const order = Array.from({ length: rows }, (_, row) => row);
        order.sort((a, b) => values[a]! - values[b]!);
        expect(Array.from(allSteps(sortRows(rows, (a, b) => values[a]! - values[b]!)))).toEqual(order);
      }
    },
  );

  it('none of which compares many rows', () => {
    let compared = 0;
    let most = 0;
    const steps = sortRows(100_000, (a, b) => {
      compared++;
      return ((a * 7_919) % 100_003) - ((b * 7_919) % 100_003);
    });
    for (let step = steps.next(); !step.done; step = steps.next()) {
      most = Math.max(most, compared);
      compared = 0;
    }
    expect(most).toBeLessThan(4_096 * 13);
  });
});
