import * as z from 'zod/mini';
import type { Batch } from '../../contracts/batch.js';
import { DriftSenseError } from '../../errors.js';
import { toBatch } from '../../table/batch.js';
import { version } from '../../version.js';
import { addWeighted, allRows, encodedNames, type Encoding } from './encode.js';
import { readFeature, type Feature } from './features.js';
import type { FitReport, LinearFit } from './linear-fit.js';
import { rowsPerSlice, type Pace } from './pace.js';

const classLabel = z.union([z.string(), z.number(), z.boolean()]);
/** A label value: one class. */
export type ClassLabel = z.infer<typeof classLabel>;

const featureEncoding = z.discriminatedUnion('type', [
  z.strictObject({
    name: z.string(),
    type: z.literal('numeric'),
    center: z.number(),
    scale: z.number().check(z.nonnegative()),
    missing: z.boolean(),
  }),
  z.strictObject({
    name: z.string(),
    type: z.literal('categorical'),
    categories: z.array(z.string()),
    other: z.boolean(),
    missing: z.boolean(),
  }),
]);

const linearModel = z.strictObject({
  kind: z.literal('linearModel'),
  schemaVersion: z.literal(1),
  libVersion: z.string(),
  /** `sigmoid` one score, P(classes[1]); `softmax` one per fitted class; `oneVsRest` sigmoids that are normalised; `identity` the value. */
  link: z.enum(['sigmoid', 'softmax', 'oneVsRest', 'identity']),
  encoding: z.array(featureEncoding),
  columns: z.array(z.string()),
  weights: z.array(z.array(z.number())),
  intercepts: z.array(z.number()),
  classes: z.optional(z.array(classLabel)),
  fitted: z.optional(z.array(z.int().check(z.nonnegative()))),
  fit: z.strictObject({ converged: z.boolean(), iterations: z.number(), gradNorm: z.number(), rows: z.number() }),
});

/**
 * A linear model as plain JSON: how features become columns, the names of those columns, a row of weights and an
 * intercept per output, and how the fit ended. `classes` are all classes, `fitted` the indices of those that had training
 * rows; the others have probability 0.
 */
export interface LinearModel {
  readonly kind: 'linearModel';
  readonly schemaVersion: 1;
  /** The release that fitted it. */
  readonly libVersion: string;
  readonly link: 'sigmoid' | 'softmax' | 'oneVsRest' | 'identity';
  readonly encoding: Encoding;
  readonly columns: readonly string[];
  readonly weights: readonly (readonly number[])[];
  readonly intercepts: readonly number[];
  readonly classes?: readonly ClassLabel[];
  readonly fitted?: readonly number[];
  readonly fit: FitReport & { readonly rows: number };
}

/** The parts of a model besides its coefficients. */
export type ModelFrame = Pick<LinearModel, 'link' | 'encoding' | 'columns' | 'classes' | 'fitted'> & {
  readonly rows: number;
};

/**
 * A fit as a model.
 *
 * @throws DriftSenseError `TRAINING_NOT_FINITE` when a coefficient is not finite.
 */
export function toLinearModel({ rows, ...frame }: ModelFrame, { weights, intercepts, report }: LinearFit): LinearModel {
  for (const numbers of [...weights, intercepts, [report.gradNorm]])
    if (!numbers.every(Number.isFinite))
      throw new DriftSenseError('TRAINING_NOT_FINITE', 'the fit ended in coefficients that are not finite', {
        details: { iterations: report.iterations },
      });
  return {
    kind: 'linearModel',
    schemaVersion: 1,
    libVersion: version,
    ...frame,
    // + 0 turns −0, which JSON cannot keep, into 0.
    weights: weights.map((row) => Array.from(row, (w) => w + 0)),
    intercepts: Array.from(intercepts, (b) => b + 0),
    fit: { ...report, rows },
  };
}

/**
 * Checks what came out of a registry before it predicts: form, dimensions, indices.
 *
 * @throws DriftSenseError `MODEL_INVALID` naming the first part that is wrong.
 */
export function parseLinearModel(model: unknown): LinearModel {
  const parsed = linearModel.safeParse(model);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw invalid(`${issue.path.map(String).join('.') || 'the model'}: ${issue.message}`);
  }
  const { link, encoding, columns, weights, intercepts, classes, fitted } = parsed.data;
  const names = encodedNames(encoding);
  const width = names.length;
  // Whoever reads a weight takes it for that of the column named beside it.
  if (columns.length !== width || columns.some((name, j) => name !== names[j]))
    throw invalid('columns: expected those that the encoding makes');
  if (weights.some((row) => row.length !== width)) throw invalid(`weights: expected rows of ${width} numbers`);
  if (weights.length !== intercepts.length) throw invalid('weights and intercepts differ in length');
  if (link === 'identity' ? weights.length !== 1 : classes === undefined || fitted === undefined)
    throw invalid(`link '${link}' does not fit its weights or classes`);
  const outputs = link === 'identity' || link === 'sigmoid' ? 1 : fitted!.length;
  if (weights.length !== outputs) throw invalid(`weights: expected ${outputs} rows, got ${weights.length}`);
  if (link === 'sigmoid' && fitted!.length !== 2) throw invalid('fitted: expected two classes');
  if (fitted?.some((k) => k >= classes!.length)) throw invalid('fitted: a class index is out of range');
  return model as LinearModel;
}

const invalid = (what: string) => new DriftSenseError('MODEL_INVALID', `expected a linear model: ${what}`);

/** Rows whose scores stay in a processor's nearer memory while columns are added to them. */
const blockRows = 4_096;

/**
 * Predicts each row of a batch: P(classes[1]) for two classes, size × K probabilities row by row for K > 2, the value for
 * regression. Columns are found by name; a feature that is absent counts as missing in every row. Needs nothing but the
 * model; the result is always finite.
 *
 * @throws DriftSenseError `MODEL_INVALID` for anything that is no linear model; `UNKNOWN_COLUMN` when the batch has rows
 *   and none of the model's features.
 */
export function predictLinear(given: unknown, rows: Batch): Float64Array {
  const model = parseLinearModel(given);
  const batch = toBatch(rows);
  const { encoding } = model;
  if (batch.size > 0 && encoding.length > 0 && encoding.every(({ name }) => batch.column(name) === undefined))
    throw new DriftSenseError('UNKNOWN_COLUMN', `none of the model's ${encoding.length} features is in the batch`, {
      details: { expected: encoding.map(({ name }) => name), received: batch.names },
    });
  const features = encoding.map(({ name, type }) => readFeature(batch, name, type));
  return predictFeatures(model, features, allRows(batch.size));
}

const outputsOf = ({ link, classes }: LinearModel): number =>
  link === 'identity' || classes!.length <= 2 ? 1 : classes!.length;

/** Predicts the given rows of features that have been read in the order and types of the model's encoding. */
function predictFeatures(model: LinearModel, features: readonly Feature[], rows: Int32Array): Float64Array {
  const { encoding, weights, intercepts } = model;
  const outputs = outputsOf(model);
  const out = new Float64Array(rows.length * outputs);
  const scores = weights.map(() => new Float64Array(Math.min(rows.length, blockRows)));
  const eta = new Float64Array(weights.length);
  for (let from = 0; from < rows.length; from += blockRows) {
    const part = rows.subarray(from, from + blockRows);
    for (const [k, own] of weights.entries())
      addWeighted(encoding, features, part, own, scores[k]!.fill(intercepts[k]!));
    for (let i = 0; i < part.length; i++) {
      for (let k = 0; k < eta.length; k++) eta[k] = bounded(scores[k]![i]!);
      respond(model, eta, out, (from + i) * outputs);
    }
  }
  return out;
}

/** Opposite infinities make NaN: only weights near the end of the number range can do that. */
const bounded = (score: number): number =>
  Number.isNaN(score) ? 0 : Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, score));

/** `predictFeatures` that lets the event loop turn between blocks of rows. */
export async function predictPaced(
  model: LinearModel,
  features: readonly Feature[],
  rows: Int32Array,
  pace: Pace,
): Promise<Float64Array> {
  const outputs = outputsOf(model);
  const out = new Float64Array(rows.length * outputs);
  const workPerRow = 10 * (model.encoding.length + 5) * model.weights.length;
  const block = rowsPerSlice(workPerRow);
  for (let from = 0; from < rows.length; from += block) {
    const part = rows.subarray(from, from + block);
    out.set(predictFeatures(model, features, part), from * outputs);
    await pace(part.length * workPerRow);
  }
  return out;
}

/** Scores of one row to what `predict` promises, written into `out` from `at` on; overwrites the scores. */
function respond({ link, fitted, classes }: LinearModel, eta: Float64Array, out: Float64Array, at: number): void {
  if (link === 'identity') {
    out[at] = eta[0]!;
    return;
  }
  if (link === 'sigmoid') {
    const [no, yes] = [sigmoid(-eta[0]!), sigmoid(eta[0]!)];
    tell(classes!, fitted![0]!, no / (no + yes), out, at);
    tell(classes!, fitted![1]!, yes / (no + yes), out, at);
    return;
  }
  let top = -Infinity;
  for (let k = 0; k < eta.length; k++) top = Math.max(top, eta[k]!);
  let total = 0;
  for (let k = 0; k < eta.length; k++)
    total += eta[k] = link === 'oneVsRest' ? sigmoid(eta[k]!) : Math.exp(eta[k]! - top);
  // All sigmoids of one-vs-rest can underflow to 0: then no class is preferred.
  for (let k = 0; k < eta.length; k++)
    tell(classes!, fitted![k]!, total > 0 ? eta[k]! / total : 1 / eta.length, out, at);
}

/** Writes the probability of one class where it belongs; of two classes that of the second alone. */
function tell(classes: readonly unknown[], index: number, probability: number, out: Float64Array, at: number): void {
  if (classes.length > 2) out[at + index] = probability;
  else if (index === 1) out[at] = probability;
}

/** 1/(1 + e^−x) without overflow. */
export function sigmoid(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return x >= 0 ? 1 / (1 + e) : e / (1 + e);
}
