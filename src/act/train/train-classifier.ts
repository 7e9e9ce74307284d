import type { TrainedModel, TrainingContext, TrainingData } from '../../contracts/model-trainer.js';
import { inTurns } from '../../ports/next-turn.js';
import { crossFit, seededFolds } from './cross-fit.js';
import { allRows, encodedNames, encodePaced, fitEncoding, type EncodingOptions } from './encode.js';
import { classesInSteps } from './evaluate.js';
import { featureType, readFeature, type Feature } from './features.js';
import type { Design, LinearFit } from './linear-fit.js';
import { predictPaced, toLinearModel, type LinearModel } from './linear-model.js';
import { pacer, sliceWork, type Pace } from './pace.js';
import { classCodes, withBatch } from './training-labels.js';

/** Fits classes 0 … `classes` − 1, all of which occur in `y`. `start` is a fit of nearly the same rows. */
export type ClassifierFit = (
  x: Design,
  y: Int32Array,
  classes: number,
  start: LinearFit | undefined,
  pace: Pace,
) => Promise<{ readonly link: LinearModel['link']; readonly fit: LinearFit }>;

export interface ClassifierOptions extends EncodingOptions {
  readonly folds: number;
}

/**
 * The frame of every linear classifier: encode, fit all rows, predict each row by a fit that did not see it (encoding
 * included), measure those predictions.
 */
export async function trainClassifier(
  given: TrainingData,
  { signal, seed }: TrainingContext,
  options: ClassifierOptions,
  fit: ClassifierFit,
): Promise<TrainedModel<LinearModel>> {
  const pace = pacer(signal);
  const data = withBatch(given);
  const { classes, codes } = classCodes(data);
  await pace(sliceWork); // as all that looks at every row at once: a slice of its own
  const features = await readFeatures(data, pace);

  const fitRows = async (rows: Int32Array, start?: LinearModel): Promise<LinearModel> => {
    const encoding = await fitEncoding(features, rows, options, pace);
    const columns = encodedNames(encoding);
    const { fitted, y } = reindex(rows, codes, classes.length);
    await pace(rows.length * 8);
    const x = await encodePaced(encoding, features, rows, pace);
    const warm = start !== undefined && sameModelShape(start, columns, fitted) ? toFit(start) : undefined;
    const found = await fit(x, y, fitted.length, warm, pace);
    return toLinearModel({ link: found.link, encoding, columns, classes, fitted, rows: rows.length }, found.fit);
  };

  const model = await fitRows(allRows(data.size));
  const outputs = classes.length > 2 ? classes.length : 1;
  const fold = await seededFolds(codes, Math.min(options.folds, data.size), seed, pace);
  const outOfFold = await crossFit(
    fold,
    outputs,
    async (others, held) => predictPaced(await fitRows(others, model), features, held, pace),
    pace,
  );
  return { model, metrics: await inTurns(classesInSteps(codes, outOfFold, classes.length), pace), outOfFold };
}

/** Reads every feature of the training rows, each by the form its column has. */
export async function readFeatures({ features, size }: TrainingData, pace: Pace): Promise<Feature[]> {
  const read: Feature[] = [];
  for (const name of features.names) {
    read.push(readFeature(features, name, featureType(features.column(name)!)));
    await pace(size * 10);
  }
  return read;
}

/** The classes that occur among the rows, and each row's place among them. */
function reindex(rows: Int32Array, codes: Int32Array, classes: number): { fitted: number[]; y: Int32Array } {
  const seen = new Uint8Array(classes);
  for (let i = 0; i < rows.length; i++) seen[codes[rows[i]!]!] = 1;
  const fitted = Array.from(seen.keys()).filter((k) => seen[k] === 1);
  const place = new Int32Array(classes);
  for (const [at, k] of fitted.entries()) place[k] = at;
  const y = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) y[i] = place[codes[rows[i]!]!]!;
  return { fitted, y };
}

const sameModelShape = (model: LinearModel, columns: readonly string[], fitted: readonly number[]): boolean =>
  JSON.stringify([model.columns, model.fitted]) === JSON.stringify([columns, fitted]);

const toFit = ({ weights, intercepts, fit }: LinearModel): LinearFit => ({
  weights: weights.map((row) => Float64Array.from(row)),
  intercepts: Float64Array.from(intercepts),
  report: fit,
});
