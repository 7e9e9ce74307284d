import type { Schema, Task } from '../../contracts/schema.js';
import { boundedLoss } from '../../stats/metrics/bounded-loss.js';
import type { Coerced, NumericValues, CategoricalValues } from '../../table/coerce.js';

/** What the model is asked to do, fixed with the reference. */
export interface TaskSettings {
  readonly task: Task;
  /** In order; for two classes [negative, positive]. Empty for regression. */
  readonly classes: readonly string[];
  readonly decisionThreshold: number;
  /** Regression: the absolute error that counts as half a loss. */
  readonly lossScale: number;
}

/** Labels and predictions of a table side by side: class indices, or numbers for regression. NaN where unknown. */
export interface Outcomes {
  readonly rows: number;
  readonly labels: Float64Array;
  readonly predictions: Float64Array;
  /** P(positive), where known. */
  readonly scores?: Float64Array;
  /** P of each class, row-major, where each class has a score column of its own. */
  readonly probabilities?: Float64Array;
}

/** The column that plays a role. */
export const columnOf = (schema: Schema, role: string): string | undefined =>
  schema.columns.find((column) => column.role === role)?.name;

/**
 * Reads labels, predictions and scores of a table. A missing prediction follows from the score and the decision threshold;
 * of several classes from the highest score, where each has a column of its own whose name ends with it (`p_car`).
 * Undefined when there is no label column, or neither predictions nor scores.
 *
 * @param probabilities - Of each class, row-major, where they are known otherwise.
 */
export function readOutcomes(
  table: Coerced,
  schema: Schema,
  settings: TaskSettings,
  probabilities?: Float64Array,
): Outcomes | undefined {
  const label = pick(table, columnOf(schema, 'label'));
  if (label === undefined) return undefined;
  const predicted = readPredictions(table, schema, settings);
  return predicted && { ...predicted, ...(probabilities && { probabilities }), labels: encode(label, settings) };
}

/** As `readOutcomes`, of a table without labels. */
export function readPredictions(
  table: Coerced,
  schema: Schema,
  settings: TaskSettings,
): Omit<Outcomes, 'labels'> | undefined {
  const prediction = pick(table, columnOf(schema, 'prediction'));
  const score = pick(table, columnOf(schema, 'score'));
  const scores = score?.kind === 'numeric' && settings.task === 'binary' ? score.values : undefined;
  const probabilities = settings.task === 'multiclass' ? scoreVectors(table, schema, settings.classes) : undefined;
  const decided = scores ? decisions(scores, settings.decisionThreshold) : undefined;
  const predictions = prediction
    ? encode(prediction, settings)
    : (decided ?? (probabilities && likeliest(probabilities, settings.classes.length)));
  if (predictions === undefined) return undefined;
  return { rows: table.size, predictions, ...(scores && { scores }), ...(probabilities && { probabilities }) };
}

/** One score column per class, row-major; undefined unless each class has exactly one. */
function scoreVectors(table: Coerced, schema: Schema, classes: readonly string[]): Float64Array | undefined {
  const names = schema.columns.filter(({ role }) => role === 'score').map(({ name }) => name);
  if (names.length !== classes.length) return undefined;
  const result = new Float64Array(table.size * classes.length);
  for (const [k, label] of classes.entries()) {
    const own = names.filter(
      (name) => name === label || (/[_. -]/.test(name.at(-label.length - 1) ?? '') && name.endsWith(label)),
    );
    const column = own.length === 1 ? pick(table, own[0]) : undefined;
    if (column?.kind !== 'numeric') return undefined;
    for (let row = 0; row < table.size; row++) result[row * classes.length + k] = column.values[row]!;
  }
  return result;
}

/** The first class with the highest score; NaN where a score is missing. */
function likeliest(probabilities: Float64Array, classes: number): Float64Array {
  return Float64Array.from({ length: probabilities.length / classes }, (_, row) => {
    const own = probabilities.subarray(row * classes, (row + 1) * classes);
    return own.some((p) => p !== p) ? Number.NaN : own.indexOf(Math.max(...own));
  });
}

const pick = (table: Coerced, name: string | undefined) => (name === undefined ? undefined : table.columns.get(name));

/** Values of a label or prediction column as class indices, or as they are for regression. */
export function encode(column: NumericValues | CategoricalValues, { task, classes }: TaskSettings): Float64Array {
  if (task === 'regression')
    return column.kind === 'numeric' ? column.values : new Float64Array(column.codes.length).fill(Number.NaN);
  const index = new Map(classes.map((name, k) => [name, k]));
  if (column.kind === 'numeric') {
    // Writing a number down takes longer than all else that is done with a label: each is written once.
    const known = new Map<number, number>();
    return column.values.map((value) => {
      let encoded = known.get(value);
      if (encoded === undefined) known.set(value, (encoded = index.get(String(value)) ?? Number.NaN));
      return encoded;
    });
  }
  const codes = column.categories.map((category) => index.get(category) ?? Number.NaN);
  const encoded = new Float64Array(column.codes.length);
  for (let row = 0; row < encoded.length; row++) {
    const code = column.codes[row]!;
    encoded[row] = code < 0 ? Number.NaN : codes[code]!;
  }
  return encoded;
}

const decisions = (scores: Float64Array, threshold: number): Float64Array =>
  scores.map((score) => (score === score ? Number(score >= threshold) : Number.NaN));

/** Rows whose label and prediction are both known; an infinite number is no answer. */
export function labelledRows({ labels, predictions }: Outcomes): Int32Array {
  const rows = new Int32Array(labels.length);
  let count = 0;
  for (let row = 0; row < rows.length; row++)
    if (Number.isFinite(labels[row]) && Number.isFinite(predictions[row])) rows[count++] = row;
  return rows.subarray(0, count);
}

/**
 * The loss of each labelled row in [0, 1]: 1 for a wrong class; for regression e/(e+s) of the absolute error e, with the
 * scale s frozen, so that half a loss means an error of the usual size.
 */
export function losses(outcomes: Outcomes, rows: Int32Array, { task, lossScale }: TaskSettings): Float64Array {
  const { labels, predictions } = outcomes;
  const regression = task === 'regression';
  const all = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    all[i] = regression
      ? boundedLoss(labels[row]!, predictions[row]!, lossScale)
      : Number(labels[row] !== predictions[row]);
  }
  return all;
}
