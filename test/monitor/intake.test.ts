import { expect, it } from 'vitest';
import type { Batch } from '../../src/contracts/batch.js';
import { defineSchema } from '../../src/index.js';
import { Intake } from '../../src/monitor/intake.js';

const schema = defineSchema({ amount: 'numeric', guess: 'prediction' });

/** What an intake tells of its predictions, and the windows that it cuts. */
function taking(observe: (intake: Intake) => void, rows = 10) {
  const told: Batch[] = [];
  const intake = new Intake({
    window: { rows },
    schema: () => schema,
    queue: 20,
    now: () => 0,
    onDropped: () => undefined,
    onLate: () => undefined,
    onWindow: () => undefined,
    onPredictions: (batch) => told.push(batch),
  });
  intake.start();
  observe(intake);
  const windows: Batch[] = [];
  for (let next = intake.next(); next; next = intake.next()) windows.push(next.rows);
  return { told, windows };
}

it('keeps ids, versions and times beside their rows, also where only some rows have them', () => {
  const known = (row: number) => ({
    at: row + 0.5,
    ...(row % 10 === 3 && { id: `r${row}` }),
    ...(row % 10 === 6 && { modelVersion: row }),
  });
  const { told, windows } = taking((intake) => {
    for (let row = 0; row < 100; row++) {
      intake.observe({ amount: row, guess: row }, known(row));
      if (row % 10 === 5) intake.tellPredictions();
    }
  });
  const seen = (batches: readonly Batch[]) =>
    batches.flatMap((batch) =>
      Array.from({ length: batch.size }, (_, i) => ({
        row: (batch.column('guess') as Float64Array)[i],
        id: batch.ids?.[i] ?? '',
        time: batch.times![i],
        version: batch.modelVersions?.[i] ?? 0,
      })),
    );
  const expected = Array.from({ length: 100 }, (_, row) => ({
    row,
    id: row % 10 === 3 ? `r${row}` : '',
    time: row + 0.5,
    version: row % 10 === 6 ? row : 0,
  }));
  expect(seen(windows)).toEqual(expected);
  expect(windows.map(({ size }) => size)).toEqual(Array.from({ length: 10 }, () => 10));
  expect(seen(told)).toEqual(expected);
});

it('reads a time for every row of a window longer than it had room for at first', () => {
  const { windows } = taking((intake) => {
    for (let row = 0; row < 200; row++) intake.observe({ amount: row }, { at: row });
  }, 200);
  expect(windows.flatMap(({ times }) => Array.from(times!))).toEqual(Array.from({ length: 200 }, (_, row) => row));
});
