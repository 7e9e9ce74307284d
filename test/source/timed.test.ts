import { expect, it } from 'vitest';
import { nextTurn, pacer } from '../../src/ports/next-turn.js';
import { timed } from '../../src/source/timed.js';
import { cutWindows } from '../../src/source/windows.js';
import { makeBatch } from '../../src/table/batch.js';
import { timesOf } from '../../src/table/extract.js';
import { defineSchema } from '../../src/table/schema.js';

const schema = defineSchema({ at: { role: 'timestamp' }, x: 'numeric' });
const rows = 40_000;
const at = Array.from({ length: rows }, (_, row) =>
  row % 1_000 === 7 ? 'unread' : new Date(1e12 + row * 1e3).toISOString(),
);
const x = Float64Array.from({ length: rows }, (_, row) => row);
const batch = makeBatch({
  size: rows,
  columns: Object.entries({ at, x }),
  name: 'long',
  notes: ['of one piece'],
  offset: '9',
});

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const given: T[] = [];
  for await (const item of items) given.push(item);
  return given;
}

/** What it gives, and the turns of the event loop meanwhile. */
async function parts(window: Parameters<typeof timed>[1]) {
  let turns = 0;
  const counting = setInterval(() => turns++, 0);
  const source = (async function* () {
    yield batch;
  })();
  const given = await all(
    timed(
      source,
      window,
      schema,
      pacer(1_000, () => undefined),
    ),
  );
  await nextTurn();
  clearInterval(counting);
  return { given, turns };
}

it('a long batch is cut into windows of time some rows a turn, to the same windows', async () => {
  const { given, turns } = await parts({ every: '1h' });
  expect(given.map(({ size, offset, name }) => [size, offset, name])).toEqual([
    [16_384, undefined, 'long'],
    [16_384, undefined, 'long'],
    [7_232, '9', 'long'],
  ]);
  expect(turns).toBeGreaterThan(2);
  const windows = async (batches: Parameters<typeof cutWindows>[0], own?: typeof schema) =>
    (await all(cutWindows(batches, { every: '1h' }, { schema: own }))).map(({ info, rows: its, offset }) => ({
      info,
      offset,
      notes: its.notes,
      rows: [...its],
    }));
  expect(await windows(given)).toEqual(await windows([batch], schema));
});

it('for windows of rows it stays whole, with its times beside the columns', async () => {
  const { given } = await parts({ rows: 500 });
  expect(given).toHaveLength(1);
  expect(given[0]!.times).toEqual(timesOf(batch, schema));
  expect([...given[0]!]).toEqual([...batch]);
});
