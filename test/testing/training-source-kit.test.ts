import { fromRows, rowBuffer, sourceFiles, type Batch, type TrainingSource } from 'driftsense';
import { trainingSourceKit } from 'driftsense/testing';
import { describe, expect, it } from 'vitest';

const runner = { describe, it, expect };
const windows = [4, 1, 5].map((size, w) => ({
  id: `day_${w + 1}.csv`,
  rows: Array.from({ length: size }, (_, i) => ({ x: 10 * w + i, label: i % 2 ? 'yes' : null })),
}));
const label = 'label';
const readDay = async (path: string) => fromRows(windows.find(({ id }) => path.endsWith(id))!.rows);
const files = windows.map(({ id }) => `data/${id}`);

describe('rowBuffer', () => trainingSourceKit(() => rowBuffer({ rows: 10 }), windows, runner, { label }));
describe('sourceFiles', () => trainingSourceKit(() => sourceFiles(files, { read: readDay }), windows, runner));
describe('sourceFiles with files of the first training', () =>
  trainingSourceKit(() => sourceFiles(files, { read: readDay, reference: files.slice(0, 1) }), windows, runner));

/** A query of one's own, a window per batch, only rows with label where those are asked for. */
const warehouse: Required<Pick<TrainingSource, 'rows'>> = {
  async *rows({ from = windows[0]!.id, to = windows.at(-1)!.id, labelled, signal }) {
    for (const { id, rows } of windows.filter((window) => from <= window.id && window.id <= to)) {
      signal.throwIfAborted();
      yield { ...fromRows(rows.filter((row) => !labelled || row.label !== null)), name: id };
    }
  },
};
describe('a source of one’s own', () => trainingSourceKit(() => warehouse, windows, runner, { label }));

/** Runs the kit on a source and names the cases that fail. */
async function failures(make: () => TrainingSource): Promise<string> {
  const cases: { name: string; body: () => void | Promise<void> }[] = [];
  const collect = (name: string, body: () => void | Promise<void>): void => void cases.push({ name, body });
  trainingSourceKit(make, windows, { describe: (_, body) => body(), it: collect, expect }, { label });
  const failed: string[] = [];
  for (const { name, body } of cases) await Promise.resolve(body()).catch(() => failed.push(name));
  return failed.join('\n');
}
const reading = (rows: TrainingSource['rows'], more: Partial<TrainingSource> = {}): (() => TrainingSource) => {
  return () => ({ rows, ...more });
};

describe('the kit for training sources', () => {
  it('passes a source of one member', async () => {
    expect(await failures(() => warehouse)).toBe('');
  });

  it.each<readonly [string, () => TrainingSource, RegExp]>([
    ['a window left out at the end', reading((q) => warehouse.rows({ ...q, ...firstOnly(q.to) })), /both included/],
    ['newest first', reading(reversed), /oldest first/],
    ['labelled rows left out', reading((q) => (q.labelled ? none() : warehouse.rows(q))), /has a label/],
    ['a size that is none', reading((q) => changed(warehouse.rows(q), { size: 99 })), /as long as they say/],
    ['rows handed out once', () => once(), /the same again/],
    ['readers that share a place', () => sharing(), /two readers at once/],
    ['a part after its signal fired', reading(quitting), /never a part/],
    ['no rows of the first training', () => ({ ...warehouse, reference: none }), /first training/],
    ['a window added twice', () => hoarding(), /its new rows only/],
    [
      'a label that is forgotten',
      () => ({ ...rowBuffer({ rows: 10 }), label: () => undefined }),
      /came for them later/,
    ],
  ])('finds %s', async (_, make, name) => {
    expect(await failures(make)).toMatch(name);
  });
});

const firstOnly = (to: string | undefined) => (to === windows[2]!.id ? { to: windows[1]!.id } : {});
async function* none(): AsyncGenerator<Batch> {
  // Nothing to give.
}
async function* changed(batches: AsyncIterable<Batch>, part: Partial<Batch>): AsyncGenerator<Batch> {
  for await (const batch of batches) yield { ...batch, [Symbol.iterator]: batch[Symbol.iterator], ...part };
}
async function* reversed(query: Parameters<TrainingSource['rows']>[0]): AsyncGenerator<Batch> {
  const batches: Batch[] = [];
  for await (const batch of warehouse.rows(query)) batches.push(batch);
  yield* batches.toReversed();
}
async function* quitting(query: Parameters<TrainingSource['rows']>[0]): AsyncGenerator<Batch> {
  for await (const batch of warehouse.rows({ ...query, signal: new AbortController().signal })) {
    if (query.signal.aborted) return;
    yield batch;
  }
}
function once(): TrainingSource {
  let read = false;
  return {
    rows(query) {
      if (read) return none();
      read = true;
      return warehouse.rows(query);
    },
  };
}
function sharing(): TrainingSource {
  let at = 0;
  return {
    async *rows(query) {
      at = 0;
      const batches: Batch[] = [];
      for await (const batch of warehouse.rows(query)) batches.push(batch);
      while (at < batches.length) {
        yield batches[at]!;
        await Promise.resolve();
        at += 1;
      }
    },
  };
}
function hoarding(): TrainingSource {
  const buffer = rowBuffer({ rows: 10 });
  const added: { id: string; rows: Batch }[] = [];
  return {
    add: (id, rows) => void added.push({ id, rows }),
    async *rows(query) {
      for (const { id, rows } of added) buffer.add(id, rows);
      yield* buffer.rows(query);
      for (const { rows } of added.slice(windows.length)) yield rows;
    },
  };
}
