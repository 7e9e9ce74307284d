import type { Batch, Row } from '../contracts/batch.js';
import type { Source } from '../contracts/source.js';
import { batchesOf, rowsOf } from './read-batches.js';
import { runnerOf, type TestRunner } from './test-runner.js';

/**
 * Checks that a source keeps the contract, as tests of your own runner: every row once and in order, batches of the right
 * shape, an end when the consumer stops; and, where they are there, offsets, `after` and `ack`.
 *
 * @param make - Gives a source that begins at its first row, each time.
 * @param rows - The rows it gives, at least one.
 * @param runner - `describe`, `it` and `expect` of vitest, jest or bun.
 * @example
 * sourceKit(() => csvFiles('test/data/*.csv'), [{ x: 1 }, { x: 2 }], { describe, it, expect });
 */
export function sourceKit(make: () => Source | Promise<Source>, rows: readonly Row[], runner: TestRunner): void {
  const { describe, it, expect } = runnerOf('sourceKit', make, runner);
  describe('source', () => {
    it('gives every row once, in order', async () => {
      expect(rowsOf(await batchesOf(await make()))).toEqual(rows);
    });

    it('gives batches whose columns are as long as they say', async () => {
      for (const batch of await batchesOf(await make())) {
        expect(Array.from(batch).length).toBe(batch.size);
        expect(batch.names.map((name) => batch.column(name)?.length)).toEqual(batch.names.map(() => batch.size));
        expect(new Set(batch.names).size).toBe(batch.names.length);
        expect(batch.column('\u0000 no column has this name')).toBe(undefined);
        for (const beside of [batch.ids, batch.times, batch.modelVersions])
          expect(beside === undefined || beside.length === batch.size).toBe(true);
      }
    });

    it('ends when its consumer stops', async () => {
      const taken: Batch[] = [];
      for await (const batch of await make()) {
        taken.push(batch);
        break;
      }
      expect(taken.length).toBe(1);
      expect(rowsOf(taken)).toEqual(rows.slice(0, taken[0]!.size));
    });

    it('has offsets that are texts, each another, or none', async () => {
      const offsets = (await batchesOf(await make())).flatMap(({ offset }) => (offset === undefined ? [] : [offset]));
      expect(offsets.every((offset) => typeof offset === 'string' && offset !== '')).toBe(true);
      expect(new Set(offsets).size).toBe(offsets.length);
    });

    it('goes on exactly behind each of its offsets, where it has `after`', async () => {
      const source = await make();
      if (source.after === undefined) return;
      const batches = await batchesOf(source);
      expect(batches.some(({ offset }) => offset !== undefined)).toBe(true);
      for (const [i, { offset }] of batches.entries()) {
        if (offset === undefined) continue;
        const rest = await batchesOf((await make()).after!(offset));
        expect(rowsOf(rest)).toEqual(rowsOf(batches.slice(i + 1)));
      }
    });

    it('takes the acknowledgement of each of its offsets, also twice, where it has `ack`', async () => {
      const source = await make();
      for (const { offset } of await batchesOf(source))
        for (let time = 0; time < 2; time++) if (offset !== undefined) await source.ack?.(offset);
    });

    it('has the same name each time, or none', async () => {
      const [name, again] = [(await make()).name, (await make()).name];
      expect(name).toBe(again);
      expect(name === undefined || (typeof name === 'string' && name !== '')).toBe(true);
    });
  });
}
