import { expect, it } from 'vitest';
import { compare } from '../../src/index.js';

const shops = (rows: number) => Array.from({ length: rows }, (_, i) => 'abc'[(i * 7) % 3]!);

// Row 2: evidently's χ² takes the reference for the truth, so that one row of a new category has p = 0.
it('one row of a new category in a thousand is no drift, and is counted', () => {
  const report = compare({ shop: shops(5_000) }, { shop: [...shops(999), 'new'] });
  expect(report.verdict).toBe('stable');
  const [shop] = report.columns;
  expect(shop!.verdict).toBe('stable');
  for (const { test, noChange, pValue } of shop!.tests)
    if (pValue !== undefined) expect(noChange?.pValue ?? pValue, test).toBeGreaterThan(0.05);
  expect(report.quality.find(({ kind }) => kind === 'unseen')).toMatchObject({ count: 1, verdict: 'stable' });
});

it('and a fifth of all rows in a new category is', () => {
  const report = compare(
    { shop: shops(5_000) },
    { shop: [...shops(800), ...Array.from({ length: 200 }, () => 'new')] },
  );
  expect(report.verdict).toBe('drift');
});
