import { expect, it } from 'vitest';
import type { ColumnSchema } from '../../src/index.js';
import { makeBatch } from '../../src/table/batch.js';
import { coerceInSteps } from '../../src/table/coerce.js';
import { defineSchema } from '../../src/table/schema.js';

const rows = 30_000;
const declared: readonly (readonly [string, Partial<ColumnSchema>, (row: number) => unknown])[] = [
  ['numbers that are texts', { type: 'numeric' }, (row) => `${row}.5`],
  ['numbers', { type: 'numeric' }, (row) => row],
  ['categories', { type: 'categorical' }, (row) => `c${row % 9}`],
  ['times', { role: 'timestamp' }, (row) => new Date(1e12 + row * 1e3).toISOString()],
  ['ids', { role: 'id' }, (row) => `row ${row}`],
];

it.each(declared)('a column of %s is converted some rows a step', (_, column, cell) => {
  let reads = 0;
  const cells = new Proxy(
    Array.from({ length: rows }, (__, row) => cell(row)),
    {
      get(target, key) {
        if (typeof key === 'string' && /^\d+$/.test(key)) reads++;
        return Reflect.get(target, key) as unknown;
      },
    },
  );
  const steps = coerceInSteps(makeBatch({ size: rows, columns: [['x', cells]] }), defineSchema({ x: column }));
  const reached = [];
  for (; !steps.next().done; reads = 0) reached.push(reads);
  expect(reached.length).toBeGreaterThan(3);
  // A cell may be looked at more than once.
  expect(Math.max(...reached)).toBeLessThanOrEqual(3 * 8_192);
});
