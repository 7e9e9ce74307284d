import { DriftSenseError } from '../../errors.js';
import type { Feature, FeatureType } from './features.js';
import type { Design } from './linear-fit.js';
import { rowsPerSlice, type Pace } from './pace.js';
import { rowNumbers } from './rows-in-steps.js';

/**
 * How one feature becomes columns of the design.
 *
 * Numeric: `(x − center)/scale`; a missing value becomes 0, which is to count it as the mean. Scale 0 marks a feature
 * without spread, whose column is always 0. Categorical: one 0/1 column per category kept, in the order stored.
 * `missing` and `other` say whether one more 0/1 column marks missing cells, and rare or unseen categories. Without that
 * column such a row has zeros throughout, which adds nothing to the score.
 */
export type FeatureEncoding =
  | {
      readonly name: string;
      readonly type: 'numeric';
      readonly center: number;
      readonly scale: number;
      readonly missing: boolean;
    }
  | {
      readonly name: string;
      readonly type: 'categorical';
      readonly categories: readonly string[];
      readonly other: boolean;
      readonly missing: boolean;
    };

/** Everything learnt from the training rows that encoding needs, in order. Plain JSON. */
export type Encoding = readonly FeatureEncoding[];

export interface EncodingOptions {
  /** 0/1 columns per categorical feature, at most; the most frequent categories are kept. */
  readonly maxCategories: number;
  /** Training rows that a category, or "missing", must hold to get a column of its own. */
  readonly minCategoryRows: number;
}

/** Standardised values are cut off here: far beyond any data, and no product or sum of them overflows. */
const cutOff = 1e100;

/**
 * Learns the encoding of the given rows: means and population standard deviations of the values present, and the
 * categories in descending frequency, ties in text order.
 *
 * @param rows - Indices of the training rows; others are not looked at.
 * @throws DriftSenseError `TRAINING_NOT_FINITE` naming a column whose values are too large for a mean or deviation.
 */
export async function fitEncoding(
  features: readonly Feature[],
  rows: Int32Array,
  options: EncodingOptions,
  pace: Pace,
): Promise<Encoding> {
  const encoding: FeatureEncoding[] = [];
  for (const feature of features) {
    encoding.push(
      feature.type === 'numeric'
        ? numericEncoding(feature.name, feature.values, rows, options)
        : categoricalEncoding(feature, rows, options),
    );
    await pace(rows.length * 8);
  }
  return encoding;
}

function numericEncoding(
  name: string,
  values: Float64Array,
  rows: Int32Array,
  { minCategoryRows }: EncodingOptions,
): FeatureEncoding {
  let present = 0;
  let sum = 0;
  let low = Infinity;
  let high = -Infinity;
  for (let at = 0; at < rows.length; at++) {
    const value = values[rows[at]!]!;
    if (Number.isNaN(value)) continue;
    present++;
    sum += value;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const center = present === 0 ? 0 : low === high ? low : sum / present;
  let squares = 0;
  for (let at = 0; at < rows.length; at++) {
    const value = values[rows[at]!]!;
    if (!Number.isNaN(value)) squares += (value - center) ** 2;
  }
  // Equal values may leave a deviation of rounding size: only the range says for certain that there is none.
  const scale = low < high ? Math.sqrt(squares / present) : 0;
  if (!Number.isFinite(center) || !Number.isFinite(scale))
    throw new DriftSenseError(
      'TRAINING_NOT_FINITE',
      `feature '${name}': its values, up to ${Math.max(Math.abs(low), Math.abs(high))}, are too large to standardise`,
      { details: { column: name } },
    );
  const missing = rows.length - present;
  return { name, type: 'numeric', center: center + 0, scale, missing: present > 0 && missing >= minCategoryRows };
}

function categoricalEncoding(
  { name, codes, categories }: Extract<Feature, { type: 'categorical' }>,
  rows: Int32Array,
  { maxCategories, minCategoryRows }: EncodingOptions,
): FeatureEncoding {
  const counts = new Uint32Array(categories.length);
  let missing = 0;
  for (const i of rows) {
    const code = codes[i]!;
    if (code < 0) missing++;
    else counts[code]!++;
  }
  const kept = [...counts.keys()]
    .filter((code) => counts[code]! >= minCategoryRows)
    .toSorted((a, b) => counts[b]! - counts[a]! || compareText(categories[a]!, categories[b]!))
    .slice(0, maxCategories);
  const rest = rows.length - missing - kept.reduce((sum, code) => sum + counts[code]!, 0);
  return {
    name,
    type: 'categorical',
    categories: kept.map((code) => categories[code]!),
    other: rest >= minCategoryRows,
    missing: missing >= minCategoryRows,
  };
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Names of the columns of the design, in order: `amount`, `amount missing`, `country=FR`, `country other`. */
export function encodedNames(encoding: Encoding): string[] {
  return encoding.flatMap((feature) => [
    ...(feature.type === 'numeric'
      ? [feature.name]
      : [
          ...feature.categories.map((category) => `${feature.name}=${category}`),
          ...(feature.other ? [`${feature.name} other`] : []),
        ]),
    ...(feature.missing ? [`${feature.name} missing`] : []),
  ]);
}

/** Names and types that an encoding reads, in order. */
export const encodedFeatures = (encoding: Encoding): { readonly name: string; readonly type: FeatureType }[] =>
  encoding.map(({ name, type }) => ({ name, type }));

const width = (feature: FeatureEncoding): number =>
  (feature.type === 'numeric' ? 1 : feature.categories.length + (feature.other ? 1 : 0)) + (feature.missing ? 1 : 0);

/** Columns of the design. */
export const encodedWidth = (encoding: Encoding): number => encoding.reduce((sum, f) => sum + width(f), 0);

/**
 * Encodes the given rows. The features must be those of the encoding, in its order and of its types; categories are
 * looked up by name, so the dictionary of `features` may be another one than at training.
 */
export function encode(encoding: Encoding, features: readonly Feature[], rows: Int32Array): Design {
  const columns = encodedWidth(encoding);
  const values = new Float64Array(rows.length * columns);
  let at = 0;
  for (const [f, how] of encoding.entries()) {
    const feature = features[f]!;
    const span = width(how);
    const missing = how.missing ? at + span - 1 : -1;
    if (how.type === 'numeric' && feature.type === 'numeric') {
      for (let i = 0; i < rows.length; i++) {
        const value = feature.values[rows[i]!]!;
        if (!Number.isNaN(value)) values[i * columns + at] = standardise(value, how.center, how.scale);
        else if (missing >= 0) values[i * columns + missing] = 1;
      }
    } else if (how.type === 'categorical' && feature.type === 'categorical') {
      const target = columnsOfCategories(how, feature.categories, at);
      for (let i = 0; i < rows.length; i++) {
        const code = feature.codes[rows[i]!]!;
        const column = code < 0 ? missing : target[code]!;
        if (column >= 0) values[i * columns + column] = 1;
      }
    } else throw readOtherwise(how, feature);
    at += span;
  }
  return { values, rows: rows.length, columns };
}

/** For each category of a feature as it was read the column that it marks, the first being `at`; −1 where there is none. */
function columnsOfCategories(
  how: Extract<FeatureEncoding, { type: 'categorical' }>,
  categories: readonly string[],
  at: number,
): Int32Array {
  const index = new Map(how.categories.map((category, k) => [category, at + k]));
  const other = how.other ? at + how.categories.length : -1;
  return Int32Array.from(categories, (category) => index.get(category) ?? other);
}

const readOtherwise = (how: FeatureEncoding, feature: Feature): DriftSenseError =>
  new DriftSenseError('INTERNAL', `feature '${how.name}' was read as ${feature.type}, not ${how.type}`);

/**
 * Adds `Σ_j w_j x_ij` of the given rows, encoded as by `encode`, to `sums`: column by column, in the order of the design, so
 * that no design is made and the bits are those of a sum row by row.
 *
 * @param sums - Of these rows, from 0.
 */
export function addWeighted(
  encoding: Encoding,
  features: readonly Feature[],
  rows: Int32Array,
  weights: readonly number[],
  sums: Float64Array,
): void {
  let at = 0;
  for (const [f, how] of encoding.entries()) {
    const feature = features[f]!;
    const span = width(how);
    const ofMissing = how.missing ? weights[at + span - 1]! : 0;
    if (how.type === 'numeric' && feature.type === 'numeric') {
      const weight = weights[at]!;
      for (let i = 0; i < rows.length; i++) {
        const value = feature.values[rows[i]!]!;
        sums[i]! += Number.isNaN(value) ? ofMissing : weight * standardise(value, how.center, how.scale);
      }
    } else if (how.type === 'categorical' && feature.type === 'categorical') {
      const ofCode = Float64Array.from(columnsOfCategories(how, feature.categories, at), (k) => weights[k] ?? 0);
      for (let i = 0; i < rows.length; i++) {
        const code = feature.codes[rows[i]!]!;
        sums[i]! += code < 0 ? ofMissing : ofCode[code]!;
      }
    } else throw readOtherwise(how, feature);
    at += span;
  }
}

function standardise(value: number, center: number, scale: number): number {
  if (scale === 0) return 0;
  return Math.max(-cutOff, Math.min(cutOff, (value - center) / scale));
}

/** Indices 0 … size − 1. */
export const allRows = (size: number): Int32Array => rowNumbers(0, size);

/** Encodes in blocks of rows, and lets the event loop turn between them. */
export async function encodePaced(
  encoding: Encoding,
  features: readonly Feature[],
  rows: Int32Array,
  pace: Pace,
): Promise<Design> {
  const columns = encodedWidth(encoding);
  const values = new Float64Array(rows.length * columns);
  const block = rowsPerSlice(8 * columns);
  for (let from = 0; from < rows.length; from += block) {
    const part = encode(encoding, features, rows.subarray(from, from + block));
    values.set(part.values, from * columns);
    await pace(part.rows * columns * 8);
  }
  return { values, rows: rows.length, columns };
}
