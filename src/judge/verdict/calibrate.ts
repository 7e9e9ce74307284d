import * as z from 'zod/mini';
import type { Table } from '../../contracts/batch.js';
import type { Followed } from '../../contracts/progress.js';
import { DriftSenseError } from '../../errors.js';
import { followOptions } from '../../follow.js';
import { profileReference } from '../../profile/profile-reference.js';
import { redactCategories } from '../../profile/redact.js';
import { mean } from 'simple-statistics';
import { subRandom } from '../../stats/random.js';
import { toBatch } from '../../table/batch.js';
import { coerce } from '../../table/coerce.js';
import { givenSchema, inferColumns } from '../../table/schema.js';
import { expectedFalseAlarmsInSteps } from './expected-false-alarms.js';
import type { Calibration } from './calibration.js';
import { decisionCellsOfRows } from './decision-cells-of-rows.js';
import { msPer } from './ms-per.js';
import { pseudoWindows } from './pseudo-windows.js';
import { beyondTolerance, thresholdOf } from './threshold-of.js';

/** The options of `calibrate`. */
export const calibrationOptions = z.strictObject({
  ...followOptions,
  windowSize: z.int().check(z.gte(30)),
  alarmBudget: z._default(
    z.strictObject({
      falseAlarms: z._default(z.number().check(z.positive()), 1),
      per: z.union([z.strictObject({ windows: z.number().check(z.positive()) }), z.enum(['day', 'week', 'month'])]),
    }),
    { falseAlarms: 1, per: { windows: 100 } },
  ),
  schema: givenSchema,
  tolerance: z._default(z.number().check(z.gte(0), z.lte(10)), 0),
  replicates: z._default(z.int().check(z.gte(100), z.lte(100_000)), 2_000),
  seed: z._default(z.union([z.number(), z.string()]), 0),
});

/**
 * Blocks are so many times as long as rows are alike. Shorter ones cut through dependence: of AR(1) rows with ρ = .8 twice
 * the inflation misses a quarter of the variance, eight times a sixteenth.
 */
const blockLengths = 8;
/** Share of the budget that deciders have; data quality has the rest. */
const decidersShare = 0.9;

type Checked = Omit<z.output<typeof calibrationOptions>, keyof Followed>;

/**
 * See `calibrate` of `monitor/calibrate.ts`. In steps, each of which tells how many rows it has counted.
 *
 * @param tell - Told of each pseudo-window.
 */
export function* calibrateInSteps(
  given: Table,
  { windowSize, alarmBudget, tolerance, replicates, seed, ...own }: Checked,
  tell: (windows: number) => void,
): Generator<number, Calibration> {
  const batch = toBatch(given);
  const schema = own.schema ?? inferColumns(batch);
  const table = redactCategories(coerce(batch, schema), schema);
  const rows = table.size;
  const level = alarmBudget.falseAlarms / windowsIn(alarmBudget.per, windowSize, table.times);
  if (!(level < 1))
    throw new DriftSenseError(
      'OPTION_INVALID',
      `calibrate.alarmBudget: expected less than one false alarm per window, got ${level}`,
    );
  if (2 * windowSize > rows)
    throw new DriftSenseError(
      'OPTION_INVALID',
      `calibrate.windowSize: expected at most half of the ${rows} rows of the reference, got ${windowSize}`,
    );
  const reference = profileReference(table, schema);
  const { columns, leftOut } = decisionCellsOfRows(reference, table, windowSize);
  const alike = reference.columns.map(({ tempering }) => Math.max(tempering?.values ?? 1, tempering?.spread ?? 1));
  const blockRows = Math.min(windowSize, Math.ceil(blockLengths * Math.max(1, ...alike)));
  const random = subRandom(seed, 'calibrate', 'blocks');
  const drawn = yield* pseudoWindows(columns, rows, { windowSize, blockRows, replicates, random, tell });
  const alpha = (decidersShare * level) / Math.max(1, columns.length);
  const calibrated = columns.map(({ name, kind, size, cells }, j) => {
    const values = drawn[j]!;
    const known = cells.reduce((count, cell) => count + Number(cell >= 0), 0);
    const perWindow = (windowSize * known) / rows;
    const h = 1 / known + 1 / perWindow;
    const still = thresholdOf(values, alpha, size, rows / windowSize);
    const { threshold, standardError } = beyondTolerance(still, tolerance / h);
    const dispersion = Math.max(1, mean(Array.from(values)) / (size - 1));
    const found = { column: name, threshold: threshold * h, standardError: standardError * h };
    return {
      found: { ...found, method: still.method, dispersion },
      tested: { kind, cells: size, rows: known, dispersion, ...(tolerance > 0 && { limit: found.threshold }) },
    };
  });
  const expected = yield* expectedFalseAlarmsInSteps(
    calibrated.map(({ tested }) => tested),
    windowSize,
    { preset: 'budget', level: decidersShare * level, tolerance: 0 },
  );
  return {
    windowSize,
    replicates,
    blockRows,
    columns: Object.fromEntries(calibrated.map(({ found: { column, threshold } }) => [column, { threshold }])),
    thresholds: calibrated.map(({ found }) => found),
    leftOut,
    expected: expected.still,
  };
}

/** Windows of the budget's period: those of `windowSize` rows come as often as the reference's rows did. */
function windowsIn(
  per: Checked['alarmBudget']['per'],
  windowSize: number,
  times: Float64Array = new Float64Array(),
): number {
  if (typeof per !== 'string') return per.windows;
  let [first, last] = [Infinity, -Infinity];
  for (const time of times) {
    if (time < first) first = time;
    if (time > last) last = time;
  }
  if (!(last > first))
    throw new DriftSenseError(
      'OPTION_INVALID',
      `calibrate.alarmBudget.per: '${per}' needs a reference with times, that is a timestamp column in its schema`,
    );
  return (msPer[per] * (times.length - 1)) / (last - first) / windowSize;
}
