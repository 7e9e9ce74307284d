import { describe, expect, it } from 'vitest';
import { compare, merge, profile } from '../../src/index.js';

const constant = (value: number, rows: number) => ({ price: Array.from({ length: rows }, () => value) });

describe('a column whose values are all the same', () => {
  it.each([0.1, 0.7, 1e16 / 3, -5e-324])('has sd 0 and its value as mean: %d', (value) => {
    const reference = profile(constant(value, 5_000));
    const parts = [3_000, 17, 1].map((rows) => profile(constant(value, rows), { on: reference }));
    for (const { columns } of [reference, merge(merge(parts[0]!, parts[1]!), parts[2]!)])
      expect(columns[0]).toMatchObject({ moments: { mean: value, sd: 0, m2: 0, m3: 0, m4: 0 } });
  });

  it('has no distance in standard deviations: it is skipped, and the cells still see another value', () => {
    const report = compare(constant(0.1, 2_000), constant(0.3, 2_000));
    const [price] = report.columns;
    const tests = Object.fromEntries(price!.tests.map((result) => [result.test, result]));
    expect(tests['wasserstein']).toMatchObject({ status: 'skipped' });
    expect(tests['wasserstein']!.statistic).toBeUndefined();
    expect(price!.verdict).toBe('drift');
    expect(price!.moved.sd).toEqual({ reference: 0, window: 0 });
  });
});
