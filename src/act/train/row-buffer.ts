import * as z from 'zod/mini';
import type { Batch, Row } from '../../contracts/batch.js';
import type { TrainingQuery, TrainingSource } from '../../contracts/training-source.js';
import { parseOptions } from '../../options.js';
import { makeBatch, sliceBatch } from '../../table/batch.js';
import { copyRows } from './copy-rows.js';
import { throwIfAborted } from './pace.js';

const rowBufferOptions = z.strictObject({
  /** Rows kept at most; the oldest go first. */
  rows: z.int().check(z.positive()),
});
/** Options of `rowBuffer`. */
export interface RowBufferOptions extends z.input<typeof rowBufferOptions> {}

/** A training source that collects the rows of judged windows. */
export interface RowBuffer extends TrainingSource {
  add(window: string, rows: Batch): void;
  /** Rows kept now. */
  readonly size: number;
}

interface Kept {
  readonly window: string;
  readonly batch: Batch;
  /** Rows that its memory holds: less than twice its own. */
  readonly held: number;
}

/**
 * A training source in memory: keeps the newest rows of the judged windows and hands them out by window. Rows are copied,
 * so that a window cut from a large table does not keep the table alive. A window added again replaces its rows.
 *
 * An id that is not in the buffer counts as older than all that is: `from` such a window starts at the oldest kept, `to`
 * such a window gives nothing. Rows without label are kept and handed out; who trains leaves them out.
 *
 * @throws DriftSenseError `OPTION_INVALID`; `ABORTED` while reading, once the signal has fired.
 * @example
 * new Monitor({ reference, trainer: logisticRegression(), training: rowBuffer({ rows: 50_000 }) });
 */
export function rowBuffer(options: RowBufferOptions): RowBuffer {
  const { rows: capacity } = parseOptions(rowBufferOptions, options, 'rowBuffer');
  /** Labels that came by themselves, by id; as many as rows, the oldest go first. */
  const labels = new Map<string, Row>();
  let kept: Kept[] = [];
  let size = 0;
  return {
    get size() {
      return size;
    },
    add(window, rows) {
      const entry = copyOf(window, rows, capacity);
      const known = kept.findIndex((other) => other.window === window);
      if (known < 0) kept.push(entry);
      else kept[known] = entry;
      size = kept.reduce((sum, { batch }) => sum + batch.size, 0);
      while (size > capacity) {
        const { window: first, batch, held } = kept.shift()!;
        const stay = Math.max(0, batch.size - (size - capacity));
        size -= batch.size - stay;
        // Every window after the buffer is full pushes some out: were the others copied each time, a small one would take as long as a large.
        const rest = () => ({ window: first, batch: sliceBatch(batch, batch.size - stay, batch.size), held });
        if (stay > 0) kept.unshift(2 * stay > held ? rest() : copyOf(first, batch, stay));
      }
    },
    label(id, label) {
      labels.delete(id);
      labels.set(id, label);
      if (labels.size > capacity) labels.delete(labels.keys().next().value!);
    },
    async *rows({ from, to, signal }: TrainingQuery) {
      const place = (id: string) => kept.findIndex(({ window }) => window === id);
      const first = from === undefined ? 0 : Math.max(0, place(from));
      const end = to === undefined ? kept.length : place(to) + 1;
      // The buffer may move on while a slow reader takes its rows.
      for (const { batch } of kept.slice(first, end)) {
        throwIfAborted(signal);
        yield withLabels(batch, labels);
      }
    },
  };
}

/** The batch with the labels that came for its ids. */
function withLabels(batch: Batch, labels: ReadonlyMap<string, Row>): Batch {
  const { size, ids, times, modelVersions, name, notes } = batch;
  if (ids === undefined || labels.size === 0) return batch;
  const changed = new Map<string, unknown[]>();
  for (const [row, id] of ids.entries())
    for (const [column, value] of Object.entries(labels.get(id) ?? {})) {
      const cells = changed.get(column) ?? Array.from(batch.column(column) ?? Array.from({ length: size }));
      cells[row] = value;
      changed.set(column, cells);
    }
  if (changed.size === 0) return batch;
  const columns = [...new Set([...batch.names, ...changed.keys()])].map(
    (column) => [column, changed.get(column) ?? batch.column(column)!] as const,
  );
  return makeBatch({ size, columns, ids, times, modelVersions, name, notes });
}

/** A copy of the last `count` rows. */
function copyOf(window: string, rows: Batch, count: number): Kept {
  const held = Math.min(count, rows.size);
  return { window, batch: copyRows(rows, rows.size - held, rows.size), held };
}
