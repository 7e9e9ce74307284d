import { describe, expect, it } from 'vitest';
import { compare, profile } from '../../src/index.js';
import { populationStabilityIndex } from '../../src/stats.js';
import { seededRandom } from '../../src/stats/random.js';
import { evidently } from '../oracles/evidently.js';
import { numericPairs } from '../stats/golden-pairs.js';

const normals = (rows: number, seed: string, by = 0) => {
  const random = seededRandom(seed);
  return Array.from({ length: rows }, () => random.normal() + by);
};

// Row 4: evidently takes its bins from reference and window together, so that one value empties all but two of them.
describe('cells belong to the reference', () => {
  const reference = normals(2_000, 'reference');
  const window = normals(500, 'window', 0.5);
  const outlier = [...window.slice(1), 1e9];

  it('one value of 1e9 in the window moves no edge and hardly the PSI', () => {
    const frozen = profile({ x: reference });
    const seen = [window, outlier].map((x) => compare(frozen, { x }).columns[0]!);
    expect(seen[1]!.moved.view.map(({ cell }) => cell)).toEqual(seen[0]!.moved.view.map(({ cell }) => cell));
    const [before, after] = seen.map(({ tests }) => tests[0]!.statistic!);
    expect(Math.abs(after! - before!)).toBeLessThan(0.02);
    expect(seen[1]!.verdict).toBe('drift');
  });

  it('which leaves bins of both together blind to a shift of half a standard deviation', () => {
    expect(evidently.psi(reference, window)).toBeGreaterThan(0.1);
    expect(evidently.psi(reference, outlier)).toBeLessThan(0.01);
  });
});

// Row 5: evidently fills zeros with 1e-4 or with a millionth of the smallest share, whichever it comes to.
it('PSI is continuous in one count from 0 to 1', () => {
  const at = (count: number) => populationStabilityIndex([500, 300, 2], [300, 200, count]);
  for (let count = 0; count < 1; count += 1e-3) expect(Math.abs(at(count + 1e-3) - at(count))).toBeLessThan(1e-4);
  expect(Math.abs(at(1) - at(0))).toBeLessThan(0.01);
});

// Row 15: frouros fills zeros with 2.2e-308, which makes 16.2 of a change of spread.
it('PSI of the golden change of spread is below 1', () => {
  const [, { x, y }] = numericPairs().find(([name]) => name.startsWith('normal_scale'))!;
  const { tests } = compare({ x: [...x] }, { x: [...y] }).columns[0]!;
  expect(tests[0]!.statistic).toBeGreaterThan(0.1);
  expect(tests[0]!.statistic).toBeLessThan(1);
});

// Row 11: above 10,000 reference rows NannyML counts KS on 10,000 bins of equal width, which a heavy tail leaves nearly empty.
it('a shift of a heavy-tailed column is seen at 20,000 rows', () => {
  const heavy = (seed: string, by: number) => normals(20_000, seed, by).map((z) => Math.exp(4 * z));
  const column = compare({ x: heavy('reference', 0) }, { x: heavy('window', 0.3) }).columns[0]!;
  expect(column.verdict).toBe('drift');
  expect(column.tests.find(({ test }) => test === 'ks')!.statistic).toBeGreaterThan(0.09);
});

// Row 24: KS on quantile sketches compares some hundred retained items and is blind below D of about .1.
it('a distance of .05 is seen at 50,000 rows on either side', () => {
  const uniforms = (seed: string) => {
    const random = seededRandom(seed);
    return Array.from({ length: 50_000 }, () => random.uniform());
  };
  const moved = uniforms('window').map((u) => (u < 0.05 ? u + 0.95 : u));
  const { tests } = compare({ x: uniforms('reference') }, { x: moved }, { columns: { x: { tolerance: 0 } } })
    .columns[0]!;
  const ks = tests.find(({ test }) => test === 'ks')!;
  expect(ks.statistic).toBeCloseTo(0.05, 2);
  expect(ks.noChange!.pValue).toBeLessThan(1e-30);
});
