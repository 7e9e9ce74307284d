import * as z from 'zod/mini';
import type { Batch } from '../contracts/batch.js';
import type { Source } from '../contracts/source.js';
import { parseOptions } from '../options.js';
import { toBatch } from '../table/batch.js';
import { givenSchema } from '../table/schema.js';
import { iteratorOf } from './iterator-of.js';
import { WindowCutter, type CutOptions, type CutWindow } from './window-cutter.js';
import { trailings, type WindowSpec } from './window-spec.js';

const object = z.optional(z.custom((given) => typeof given === 'object' && given !== null, 'expected an object'));
const cutOptions = z.strictObject({
  trailing: z.optional(trailings),
  schema: givenSchema,
  counts: object,
  first: z.optional(z.int()),
  resume: object,
});

/**
 * Cuts a source into windows, exact in size: a batch larger than a window is split, and each row is in exactly one window
 * or counted in `counts`. Windows by time are half-open periods of event time; one is given out only when it has closed,
 * and rows that come later than `allowedLateness` are counted. What was left out since the window before is also said in
 * the notes of its rows. Ids are file names, periods (`2024-03-31`), or numbers.
 *
 * @throws DriftSenseError `OPTION_INVALID`, `SCHEMA_INVALID`; on iteration `TABLE_INVALID` for what is no source, and
 *   `TIME_AMBIGUOUS` for windows by time over rows without times.
 * @example
 * for await (const { info, rows } of cutWindows(source, { every: '1d', timeZone: 'Europe/Paris' }))
 *   console.log(info.id, rows.size);
 */
export function cutWindows(
  source: Source | AsyncIterable<Batch> | Iterable<Batch>,
  window: WindowSpec,
  options: CutOptions = {},
): AsyncGenerator<CutWindow, void, undefined> {
  const cutter = new WindowCutter(window, parseOptions(cutOptions, options, 'cutWindows') as CutOptions);
  const batches = { [Symbol.asyncIterator]: () => iteratorOf(source, 'batches') as AsyncIterator<Batch> };
  return (async function* () {
    for await (const batch of batches) yield* cutter.add(toBatch(batch));
    yield* cutter.end();
  })();
}
