import { readFileSync } from 'node:fs';
import { builtIns } from '../../test/judge/concept-drift/built-ins.js';
import type { DetectorEpisodes } from '../../test/calibration/detector-episodes.js';
import { changes, type DetectorRates, stable } from '../../test/calibration/detector-rates.js';

/** What `npm run calibrate` measured last. */
export const calibration = () =>
  JSON.parse(readFileSync(new URL('../../docs/calibration.json', import.meta.url), 'utf8')) as {
    readonly runs: number;
    readonly rows: number;
    readonly date: string;
    /** What the random numbers come from. */
    readonly seed: string;
    readonly commit: string;
    readonly detectors: readonly DetectorRates[];
    readonly episodes: {
      readonly date: string;
      readonly seed: string;
      readonly commit: string;
      readonly detectors: readonly DetectorEpisodes[];
    };
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

/** Changes per 100 not found within twice the mean delay, of the detector with most of them. */
const latest = (rows: readonly DetectorEpisodes[]): string =>
  Math.max(...rows.map(({ inTwiceTheMean, streams }) => 100 * (1 - inTwiceTheMean / streams))).toFixed(0);

function severalInWords(rows: readonly DetectorEpisodes[]): string {
  const several = rows.reduce((sum, row) => sum + row.several, 0);
  const all = rows.reduce((sum, row) => sum + row.streams, 0);
  return several === 0
    ? `No change of ${all.toLocaleString('en')} was told as two episodes.`
    : `${several} changes of ${all.toLocaleString('en')} were told as two episodes.`;
}

const percent = (part: number, of: number): string => ((100 * part) / of).toFixed(1);

function episodeLine(row: DetectorEpisodes): string {
  const { detector, delay, late, streams, inTwiceTheMean, inTwiceLate, several, open } = row;
  const once = percent(inTwiceLate - several, streams);
  return `| \`${detector}\` | ${delay} | ${late} | ${percent(inTwiceTheMean, streams)} | ${once} | ${percent(open, streams)} |`;
}

/** docs/calibration.md. */
export function calibrationPage(): string {
  const { runs, rows, date, seed, commit, detectors, episodes } = calibration();
  const kinds = Object.keys(stable).map((kind) => (kind.startsWith('.') ? `errors at ${kind}` : kind));
  const real = detectors.filter(({ detector }) => detector in builtIns);
  return `# How concept detectors behave

Every detector at its defaults, watching increases (\`kswin\` with windows of 600 and 200, \`geometricMovingAverage\` with threshold .2, as the
defaults of either see no change of an error rate): alarms per 10,000 rows of streams without any change, and mean delay in rows after
the error rate rises at row 2,000; missed is a change not found within 4,000 rows. A false alarm in that time counts as found: compare
with the row of the detector that alarms every 1,000 rows whatever it is fed.

${runs} streams of each kind, stable ones of ${rows.toLocaleString(
    'en',
  )} rows; ${date}, commit ${commit}, seed \`${seed}\`. \`npm run calibrate\` measures it anew, with
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

## One change, one episode

The same detectors where the error rate goes from .1 to .4 at row 2,000: mean delay in rows, and the delay that one change in twenty exceeds.
Then, of as many other streams, per 100: changes found within twice the mean; changes told as exactly one episode within twice the
latter; and changes that came while an episode was open, since a false alarm had begun one in the 1,000 rows before
(\`refractoryRows\`): the detection is reported, and counted as of that episode.
Measured ${episodes.date}, commit ${episodes.commit}, seed \`${episodes.seed}\`, on ${Math.max(...episodes.detectors.map(({ streams }) => streams)).toLocaleString('en')} streams of each kind, \`kswin\` on two fifths.

| Detector | Delay | One in twenty later than | Within twice the mean | One episode within twice the latter | Open before |
|---|---|---|---|---|---|
${episodes.detectors.map(episodeLine).join('\n')}

${severalInWords(episodes.detectors)} What is short of 100 are changes found later still; of those, \`ecdd\`
has learnt the new rate and alarms by chance. A mean says little of delays that are spread like waiting times, those of \`ddm\` above all, whose error
rate runs over the whole past: of 100 changes up to ${latest(episodes.detectors)} take more than twice the mean.
`;
}
