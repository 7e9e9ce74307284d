import { readFileSync } from 'node:fs';
import type { DetectionDelay } from '../../src/judge/sequential/detection-delay.js';
import {
  nullColumns,
  sharing,
  summaryOf,
  type DependentCell,
  type Histogram,
  type NullCell,
  type SeasonCell,
  type StreamSize,
} from '../../test/judge/sequential/false-alarms.js';
import type { ErrorDelay } from '../../test/judge/concept-drift/error-delays.js';

/** When something was measured, on which commit, and what its random numbers come from. */
interface Made {
  readonly date: string;
  readonly commit: string;
  readonly seed: string;
}
type Measured = Made & { readonly monitors: Histogram };

/** What `scripts/measure_sequential.ts` measured. */
export interface SequentialRates {
  readonly null: readonly (NullCell & Measured & { readonly from?: number; readonly rowsPerFalseAlarm: number })[];
  readonly dependent: readonly (DependentCell & Measured & Omit<StreamSize, 'monitors'>)[];
  readonly seasons: readonly (SeasonCell & Measured & Omit<StreamSize, 'monitors'>)[];
  readonly delays: readonly (Made & {
    readonly change: { readonly shift?: number; readonly spread?: number };
    readonly tolerance: number;
    readonly streams: number;
    readonly delay: DetectionDelay;
  })[];
  readonly errors: readonly (Made & {
    readonly from: number;
    readonly to: number;
    readonly how: string;
    readonly runs: number;
    readonly rowsPerFalseAlarm: number;
    readonly own: ErrorDelay;
    readonly best: ErrorDelay;
  })[];
}

export const sequentialRates = (): SequentialRates =>
  JSON.parse(readFileSync(new URL('../../docs/sequential-rates.json', import.meta.url), 'utf8')) as SequentialRates;

const grouped = (x: number): string => Math.round(x).toLocaleString('en');
const short = (x: number): string => String(x).replace(/^0\./, '.');
const two = (x: number): string => x.toFixed(2).replace(/^0\./, '.');

/** Mean alarms with the standard error, variance over mean, and the most of one monitor. */
function figures(histograms: readonly Histogram[]): string {
  const { monitors, mean, variance, error, most } = summaryOf(histograms);
  return `${grouped(monitors)} | ${two(mean)} ± ${two(error)} | ${mean > 0 ? two(variance / mean) : '–'} | ${most}`;
}

/** Dates and commits of what a table shows, and its seed. */
function madeOf(measured: readonly Made[]): string {
  const seen = [...new Set(measured.map(({ date, commit }) => `${date}, commit ${commit}`))];
  return `${seen.join('; ')}; seed \`${measured[0]!.seed}\``;
}

const changeText = ({ shift, spread }: SequentialRates['delays'][number]['change']): string =>
  shift === undefined ? `spread × ${short(spread!)}` : `mean by ${short(shift)} standard deviations`;

function delayText(delays: SequentialRates['delays'], change: string, tolerance: number): string {
  const found = delays.find((one) => changeText(one.change) === change && one.tolerance === tolerance);
  if (found === undefined) return '–';
  const { rows, error, missed } = found.delay;
  if (rows === undefined || missed > 0.5) return `${grouped(100 * missed)} % missed`;
  return `${grouped(rows)} ± ${grouped(error!)}${missed > 0 ? ` (${grouped(100 * missed)} % missed)` : ''}`;
}

/** docs/sequential-measured.md. */
export function sequentialPage(): string {
  const { null: cells, dependent, seasons, delays, errors } = sequentialRates();
  const [{ rowsPerFalseAlarm }] = cells as [SequentialRates['null'][number]];
  const nullRows = nullColumns.map(
    (columns) =>
      `| ${columns} | ${figures(cells.filter((cell) => cell.columns === columns).map(({ monitors }) => monitors))} |`,
  );
  const dependentRows = [...new Set(dependent.map(({ rho }) => rho))]
    .toSorted((a, b) => a - b)
    .map(
      (rho) =>
        `| ${short(rho)} | ${figures(dependent.filter((cell) => cell.rho === rho).map(({ monitors }) => monitors))} |`,
    );
  const seasonRows = seasons.map(
    ({ amplitude, split, monitors }) =>
      `| ${short(amplitude)} | ${split ? 'of the same hour' : 'of any hour'} | ${figures([monitors])} |`,
  );
  const tolerances = [...new Set(delays.map(({ tolerance }) => tolerance))];
  const delayRows = [...new Set(delays.map(({ change }) => changeText(change)))].map(
    (change) => `| ${change} | ${tolerances.map((tolerance) => delayText(delays, change, tolerance)).join(' | ')} |`,
  );
  const errorRows = errors.map(
    ({ from, to, how, own, best }) =>
      `| ${short(from)} → ${short(to)} | ${how} | ${grouped(own.delay)} | ${grouped(best.delay)} | ${two(own.delay / best.delay)} |`,
  );
  return `# Row by row, measured

What [watching row by row](sequential.md) came to in simulations. \`npm run calibrate\` measures what is not there yet, and
\`npx tsx scripts/measure_sequential.ts null dependent seasons delays errors\` all of it anew,
and \`test/judge/sequential/simulations.test.ts\` a small part of it with every change, or all of it with \`NIGHTLY=1\`.

## False alarms

Without drift, where 4 are allowed: ${grouped(4 * rowsPerFalseAlarm)} rows, N = ${grouped(rowsPerFalseAlarm)}; normal, log-normal, counts, many zeros, categories, a constant, some values
missing; columns independent, correlated, functions of each other, copies; 200, 2,000 and 50,000 reference rows, of which up to ${sharing}
monitors share one where it has 500,000 values or more. ${madeOf(cells)}.

| columns | monitors | mean alarms | variance over mean | most of one monitor |
|---|---|---|---|---|
${nullRows.join('\n')}

Where 2 are allowed, in ${grouped(dependent[0]!.rows)} rows of ${dependent[0]!.columns} columns that each depend on their past, autoregressions with a correlation ρ of neighbours, after 1,000
and 5,000 reference rows. ${madeOf(dependent)}.

| ρ | monitors | mean alarms | variance over mean | most of one monitor |
|---|---|---|---|---|
${dependentRows.join('\n')}

Where 2 are allowed, in ${grouped(seasons[0]!.rows)} rows of ${seasons[0]!.columns} columns that follow the hour of the day, a sine of so many standard deviations, after 4,800 reference rows
(20 days). ${madeOf(seasons)}.

| sine | compared with rows | monitors | mean alarms | variance over mean | most of one monitor |
|---|---|---|---|---|---|
${seasonRows.join('\n')}

## Delay

Rows until the alarm, by \`detectionDelay\`, when one of ten columns moves; N = 50,000, 5,000 reference rows, ${delays[0]!.streams} streams each, missed is a change
not found within 10,000 rows; the mean is over those found. ${madeOf(delays)}.

| what moved | ${tolerances.map((tolerance) => `\`tolerance: ${tolerance}\``).join(' | ')} |
|---|${'---|'.repeat(tolerances.length)}
${delayRows.join('\n')}

Rows until an error rate is found to have risen, beside the CUSUM that knows both rates and has the same mean run length, N = ${grouped(errors[0]!.rowsPerFalseAlarm)};
${grouped(errors[0]!.runs)} streams each. ${madeOf(errors)}.

| error rate | \`shiryaevRoberts\` | rows | the best | ratio |
|---|---|---|---|---|
${errorRows.join('\n')}
`;
}
