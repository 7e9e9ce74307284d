import { readFileSync } from 'node:fs';
import { builtIns } from '../../test/judge/concept-drift/built-ins.js';
import { changes, type DetectorRates, stable } from '../../test/calibration/detector-rates.js';

/** What `npm run calibrate` measured last. */
export const calibration = () =>
  JSON.parse(readFileSync(new URL('../../docs/calibration.json', import.meta.url), 'utf8')) as {
    readonly runs: number;
    readonly rows: number;
    readonly date: string;
    readonly commit: string;
    readonly detectors: readonly DetectorRates[];
  };

const number = (value: number): string => (value >= 10 ? value.toFixed(0) : value.toFixed(2));

function line({ detector, falseAlarms, delay }: DetectorRates): string {
  const alarms = Object.keys(stable).map((kind) => (kind in falseAlarms ? number(falseAlarms[kind]!.mean) : '–'));
  const late = delay.map(({ rows, missed }) =>
    rows === undefined ? 'none found' : `${rows}${missed > 0 ? ` (${(100 * missed).toFixed(0)} % missed)` : ''}`,
  );
  return `| \`${detector}\` | ${[...alarms, ...late].join(' | ')} |`;
}

/** Alarms of a detector at one error rate, in words. */
const inWords = (mean: number, rows: number): string =>
  mean === 0 ? `none in ${rows.toLocaleString('en')} rows` : `${number(mean)} in 10,000`;

/** The detector whose false alarms differ most between the two error rates; none at all counts as one in all rows. */
function mostUneven(detectors: readonly DetectorRates[], rows: number): string {
  const ratio = ({ falseAlarms }: DetectorRates) =>
    Math.abs(Math.log(Math.max(falseAlarms['.1']!.mean, 1e4 / rows) / Math.max(falseAlarms['.3']!.mean, 1e4 / rows)));
  const { detector, falseAlarms } = detectors.toSorted((a, b) => ratio(b) - ratio(a))[0]!;
  return `\`${detector}\` has ${inWords(
    falseAlarms['.1']!.mean,
    rows,
  )} at .1 and ${inWords(falseAlarms['.3']!.mean, rows)} at .3`;
}

/** The least and the most alarms at one error rate, among detectors that are no dummies. */
function extremes(detectors: readonly DetectorRates[], rows: number): string {
  const means = detectors.map(({ falseAlarms }) => falseAlarms['.1']!.mean);
  return `from ${inWords(Math.min(...means), rows)} to ${inWords(Math.max(...means), rows)}`;
}

/** docs/calibration.md. */
export function calibrationPage(): string {
  const { runs, rows, date, commit, detectors } = calibration();
  const kinds = Object.keys(stable).map((kind) => (kind.startsWith('.') ? `errors at ${kind}` : kind));
  const real = detectors.filter(({ detector }) => detector in builtIns);
  return `# How concept detectors behave

Every detector at its defaults, watching increases (\`kswin\` with windows of 600 and 200, \`geometricMovingAverage\` with threshold .2, as the
defaults of either see no change of an error rate): alarms per 10,000 rows of streams without any change, and mean delay in rows after
the error rate rises at row 2,000; missed is a change not found within 4,000 rows. A false alarm in that time counts as found: compare
with the row of the detector that alarms every 1,000 rows whatever it is fed.

${runs} streams of each kind, stable ones of ${rows.toLocaleString(
    'en',
  )} rows, seeded; ${date}, commit ${commit}. \`npm run calibrate\` measures it anew, with
\`NIGHTLY=1\` on five times as many streams.

| Detector | ${kinds.join(' | ')} | ${changes
    .map(([from, to]) => `${from} → ${to}`.replaceAll('0.', '.'))
    .join(' | ')} |
|---|${'---|'.repeat(kinds.length + changes.length)}
${detectors.map(line).join('\n')}

Without any change at an error rate of .1 the detectors alarm ${extremes(
    real,
    runs * rows,
  )}. The classical ones keep no rate of their own
either: it depends on the error rate, and ${mostUneven(real, runs * rows)}. What flags a window of
columns keeps the alarm budget: [presets](presets.md).
`;
}
