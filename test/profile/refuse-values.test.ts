import { compare, Monitor, profile } from 'driftsense';
import { describe, expect, it } from 'vitest';

const x = Array.from({ length: 300 }, (_, i) => i % 7);

describe('a column of the reference with nested values', () => {
  const withCells = (cell: unknown, role: 'feature' | 'ignore' | 'id' = 'feature') => ({
    reference: { x, o: x.map((_x, i) => (i % 3 ? cell : null)) },
    columns: { o: { role } },
  });

  it.each([
    ['objects', { city: 'Ulm' }, ': o.city'],
    ['arrays', [7], ': o[0]'],
    ['maps', new Map(), ': o'],
  ])('alone, %s, is refused with its path and what to do (R27.4)', (_what, cell, path) => {
    const refused = expect.objectContaining({
      code: 'VALUE_NESTED',
      message: `column 'o' of the reference: expected numbers, texts or booleans, got values no column can take; the first is nested${path} in 200 rows`,
      remedy: 'flatten them, or ignore the column',
    }) as Error;
    const options = withCells(cell);
    expect(() => new Monitor(options)).toThrow(refused);
    expect(() => compare(options.reference, options.reference)).toThrow(refused);
    expect(() => profile(options.reference)).toThrow(refused);
  });

  it.each(['ignore', 'id'] as const)('is nobody’s business in the role %s', (role) => {
    expect(() => new Monitor(withCells({ city: 'Ulm' }, role))).not.toThrow();
  });

  it('tells no path into a redacted column', () => {
    const { reference } = withCells({ secretField: 1 });
    expect(() => new Monitor({ reference, columns: { o: { labels: 'redact' } } })).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(/the first is nested in 200 rows$/) as string,
      }) as Error,
    );
  });

  it('is told, not refused, where other cells have values', () => {
    const mixed = { x, o: x.map((_x, i) => (i % 3 ? 'Ulm' : { city: 'Ulm' })) };
    expect(profile(mixed).notes).toContain(
      "column 'o' of the reference: invalid-value in 100 rows; values no column can take; the first is nested: o.city",
    );
  });
});
