import type { GateRows } from '../act/train/gate-looks.js';
import { pickRows, rowNumbers } from '../act/train/rows-in-steps.js';
import { segmentValues } from '../act/train/segment-values.js';
import { predictApart } from '../act/train/predict-guarded.js';
import type { ModelVersion } from '../contracts/registry.js';
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
  // Behind what was done of the same window since the last turn: it was judged, and its rows were handed on.
  yield labels.length * 40;
  const known = rowNumbers(0, labels.length).filter((row) => !Number.isNaN(labels[row]!));
  if (known.length === 0 || !prepared.task) return undefined;
  const features = yield* pickRows(featuresOf(table, prepared.reference.schema), known);
  const classes = classCount(prepared.task);
  return {
    labels: takeDoubles(labels, known),
    champion: yield* predictApart(options.trainer!, champion.model, features, classes),
    challenger: yield* predictApart(options.trainer!, challenger.model, features, classes),
    ...(segments.length > 0 && { segments: yield* segmentValues([table], segments, prepared.reference.schema, known) }),
    window,
  };
}
