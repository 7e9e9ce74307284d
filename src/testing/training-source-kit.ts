import type { Batch, Row } from '../contracts/batch.js';
import type { TrainingQuery, TrainingSource } from '../contracts/training-source.js';
import { fromRows, makeBatch } from '../table/batch.js';
import { batchesOf, rowsOf } from './read-batches.js';
import { runnerOf, type TestRunner } from './test-runner.js';

/** A window of the training source under test, and the rows it stands for. */
export interface TrainingWindow {
  /** What the Monitor calls the window. */
  readonly id: string;
  /** Its rows, at least one. */
  readonly rows: readonly Row[];
}

/** Options of {@link trainingSourceKit}. */
export interface TrainingSourceKitOptions {
  /** Column of the label; a source may leave out rows without one when only labelled rows are asked for. */
  readonly label?: string;
}

/**
 * Checks that a training source keeps the contract, as tests of your own runner: the rows of the windows asked for, both
 * ends included, whole, oldest first and as often as they are asked for; and never a part of them as if it were all.
 *
 * @param make - Gives a source that can hold all the rows: with these windows in it, or, where it has `add`, still empty.
 * @param windows - The windows, oldest first, at least two, each with an id and rows of its own.
 * @param runner - `describe`, `it` and `expect` of vitest, jest or bun.
 * @example
 * trainingSourceKit(() => rowBuffer({ rows: 100 }), [{ id: 'a', rows: [{ x: 1 }] }, { id: 'b', rows: [{ x: 2 }] }], runner);
 */
export function trainingSourceKit(
  make: () => TrainingSource | Promise<TrainingSource>,
  windows: readonly TrainingWindow[],
  runner: TestRunner,
  options: TrainingSourceKitOptions = {},
): void {
  const { describe, it, expect } = runnerOf('trainingSourceKit', make, runner);
  const { label } = options;
  const all = windows.flatMap(({ rows }) => rows);
  async function filled(): Promise<TrainingSource> {
    const source = await make();
    for (const { id, rows } of windows) source.add?.(id, fromRows(rows));
    return source;
  }

  describe('training source', () => {
    it('gives every row once, oldest first', async () => {
      expect(rowsOf(await read(await filled()))).toEqual(all);
    });

    it('gives the windows from one to another, both included', async () => {
      const source = await filled();
      for (const [i, { id: from }] of windows.entries()) {
        expect(rowsOf(await read(source, { from }))).toEqual(windows.slice(i).flatMap(({ rows }) => rows));
        expect(rowsOf(await read(source, { to: from }))).toEqual(windows.slice(0, i + 1).flatMap(({ rows }) => rows));
        for (const [j, { id: to }] of windows.entries())
          if (j >= i)
            expect(rowsOf(await read(source, { from, to }))).toEqual(
              windows.slice(i, j + 1).flatMap(({ rows }) => rows),
            );
      }
    });

    it('leaves out no row that has a label when only those are asked for', async () => {
      const kept = rowsOf(await read(await filled(), { labelled: true }));
      const hasLabel = (row: Row) => label === undefined || (row[label] !== undefined && row[label] !== null);
      expect(kept.filter(hasLabel)).toEqual(all.filter(hasLabel));
    });

    it('gives batches whose columns are as long as they say', async () => {
      for (const batch of await read(await filled())) {
        expect(Array.from(batch).length).toBe(batch.size);
        expect(batch.names.map((name) => batch.column(name)?.length)).toEqual(batch.names.map(() => batch.size));
      }
    });

    it('gives the same again, also to two readers at once', async () => {
      const source = await filled();
      const first = rowsOf(await read(source));
      const [one, two] = await Promise.all([read(source), read(source)]);
      expect(rowsOf(one)).toEqual(first);
      expect(rowsOf(two)).toEqual(first);
    });

    it('lets a reader stop early, and gives the next one everything', async () => {
      const source = await filled();
      for await (const batch of source.rows(query())) if (batch.size > 0) break;
      expect(rowsOf(await read(source))).toEqual(all);
    });

    it('rejects once its signal has fired, or gives everything: never a part as if it were all', async () => {
      for (const before of [0, 1]) {
        const controller = new AbortController();
        if (before === 0) controller.abort();
        const seen: Batch[] = [];
        const ended = await (async () => {
          for await (const batch of (await filled()).rows({ labelled: false, signal: controller.signal })) {
            seen.push(batch);
            controller.abort();
          }
        })().then(
          () => 'gave all',
          () => 'rejected',
        );
        expect(ended === 'rejected' || rowsOf(seen).length === all.length).toBe(true);
      }
    });

    it('gives the rows of the first training each time, where it has them', async () => {
      const source = await filled();
      if (source.reference === undefined) return;
      const first = rowsOf(await batchesOf(source.reference(query())));
      expect(first.length > 0).toBe(true);
      expect(rowsOf(await batchesOf(source.reference(query())))).toEqual(first);
    });

    it('gives a window added again with its new rows only, where it collects them', async () => {
      const source = await filled();
      if (source.add === undefined) return;
      source.add(windows[0]!.id, fromRows(windows[1]!.rows));
      expect(rowsOf(await read(source, { from: windows[0]!.id, to: windows[0]!.id }))).toEqual(windows[1]!.rows);
    });

    it('gives rows with the labels that came for them later, where it takes them', async () => {
      const source = await make();
      if (source.add === undefined || source.label === undefined) return;
      const column = label ?? 'label';
      source.label('first', { [column]: 'early' });
      source.add('w', makeBatch({ size: 2, columns: [['x', [1, 2]]], ids: ['first', 'second'] }));
      source.label('second', { [column]: 'late' });
      expect(rowsOf(await read(source)).map((row) => row[column])).toEqual(['early', 'late']);
    });
  });
}

const query = (): TrainingQuery => ({ labelled: false, signal: new AbortController().signal });
const read = (source: TrainingSource, part: Partial<TrainingQuery> = {}): Promise<Batch[]> =>
  batchesOf(source.rows({ ...query(), ...part }));
