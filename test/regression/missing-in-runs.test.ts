import { describe, expect, it } from 'vitest';
import { compare } from '../../src/index.js';
import { seededRandom } from '../../src/stats/random.js';

/** Numbers of which a share is missing, in runs of so many rows on average. */
function column(rows: number, share: number, length: number, seed: string): (number | null)[] {
  const random = seededRandom(seed);
  const start = length === 1 ? share : share / ((1 - share) * length);
  let missing = random.uniform() < share;
  return Array.from({ length: rows }, () => {
    missing = missing && length > 1 ? random.uniform() >= 1 / length : random.uniform() < start;
    return missing ? null : random.normal();
  });
}
const table = (rows: number, share: number, length: number, seed: string) =>
  Object.fromEntries(Array.from({ length: 10 }, (_, k) => [`x${k}`, column(rows, share, length, `${seed} ${k}`)]));
const missing = (report: ReturnType<typeof compare>) => report.quality.filter(({ kind }) => kind === 'missing');

// A sensor that fails for twenty rows at a time: as if every row were a fact of its own, 88 of 100 windows were flagged.
describe('values that go missing in runs', () => {
  it('are counted as the few runs they are: no window is flagged where nothing changes', () => {
    let flagged = 0;
    for (let run = 0; run < 20; run++) {
      const report = compare(table(5_000, 0.05, 20, `reference ${run}`), table(500, 0.05, 20, `window ${run}`));
      flagged += Number(report.verdict === 'drift');
      for (const question of missing(report)) expect(question.dispersion).toBeGreaterThan(10);
    }
    expect(flagged).toBeLessThanOrEqual(1);
  });

  it('are seen to rise from 5 to 30 in a hundred', () => {
    const report = compare(table(5_000, 0.05, 5, 'reference'), table(500, 0.3, 5, 'window'));
    expect(report).toMatchObject({ verdict: 'drift', reason: 'quality-changed' });
    expect(missing(report).filter(({ verdict }) => verdict === 'drift').length).toBeGreaterThan(5);
  });

  it('and one by one are counted one by one', () => {
    const report = compare(table(5_000, 0.05, 1, 'reference'), table(500, 0.05, 1, 'window'));
    expect(missing(report).filter(({ dispersion }) => dispersion !== undefined)).toEqual([]);
    expect(report.verdict).toBe('stable');
  });
});
