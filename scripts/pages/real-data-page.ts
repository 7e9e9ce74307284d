import { readFileSync } from 'node:fs';
import type { ColumnScore, StreamScore } from '../../benchmarks/parity/real/score.js';

/** What `npm run parity:real` found last. */
export const realData = () =>
  JSON.parse(readFileSync(new URL('../../docs/real-data.json', import.meta.url), 'utf8')) as {
    readonly date: string;
    /** What rows are shuffled by. */
    readonly seed: string;
    readonly commit: string;
    readonly python: string;
    readonly columns: readonly ColumnScore[];
    readonly concepts: readonly StreamScore[];
  };

const distinct = (values: readonly string[]): string[] => [...new Set(values)];
const table = (head: readonly string[], lines: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
    .replaceAll('| --- ', '|---')
    .replaceAll('---|---', '---|---');

function columnTables(scores: readonly ColumnScore[]): string {
  const packages = distinct(scores.map((score) => score.package));
  const of = (data: string) =>
    packages.map((name) => scores.find((score) => score.data === data && score.package === name)!);
  const withDrift = distinct(scores.filter(({ drifted }) => drifted > 0).map(({ data }) => data));
  const quiet = distinct(scores.map(({ data }) => data)).filter((data) => !withDrift.includes(data));
  const found = withDrift.map((data) => [
    data,
    ...of(data).map(
      (s) =>
        `${s.found} of ${s.drifted}, ${s.drifted - s.found} missed${s.delay === undefined ? '' : `, after ${Number(s.delay.toFixed(1))}`}${s.quiet > 0 ? `; ${s.false} of ${s.quiet} false` : ''}`,
    ),
  ]);
  const calm = quiet.map((data) => [
    data,
    ...of(data).map((s) => `${s.falseWindows} of ${s.windows} windows, ${s.false} of ${s.quiet} columns`),
  ]);
  return `Columns that drifted and were found or missed, and after how many further windows a column that was found first alarmed, on average; where a
data set has columns known not to drift, those that alarmed all the same:

${table(['Data', ...packages], found)}

Nothing drifted: windows out of one shuffled table, in which no alarm is right.

${table(['Data', ...packages], calm)}`;
}

function conceptTable(scores: readonly StreamScore[]): string {
  const streams = distinct(scores.map(({ data }) => data));
  const lines = distinct(scores.map(({ detector }) => detector)).map((detector) => [
    detector,
    ...streams.map((data) => {
      const {
        changes,
        found,
        delay,
        false: wrong,
      } = scores.find((score) => score.data === data && score.detector === detector)!;
      if (changes === 0) return `${wrong} false`;
      return `${found} of ${changes}, ${changes - found} missed${delay === undefined ? '' : `, after ${delay} rows`}; ${wrong} false`;
    }),
  ]);
  const rows = streams.map(
    (data) => `${data} (${scores.find((score) => score.data === data)!.rows.toLocaleString('en')} rows)`,
  );
  return table(['Detector', ...rows], lines);
}

/** docs/real-data.md. */
export function realDataPage(): string {
  const { date, seed, commit, python, columns, concepts } = realData();
  return `# Verdicts on real data

Every package at its defaults on the same rows of data whose changes are known, or known not to be there. \`npm run parity:real\` makes it
anew; ${python}, ${date}, commit ${commit}; rows are shuffled by the seed \`${seed}\`, the name of the data.

## Columns

driftsense judges by \`compare\`: all columns of a window at once, what is missing or out of range in them too, with rows in the order of
time unless told otherwise; evidently by the test and threshold that it chooses for a column; NannyML by the Jensen–Shannon distance
against three standard deviations over ten chunks of the reference, or chunks of the window's size where more fit. A column without an answer is missed.

Where rows depend on one another, driftsense counts them for what they are worth. The reference of the room is one week of minutes that
wander by hours, that of the housing data goes from region to region itself: a further week, a further region is no news to it. Nor is a
gas sensor that dies to a reference in which it was silent five times, for up to 146 hours: that is no verdict, but a \`Monitor\`
tells in the same month that [the column is silent](alerts.md#frozen-columns). \`ordered: false\` takes every row for independent, as evidently does, and finds all of these.

${columnTables(columns)}

## Errors of a model

A naive Bayes model fixed after 2,000 rows; its errors, row by row. A change is found by the first alarm before the next one; all other
alarms are false. At its second change the errors of SINE become fewer, which DDM, EDDM, HDDM_A and HDDM_W do not watch by default.
Shuffled errors have no change in them. \`adwin\` and river's ADWIN are the same detector: they differ in nothing.

${conceptTable(concepts)}
`;
}
