import type { TrainingData } from '../../contracts/model-trainer.js';
import { DriftSenseError } from '../../errors.js';
import { requireGiven } from '../../require-given.js';
import { toBatch } from '../../table/batch.js';
import type { ClassLabel } from './linear-model.js';

/** Labels as class indices: `codes[i]` into `classes`. `counts` are rows per class. */
export interface ClassCodes {
  readonly classes: readonly ClassLabel[];
  readonly codes: Int32Array;
  readonly counts: Uint32Array;
}

/** Distinct label values above which labels without `classes` are taken for numbers to regress on. */
const maxClasses = 100;

/**
 * What a trainer was given, its features as a batch that names its columns, whatever table they came as.
 *
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for what is no training data; `TABLE_INVALID` for features that are no table.
 */
export function withBatch(data: TrainingData): TrainingData {
  requireGiven(data, 'train', 'training data', 'features', 'labels', 'size');
  return { ...data, features: toBatch(data.features) };
}

/**
 * Checks that there are rows and features, and a finite label for each row.
 *
 * @throws DriftSenseError `TRAINING_DATA` without rows or features or when lengths differ; `TRAINING_NOT_FINITE` naming
 *   the first row whose label is no finite number.
 */
export function checkTrainingData({ features, labels, size }: TrainingData): void {
  if (size === 0) throw new DriftSenseError('TRAINING_DATA', 'expected rows to train on, got none');
  if (features.names.length === 0) throw new DriftSenseError('TRAINING_DATA', 'expected feature columns, got none');
  if (features.size !== size || labels.length !== size)
    throw new DriftSenseError(
      'TRAINING_DATA',
      `expected ${size} rows of features and as many labels, got ${features.size} and ${labels.length}`,
    );
  const bad = labels.findIndex((label) => !Number.isFinite(label));
  if (bad >= 0)
    throw new DriftSenseError('TRAINING_NOT_FINITE', `the label of row ${bad} is ${labels[bad]}`, {
      details: { row: bad },
      remedy: 'train on rows that have a label',
    });
}

/**
 * The labels of a classification as indices. Without `classes` the distinct values are the classes, in ascending order, so
 * labels 1 and 2 are as good as 0 and 1.
 *
 * @throws DriftSenseError `TRAINING_ONE_CLASS` when all labels are the same; `TRAINING_DATA` when a label is no index into
 *   `classes`, when the values look like measurements, or when only one row stands against all others.
 */
export function classCodes(data: TrainingData): ClassCodes {
  checkTrainingData(data);
  const { labels } = data;
  const classes = data.classes ?? Array.from(new Set(labels)).toSorted((a, b) => a - b);
  if (data.classes === undefined && classes.length > maxClasses)
    throw new DriftSenseError(
      'TRAINING_DATA',
      `expected classes, got ${classes.length} distinct label values without a list of classes`,
      { remedy: 'use linearRegression() for a numeric label, or give classes' },
    );
  let codes: Int32Array;
  if (data.classes === undefined) {
    const index = new Map(classes.map((label, k) => [label, k]));
    codes = new Int32Array(labels.length);
    for (let row = 0; row < codes.length; row++) codes[row] = index.get(labels[row]!)!;
  } else {
    const bad = labels.findIndex((label) => !Number.isInteger(label) || label < 0 || label >= classes.length);
    if (bad >= 0)
      throw new DriftSenseError(
        'TRAINING_DATA',
        `label of row ${bad}: expected an index into ${classes.length} classes, got ${labels[bad]}`,
        { details: { row: bad, received: labels[bad] }, remedy: 'give labels as indices, or leave classes out' },
      );
    codes = new Int32Array(labels);
  }
  const counts = new Uint32Array(classes.length);
  for (let row = 0; row < codes.length; row++) counts[codes[row]!]!++;
  const [, second = 0] = counts.toSorted((a, b) => b - a);
  if (second === 0)
    throw new DriftSenseError('TRAINING_ONE_CLASS', `all ${data.size} labels are ${String(classes[codes[0]!])}`);
  if (second === 1)
    throw new DriftSenseError('TRAINING_DATA', `no second class has more than one row among ${data.size}`, {
      remedy: 'provide more rows of every class',
    });
  return { classes, codes, counts };
}
