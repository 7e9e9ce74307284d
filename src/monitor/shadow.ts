import type { GateRows } from '../act/train/gate-looks.js';
import { predictGuarded } from '../act/train/predict-guarded.js';
import type { ModelVersion } from '../contracts/registry.js';
import { takeRows } from '../table/batch.js';
import { classCount, featuresOf } from './champion.js';
import type { Judgement } from './judge-rows.js';
import type { Checked } from './options.js';
import type { Prepared } from './prepare.js';

/** Two versions that are asked about the same rows. */
export interface Rivals {
  readonly champion: ModelVersion;
  readonly challenger: ModelVersion;
}

/** What both versions say of the labelled rows of a window; undefined when it brought no rows, or none with a label. */
export function rivalPredictions(
  { table, outcomes, report }: Judgement,
  { champion, challenger }: Rivals,
  { options, prepared }: { readonly options: Checked; readonly prepared: Prepared },
): GateRows | undefined {
  if (table === undefined || outcomes === undefined || report.window.inReference || !prepared.task) return undefined;
  const rows = Int32Array.from(outcomes.labels.keys()).filter((row) => !Number.isNaN(outcomes.labels[row]!));
  if (rows.length === 0) return undefined;
  const features = takeRows(featuresOf(table, prepared.reference.schema), rows);
  const classes = classCount(prepared.task);
  return {
    labels: Float64Array.from(rows, (row) => outcomes.labels[row]!),
    champion: predictGuarded(options.trainer!, champion.model, features, classes),
    challenger: predictGuarded(options.trainer!, challenger.model, features, classes),
    window: report.window.id,
  };
}
