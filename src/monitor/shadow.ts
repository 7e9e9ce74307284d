import type { GateRows } from '../act/train/gate-looks.js';
import { segmentValues } from '../act/train/segment-values.js';
import { predictApart } from '../act/train/predict-guarded.js';
import type { ModelVersion } from '../contracts/registry.js';
import { takeRows } from '../table/batch.js';
import { takeDoubles } from '../table/column-parts.js';
import { classCount, featuresOf } from './champion.js';
import type { LabelledWindow } from './label-wait.js';
import type { Checked } from './options.js';
import type { Prepared } from './prepare.js';

/** Two versions that are asked about the same rows. */
export interface Rivals {
  readonly champion: ModelVersion;
  readonly challenger: ModelVersion;
}

/**
 * What both versions say of the labelled rows of a window, some rows a step; undefined when none has a label.
 *
 * @param segments - Columns whose values the gate is to know. Default none.
 */
export function* rivalPredictions(
  { window, table, labels }: LabelledWindow,
  { champion, challenger }: Rivals,
  { options, prepared }: { readonly options: Checked; readonly prepared: Prepared },
  segments: readonly string[] = [],
): Generator<number | undefined, GateRows | undefined> {
  const rows = Int32Array.from(labels.keys()).filter((row) => !Number.isNaN(labels[row]!));
  if (rows.length === 0 || !prepared.task) return undefined;
  const features = takeRows(featuresOf(table, prepared.reference.schema), rows);
  const classes = classCount(prepared.task);
  yield rows.length * (features.names.length + 4) * 4;
  return {
    labels: takeDoubles(labels, rows),
    champion: yield* predictApart(options.trainer!, champion.model, features, classes),
    challenger: yield* predictApart(options.trainer!, challenger.model, features, classes),
    ...(segments.length > 0 && { segments: yield* segmentValues([table], segments, prepared.reference.schema, rows) }),
    window,
  };
}
