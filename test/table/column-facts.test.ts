import { describe, expect, it } from 'vitest';
import { columnFacts } from '../../src/table/column-facts.js';

describe('columnFacts of doubles', () => {
  it('counts what is missing also behind the values that say what they are', () => {
    const values = Float64Array.from({ length: 1_000 }, (_, row) => (row % 100 === 99 ? Number.NaN : Math.sqrt(row)));
    expect(columnFacts(values)).toMatchObject({ missing: 10, numbers: 990, whole: false });
    expect(columnFacts(values.map((x) => (x >= 0 ? x : 0)))).toMatchObject({ missing: 0, numbers: 1_000 });
  });
});
