import { loadParts, pathFrom, type ConfiguredParts, type GivenParts } from '../config/load-parts.node.js';
import type { ConfigFile } from '../config/load-config.node.js';
import type { Batch } from '../contracts/batch.js';
import { DriftSenseError } from '../errors.js';
import { shellWord } from '../shell-word.js';
import { countOf } from '../show/number-text.js';

/**
 * Reads the reference and makes every part a configuration names.
 *
 * @throws DriftSenseError `REFERENCE_EMPTY` when the reference has no rows, and what `loadParts` throws.
 */
export async function loadWhole(file: ConfigFile, given: GivenParts = {}): Promise<ConfiguredParts> {
  const parts = await loadParts(file, given);
  if (parts.reference.size > 0) return parts;
  const path = pathFrom(file, file.config.data.reference);
  throw new DriftSenseError('REFERENCE_EMPTY', noRows(path, 'to compare windows with', parts.reference), {
    details: { path },
    remedy: `put rows into it, or set data.reference in ${file.file}, then: driftsense doctor --config ${shellWord(file.file)}`,
  });
}

/** That a table has no rows, and what its file held instead of them. */
export const noRows = (path: string, what: string, { notes = [] }: Batch): string =>
  [`${path}: expected rows ${what}, got none`, ...notes].join('; ');

/** Whether a column holds anything but missing cells. */
export function hasValues(reference: Batch, name: string): boolean {
  for (const value of reference.column(name) ?? [])
    if (value !== null && value !== undefined && value !== '' && !Number.isNaN(value)) return true;
  return false;
}

/** Texts that often stand for "no label", and count as a class because a label may be any text. */
const noLabel = /^(?:nan|null|none|n\/?a|undefined|missing|-+|\?+)$/i;

/** Classes of a label column that look like the word for "no label". */
export function labelNotes(reference: Batch, label: string): string[] {
  const seen = new Map<string, number>();
  for (const value of reference.column(label) ?? [])
    if (typeof value === 'string' && noLabel.test(value)) seen.set(value, (seen.get(value) ?? 0) + 1);
  return Array.from(
    seen,
    ([text, count]) =>
      `label column '${label}': '${text}' (${countOf(count, 'row')}) counts as a class; if it means that there is no label: data: {missing: ['${text}']}`,
  );
}
