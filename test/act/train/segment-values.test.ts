import { defineSchema, toBatch } from 'driftsense';
import { describe, expect, it } from 'vitest';
import { segmentValues } from '../../../src/act/train/segment-values.js';
import { allSteps } from '../../../src/all-steps.js';
import { redactCategories } from '../../../src/profile/redact.js';
import { coerce } from '../../../src/table/coerce.js';

describe('the segments of rows', () => {
  const schema = defineSchema({
    desk: 'numeric',
    salary: { type: 'numeric', labels: 'redact' },
    shop: { type: 'categorical', labels: 'redact' },
  });
  const table = redactCategories(
    coerce(
      toBatch([
        { desk: 1, salary: 4711, shop: 'north' },
        { desk: 2, salary: null, shop: null },
        { desk: 1, salary: 4711, shop: 'north' },
      ]),
      schema,
    ),
    schema,
  );

  it('are the values as text, over all tables, and of redacted columns hashes of them, of numbers too', () => {
    const { desk, salary, shop } = allSteps(
      segmentValues([table, table], ['desk', 'salary', 'shop'], schema, [1, 2, 3]),
    );
    expect(desk).toEqual(['2', '1', '1']);
    const hash = expect.stringMatching(/^#[0-9a-f]{16}$/);
    expect(salary).toEqual([undefined, hash, salary![1]]);
    expect(shop).toEqual([undefined, hash, shop![1]]);
    expect(shop![1]).not.toBe(salary![1]);
  });
});
