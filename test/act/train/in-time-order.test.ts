import { expect, it } from 'vitest';
import { defineSchema, toBatch } from 'driftsense';
import { inTimeOrder } from '../../../src/act/train/in-time-order.js';
import { seededRandom } from '../../../src/stats/random.js';
import { coerce } from '../../../src/table/coerce.js';

it('many rows are sorted by time in steps, those of one time in their order', () => {
  const random = seededRandom('times');
  const of = (rows: number) => Float64Array.from({ length: rows }, () => random.integer(5_000));
  const parts = [of(30_000), of(5_000)];
  const schema = defineSchema({ x: 'numeric' });
  const tables = parts.map((times) => ({ ...coerce(toBatch({ x: times }), schema), times }));
  const all = parts.flatMap((times) => [...times]);
  const rows = Array.from(all.keys()).filter((row) => row % 7 > 0);
  const steps = inTimeOrder(rows, tables);
  const works: number[] = [];
  let step = steps.next();
  for (; !step.done; step = steps.next()) works.push(step.value);
  expect(step.value).toEqual(rows.toSorted((a, b) => all[a]! - all[b]! || a - b));
  expect(works.length).toBeGreaterThan(5);
  expect(Math.max(...works)).toBeLessThanOrEqual(1_000_000);
});
