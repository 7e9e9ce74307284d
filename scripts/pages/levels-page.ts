import { readFileSync } from 'node:fs';
import type { BudgetRun } from '../../test/calibration/budget.js';
import { boundaryLevels, type Boundary, type Power } from '../../test/calibration/decider-power.js';
import type { DistanceSize } from '../../test/calibration/distance-sizes.js';
import type { ModeRun } from '../../test/calibration/reference-modes.js';
import type { PresetRates } from '../../test/calibration/preset-rates.js';
import type { publishedSilence } from '../../test/calibration/silence.js';
import type { DetectableRate } from '../../test/calibration/detectable.js';
import { tail, type TailLevel } from '../../test/calibration/tail-levels.js';
import type { TestLevel } from '../../test/calibration/test-levels.js';
import { detectableTable } from './detectable-section.js';
import { tailTable } from './tail-section.js';

type Sized = { readonly reference: number; readonly window: number };

/** One part of what was measured, and when on what. */
interface Part<Row> {
  readonly date: string;
  /** What the random numbers come from. */
  readonly seed: string;
  readonly commit: string;
  readonly rows: readonly Row[];
}

/** What is kept of a run. */
type Measured = Omit<BudgetRun, 'rates'>;

/** What `npm run calibrate` measured last of tests and windows. */
export const published = () =>
  JSON.parse(readFileSync(new URL('../../docs/levels.json', import.meta.url), 'utf8')) as {
    readonly tests: Part<TestLevel>;
    readonly statistics: Part<TestLevel>;
    readonly distances: Part<DistanceSize>;
    readonly power: Part<Power>;
    readonly boundary: Part<Boundary>;
    readonly detectable: Part<DetectableRate>;
    readonly tail: Part<TailLevel>;
    readonly modes: Part<ModeRun>;
    readonly budget: Part<Measured & Sized & { readonly moved: boolean }>;
    readonly silence: Part<ReturnType<typeof publishedSilence>[number]>;
    readonly dependence: Part<Measured & Sized & { readonly name: string; readonly tolerance: number }>;
    readonly bursts: Part<Measured & Sized & { readonly often: number; readonly tolerance: number }>;
    readonly presets: Part<PresetRates>;
  };

const when = ({ date, commit, seed }: Part<unknown>): string => `Measured ${date}, commit ${commit}, seed \`${seed}\`.`;

const count = (n: number): string => n.toLocaleString('en');
const size = ({ reference, window }: Sized): string => `${count(reference)} / ${count(window)}`;
const silenceSize = (row: { readonly referenceRows: number; readonly windowRows: number }): string =>
  size({ reference: row.referenceRows, window: row.windowRows });
const three = (share: number): string => share.toFixed(3).replace(/^0/, '');
/** None in n leaves up to 3/n with 95 % confidence; a standard error of 0 would say that there is no doubt. */
const perHundred = ({ rate, standardError, windows }: Measured): string =>
  rate === 0
    ? `0, under ${(300 / windows).toFixed(1)}`
    : `${(100 * rate).toFixed(2)} ± ${(100 * standardError).toFixed(2)}`;

/** Shares of rejections at both levels, in one cell. */
const shares = ({ rejected, runs }: { readonly rejected: readonly number[]; readonly runs: number }): string =>
  rejected.map((n) => three(n / runs)).join(' / ');

/** One row per test and column, one cell per size. */
function levelTable(rows: readonly TestLevel[], first: string): string {
  const sizes = [...new Set(rows.map(size))];
  const names = [...new Set(rows.map(({ test, column }) => `\`${test}\` | ${column}`))];
  const cellOf = (name: string, at: string) => {
    const row = rows.find((one) => `\`${one.test}\` | ${one.column}` === name && size(one) === at);
    return row === undefined ? '–' : shares(row);
  };
  return [
    `| ${first} | Column | ${sizes.join(' | ')} |`,
    `|---|---|${'---|'.repeat(sizes.length)}`,
    ...names.map((name) => `| ${name} | ${sizes.map((at) => cellOf(name, at)).join(' | ')} |`),
  ].join('\n');
}

/** One row per distance, one cell per size. */
function sizeTable(rows: readonly DistanceSize[]): string {
  const sizes = [...new Set(rows.map((row) => row.rows))];
  return [
    `| Distance | Column | ${sizes.map((n) => `${count(n)} / ${count(n)}`).join(' | ')} |`,
    `|---|---|${'---|'.repeat(sizes.length)}`,
    ...[...new Set(rows.map(({ distance }) => distance))].map((name) => {
      const own = rows.filter(({ distance }) => distance === name);
      return `| \`${name}\` | ${own[0]!.column} | ${own.map(({ mean, q95 }) => `${three(mean)} / ${three(q95)}`).join(' | ')} |`;
    }),
  ].join('\n');
}

/** Flagged windows under each preset where nothing changes, of docs/presets.md. */
export function presetTable(): string {
  const { presets } = published();
  const [{ references, windows }] = presets.rows as [PresetRates];
  return `Flagged windows of ${windows}, over ${references} references. ${when(presets)}

| Features | \`any\` | \`majority\` | \`budget\` |
|---|---|---|---|
${presets.rows
  .map(({ features, flagged }) => `| ${features} | ${flagged.any} | ${flagged.majority} | ${flagged.budget} |`)
  .join('\n')}
`;
}

/** Changes of another shape than the stated one. */
const isOther = (column: string): boolean => column.includes(' from ');

/** docs/levels.md. */
export function levelsPage(): string {
  const { tests, statistics, distances, power, boundary, budget, dependence, bursts, silence, modes, detectable } =
    published();
  const far = published().tail;
  const asStated = detectable.rows.filter(({ column }) => !isOther(column));
  const others = detectable.rows.filter(({ column }) => isOther(column));
  const cases = [...new Set(dependence.rows.map((row) => `${row.name} | ${size(row)}`))];
  const withWorst = (one: Measured) =>
    `${perHundred(one)}${one.worst > 0 ? `, worst ${(100 * one.worst).toFixed(0)}` : ''}`;
  return `# What the figures promise

Simulated on the library's own path, seeded. \`npm run calibrate\` measures it anew, with \`NIGHTLY=1\` five times as often and at
windows of 50,000 rows too.

## Windows of twenty columns

Flagged windows per 100 at the defaults, where the budget allows one: twenty columns as they come in practice (smooth, skewed,
rounded, counted, full of zeros, of few and of many categories), without any change and with every column moved up to its tolerance.
± is one standard error; where no window was flagged, "under" is what
is left with 95 % confidence. "Worst" is the unluckiest of the references. ${when(budget)}

| Reference / window | Windows | Without change | Worst | Windows | At the tolerance | Worst |
|---|---|---|---|---|---|---|
${budget.rows
  .filter(({ moved }) => !moved)
  .map((still) => {
    const gone = budget.rows.find((row) => row.moved && size(row) === size(still))!;
    const side = (run: Measured) => `${count(run.windows)} | ${perHundred(run)} | ${(100 * run.worst).toFixed(0)}`;
    return `| ${size(still)} | ${side(still)} | ${side(gone)} |`;
  })
  .join('\n')}

## One reference

\`referenceMode\` says over what the budget is kept: \`fixed\` on average over references, of which an unlucky one may alarm far more
often, as its own error shows in all windows alike; \`fixed-conditional\` for at least 95 of 100 references, at the price of what it finds;
\`pooled\` on average over references too, but each window that does not alarm joins the reference, whose error fades.
Five normal columns without any change and without tolerance, a budget of one window in ten. "Over" are references whose windows
alarmed more often than the budget by more than their chance error (three standard errors). "Clustering" is the variance of a
reference's number of alarms over their mean, .9 where windows alarm independently. Found is from the first window on: under \`pooled\` a
change that is missed joins the reference. ${when(modes)}

| Mode | Reference / window | References | Flagged per 100 | Worst reference | Over | Clustering | .15 sd in one column found |
|---|---|---|---|---|---|---|---|
${modes.rows
  .map(
    (row) =>
      `| \`${row.mode}\` | ${size(row)} | ${row.references} | ${(100 * row.rate).toFixed(2)} ± ${(100 * row.standardError).toFixed(2)} | ${(100 * row.worst).toFixed(0)} | ${row.over} | ${row.clustering.toFixed(1)} | ${three(row.found)} |`,
  )
  .join('\n')}

## Rows that depend on one another

The same for ten columns whose rows are like the rows before them, and never change. Claimed for references of at least 1,000 rows and
windows of up to a seventh of it, on average over references, where the reference has seen each kind of run about ten times; the last
rows are beyond that. ${when(dependence)}

| Columns | Reference / window | At tolerance .05 | At tolerance .0025 |
|---|---|---|---|
${cases
  .map((name) => {
    const of = (tolerance: number) =>
      withWorst(dependence.rows.find((row) => `${row.name} | ${size(row)}` === name && row.tolerance === tolerance)!);
    return `| ${name} | ${of(0.05)} | ${of(0.0025)} |`;
  })
  .join('\n')}

**Where it fails:** what comes so seldom that the reference could not learn it. Ten columns that now and then are two standard deviations higher
for 200 rows, ${size(bursts.rows[0]!)}: such a burst is no change, but a window that holds one looks like none of a reference that has hardly seen any. The
budget is not kept there; take a reference long enough to hold ten of each kind. ${when(bursts)}

| Bursts in the reference, on average | At tolerance .05 | At tolerance .0025 |
|---|---|---|
${[...new Set(bursts.rows.map(({ often }) => often))]
  .map((often) => {
    const of = (tolerance: number) =>
      withWorst(bursts.rows.find((row) => row.often === often && row.tolerance === tolerance)!);
    return `| ${often} | ${of(0.05)} | ${of(0.0025)} |`;
  })
  .join('\n')}

A column that has always gone missing in runs is told to be [silent](alerts.md#frozen-columns) when it is missing for more than twice
as long as ever in its reference. That is a fact and no verdict, and stands beside the budget; this often, in windows per 100, it was
told of one column that is as it always was, with runs as long as chance makes them or of a heavy tail (Pareto, index 1.5). ${when(silence)}

| Mean run, share missing | Reference / window | Windows | By chance | Heavy tail |
|---|---|---|---|---|
${silence.rows
  .filter(({ runs }) => runs === 'geometric')
  .map((row) => {
    const heavy = silence.rows.find(
      (other) => other.runs === 'pareto' && other.length === row.length && silenceSize(other) === silenceSize(row),
    )!;
    const told = (one: { readonly told: number; readonly windows: number }) =>
      one.told === 0 ? `0, under ${(300 / one.windows).toFixed(1)}` : ((100 * one.told) / one.windows).toFixed(2);
    return `| ${row.length} rows, ${three(row.share)} | ${silenceSize(row)} | ${count(row.windows)} | ${told(row)} | ${told(heavy)} |`;
  })
  .join('\n')}

## Tests

How often each test with a p-value rejects "no change" at .05 and at .01 where nothing has changed, by rows of the reference and of
the window. \`missingShare\` and \`unseenCategories\` keep below where flags are few, and \`psi\` of two cells where rows are: their law is
discrete. Of 200 categories only the most common one has a cell of its own in windows of 50 rows, so that there \`psi\` is one of two
cells. [What \`psi\` keeps where rows are few](decisions/0029-laws-where-rows-are-few.md). ${count(Math.min(...tests.rows.map(({ runs }) => runs)))} runs a figure. ${when(tests)} \`psi\` of
categories was measured anew at commit d9e8575, in windows of up to 2,000 rows; the classical tests, from \`cramerVonMises\` on, on
2026-11-30 at the commit that brought them. \`eppsSingleton\`, \`welch\` and, of values with ties, \`kuiper\` keep below on purpose.

${levelTable(tests.rows, 'Test')}

The functions of \`driftsense/stats\`, two samples of as many values; counts are those of five categories, or of two
for Fisher. The law of G is light with about ten rows a cell. ${when(statistics)}

${levelTable(statistics.rows, 'Function')}

## Far in the tail

Holm over twenty columns asks whether a p-value is below .00045 or less. How often those of ${count(tail.reference)} rows against ${count(tail.window)} are so
small, as a multiple of the level asked for: without any change, and for the decider where a column has moved by exactly its tolerance too. A numeric
column without ties is any continuous one. In ${count(far.rows[0]!.runs)} runs, the same for all rows of the table; one standard error is
${tail.levels.map((level) => `${Math.sqrt(1 / (far.rows[0]!.runs * level)).toFixed(2)} at ${level}`).join(', ')}. ${when(far)}

${tailTable(far.rows)}

## Distances

How large the distances without a p-value come out where nothing has changed, as mean / what one in twenty exceeds: two samples of as
many values, normal with standard deviation 1, or counts of five categories. A fixed threshold that ignores the rows means another thing in
every column of this table. ${when(distances)}

${sizeTable(distances.rows)}

## What the decider finds

Share of windows in which \`psi\` names a normal column at the level of one of twenty (.00045), against 5,000 reference rows. Smaller
changes than the tolerance are \`immaterial\` by choice: .05 is a shift of .23 standard deviations, .0025 one of .05. "Specified" is what its design
found before it was built. Found is given with its standard error. ${when(power)}

| Change | Tolerance | Window | Found | Specified |
|---|---|---|---|---|
${power.rows
  .map(
    ({ change, tolerance, window, found, runs, stated }) =>
      `| ${change} | ${tolerance} | ${count(window)} | ${three(found / runs)} ± ${three(Math.sqrt(((found / runs) * (1 - found / runs)) / runs))} | ${three(stated)} |`,
  )
  .join('\n')}

\`minimumDetectableEffect\` states which change is to be found in .8 of windows, at tolerances of 0 and .05 and for one column, ten and fifty that share the
budget. This often it was found, from the least to the most of these six; ${count(asStated[0]!.runs)} windows each, one standard error ${three(Math.sqrt(0.16 / asStated[0]!.runs))}.
A normal column shifts, the share of one category changes. Of a hundred even categories no one has a cell of its own in windows of 200 rows but the
one that rises, and that by chance: there it is least exact. ${when(detectable)} Categories were measured
anew at commit d9e8575.

${detectableTable(asStated)}

The PSI is no measure of what the decider sees of categories that move otherwise: changes of the same PSI as the stated one.

${detectableTable(others)}

Of a column that has moved by exactly its tolerance of .05 it says "beyond" this often, as a multiple of the level asked for. ${when(boundary)}

| Change | Reference / window | at ${boundaryLevels.map(String).join(' | at ')} |
|---|---|${'---|'.repeat(boundaryLevels.length)}
${boundary.rows
  .map((row) => {
    const ratios = row.rejected.map((n, i) => (n / row.runs / boundaryLevels[i]!).toFixed(2));
    return `| ${row.change} | ${size(row)} | ${ratios.join(' | ')} |`;
  })
  .join('\n')}
`;
}
