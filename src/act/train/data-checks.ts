import type { Schema } from '../../contracts/schema.js';
import { limits } from '../../limits.js';
import type { Coerced, NumericValues } from '../../table/coerce.js';
import type { RefusalReason } from './refusal-reasons.js';

/** One reason not to train, with what was found. */
export interface Refusal {
  readonly reason: RefusalReason;
  readonly message: string;
  readonly column?: string;
}

/** Bounds of the data checks. */
export interface DataCheckLimits {
  /** Share of cells that may be of another type. Default 0.05. */
  readonly wrongType: number;
  /** By how much the missing share of a feature may exceed the reference's. Default 0.2. */
  readonly missingIncrease: number;
  /** Factor, up or down, from which values that are those of the reference times a factor are taken for a fault. Default 10. */
  readonly scaleFactor: number;
  /** Share of rows that may repeat others. Default 0.9. */
  readonly duplicates: number;
  /** Share of rows that must have a label. Default 0.9. */
  readonly labelCoverage: number;
}

export const dataCheckLimits: DataCheckLimits = {
  wrongType: 0.05,
  missingIncrease: 0.2,
  scaleFactor: 10,
  duplicates: 0.9,
  labelCoverage: 0.9,
};

/**
 * Asks whether fresh rows look like a fault rather than a change, feature by feature: columns that are absent or of another
 * type, values that went missing, values multiplied by a factor (metres became centimetres). A deployment bug is no reason
 * to retrain. A feature a step.
 *
 * @param reference - Rows that are known to be sound; without them only absence and type are looked at.
 */
export function* checkFeatures(
  fresh: readonly Coerced[],
  schema: Schema,
  reference: Coerced | undefined,
  bounds: DataCheckLimits,
): Generator<number, Refusal[]> {
  const features = schema.columns.filter((column) => column.role === 'feature');
  const rows = fresh.reduce((sum, { size }) => sum + size, reference?.size ?? 0);
  let found: Refusal[] = [];
  for (const { name } of features) {
    found = found.concat(checkFeature(name, fresh, reference, bounds));
    yield rows * 4 + quartileValues * 60;
  }
  return found;
}

function checkFeature(
  name: string,
  fresh: readonly Coerced[],
  reference: Coerced | undefined,
  bounds: DataCheckLimits,
): Refusal[] {
  const refuse = (reason: RefusalReason, message: string): Refusal[] => [
    { reason, column: name, message: `feature '${name}': ${message}` },
  ];
  const absent = fresh.filter((table) => table.size > 0 && !table.columns.has(name)).length;
  if (absent > 0) return refuse('schema', `absent from ${absent} of ${fresh.length} batches`);
  const found: Refusal[] = [];
  const wrong = share(fresh, (table) => wrongCells(table, name));
  if (wrong > bounds.wrongType) found.push(...refuse('schema', `${percent(wrong)} of its values are of another type`));
  if (reference === undefined || !reference.columns.has(name)) return found;
  const missing = share(fresh, (table) => missingCells(table, name) - wrongCells(table, name));
  const before = share([reference], (table) => missingCells(table, name));
  if (missing - before > bounds.missingIncrease)
    found.push(...refuse('missing-share', `${percent(missing)} missing, ${percent(before)} in the reference`));
  const factor = unitFactor(quartiles([reference], name), quartiles(fresh, name));
  if (factor >= bounds.scaleFactor || factor <= 1 / bounds.scaleFactor)
    found.push(
      ...refuse('scale', `its values are about ${Number(factor.toPrecision(2))} times those of the reference`),
    );
  return found;
}

const percent = (x: number): string => `${Math.round(100 * x)} %`;

function share(tables: readonly Coerced[], cells: (table: Coerced) => number): number {
  const size = tables.reduce((sum, table) => sum + table.size, 0);
  return size === 0 ? 0 : tables.reduce((sum, table) => sum + cells(table), 0) / size;
}

const numeric = (table: Coerced, name: string): NumericValues | undefined => {
  const column = table.columns.get(name);
  return column?.kind === 'numeric' ? column : undefined;
};

const wrongCells = (table: Coerced, name: string): number => numeric(table, name)?.unparsable ?? 0;

function missingCells(table: Coerced, name: string): number {
  const column = table.columns.get(name);
  if (column === undefined) return table.size;
  let missing = 0;
  if (column.kind === 'numeric') for (const value of column.values) missing += Number(Number.isNaN(value));
  else for (const code of column.codes) missing += Number(code < 0);
  return missing;
}

/** Values per table that quartiles are taken from. */
const quartileValues = 5_000;

/** Quartiles of the finite values, which no single wild value moves; undefined with too few of them. */
function quartiles(tables: readonly Coerced[], name: string): readonly number[] | undefined {
  const values: number[] = [];
  for (const table of tables) {
    const column = numeric(table, name)?.values ?? [];
    const step = Math.max(1, Math.ceil(column.length / quartileValues));
    for (let row = 0; row < column.length; row += step) if (Number.isFinite(column[row])) values.push(column[row]!);
  }
  if (values.length < limits.minSamples) return undefined;
  const sorted = Float64Array.from(values).toSorted();
  return [0.25, 0.5, 0.75].map((order) => sorted[Math.floor(order * (sorted.length - 1))]!);
}

/**
 * The factor by which all quartiles grew alike, as a change of unit makes them; 1 when there is none. A feature that merely
 * moved, or that trends (a counter, a date), has other quartiles than a multiple of the old ones.
 */
function unitFactor(before: readonly number[] | undefined, now: readonly number[] | undefined): number {
  if (before === undefined || now === undefined) return 1;
  const [spreadBefore, spreadNow] = [before[2]! - before[0]!, now[2]! - now[0]!];
  if (!(spreadBefore > 0 && spreadNow > 0)) return 1;
  const factor = spreadNow / spreadBefore;
  return now.every((quartile, k) => Math.abs(quartile - factor * before[k]!) <= spreadNow / 2) ? factor : 1;
}

/** Asks whether enough of the fresh rows are new and have a label. */
export function checkFreshRows(
  { came, kept, labelled }: { readonly came: number; readonly kept: number; readonly labelled: number },
  bounds: DataCheckLimits,
): Refusal[] {
  const found: Refusal[] = [];
  const repeated = 1 - kept / came;
  const coverage = kept === 0 ? 1 : labelled / kept;
  if (repeated > bounds.duplicates)
    found.push({ reason: 'duplicates', message: `${percent(repeated)} of the fresh rows repeat others` });
  if (coverage < bounds.labelCoverage)
    found.push({ reason: 'label-coverage', message: `only ${percent(coverage)} of the fresh rows have a known label` });
  return found;
}

/** Asks for a minimum of rows. */
export function checkRowCount(rows: number, least: number, what: string, note?: string): Refusal[] {
  if (rows >= least) return [];
  const message = `expected at least ${least} ${what}, got ${rows}${note === undefined ? '' : ` (${note})`}`;
  return [{ reason: 'minimum-rows', message }];
}

/** Asks for rows of at least two classes. */
export function checkClasses(labels: readonly number[]): Refusal[] {
  const present = new Set(labels).size;
  return present >= 2
    ? []
    : [{ reason: 'classes', message: `expected training rows of at least 2 classes, got ${present}` }];
}
