import { readFileSync } from 'node:fs';
import type { Row } from '../../benchmarks/parity/compare.js';

/** What `npm run parity` found last. */
export const parity = () =>
  JSON.parse(readFileSync(new URL('../../docs/parity.json', import.meta.url), 'utf8')) as {
    readonly seed: string;
    readonly date: string;
    readonly commit: string;
    readonly python: string;
    /** By package, the day on which it answered. */
    readonly answered: Readonly<Record<string, string>>;
    readonly rows: readonly Row[];
  };

/** Public names that no package has, and what stands for them. */
export const without: Readonly<Record<string, string>> = {
  confidenceSequence:
    'its definition after every row, coverage under simulation, `test/stats/sequential/confidence-sequence.test.ts`',
  normalMixtureBoundary: 'published values of the package confseq, `test/stats/sequential/confidence-sequence.test.ts`',
  stitchedBoundary: 'published values of the package confseq, `test/stats/sequential/confidence-sequence.test.ts`',
  'ksTest exactTies': 'all splits of small samples, one by one, `test/stats/two-sample/ks-test.test.ts`',
  deciderTest: 'own test; an independent implementation of its formulas, `test/stats/decider.test.ts`',
  poolCategories: 'own rule; its level under simulation, `test/stats/pool-categories.test.ts`',
  pairedErrorEvidence: 'own e-process; its error under simulation, `test/stats/gate-e-process.test.ts`',
  boundedLossEvidence: 'own e-process; its error under simulation, `test/stats/gate-e-process.test.ts`',
  '…Estimate': 'intervals of the metrics above; coverage under simulation, `test/stats/metrics/`',
  shiryaevRoberts:
    'no package has it; a second plain form and exact small checks, `test/judge/concept-drift/shiryaev-roberts.test.ts`',
  'rddm (MOA)': 'the row of its documentation, `test/judge/concept-drift/published-detectors.test.ts`',
};

const packages: Readonly<Record<string, string>> = {
  scipy: 'scipy 1.17.1',
  mpmath: 'mpmath 1.3.0',
  sklearn: 'scikit-learn, statsmodels',
  river: 'river 0.26.0',
  evidently: 'evidently 0.7.21',
  nannyml: 'NannyML 0.13.1',
  frouros: 'frouros 0.9.0',
};

const size = (value: number | null): string => (value === 0 ? '0' : (value?.toExponential(1) ?? '∞'));

function largest({ equal, compared, parts }: Row): string {
  if (equal !== undefined) return `${equal} of ${compared} streams equal`;
  return parts.map(({ name, largest: most }) => `${name} ${size(most)}`).join(', ');
}

const tolerance = ({ equal, parts, deliberate }: Row): string => {
  if (equal !== undefined) return deliberate === undefined ? 'every row' : 'none: differs on purpose';
  return [...new Set(parts.map((part) => size(part.tolerance)))].join(', ');
};

function line(row: Row): string {
  return `| ${row.ours} | ${packages[row.package]}: ${row.theirs} | ${
    row.compared
  } of ${row.cases} | ${largest(row)} | ${tolerance(row)} |`;
}

function reasons(row: Row): string[] {
  const of = `| ${row.ours} | ${packages[row.package]}: ${row.theirs} |`;
  return [
    ...row.parts.flatMap(({ name, excused }) =>
      excused && excused.cases > 0 ? [`${of} ${name} | ${excused.cases} | ${excused.why} |`] : [],
    ),
    ...(row.deliberate === undefined
      ? []
      : [
          `${of} alarm rows | ${row.compared - row.equal!} | ${row.deliberate.why}; with this undone its form has our alarms on ${row.deliberate.explained} of ${row.cases} streams |`,
        ]),
    ...(row.onlyTheirs > 0 ? [`${of} ours refuses | ${row.onlyTheirs} | ${row.refuses} |`] : []),
  ];
}

/** Everything that is held to an absolute difference near zero, by the reason. */
function nearZero(rows: readonly Row[]): string {
  const parts = rows.flatMap((row) =>
    row.parts.flatMap(({ name, floor }) =>
      floor === undefined ? [] : [{ floor, what: `${row.ours} (${row.package}, ${name})` }],
    ),
  );
  const reasonsOf = [...new Set(parts.map(({ floor }) => floor))];
  const which = (reason: string) => new Set(parts.flatMap(({ floor, what }) => (floor === reason ? [what] : [])));
  const lines = reasonsOf.map((reason) => `| ${reason} | ${[...which(reason)].join('; ')} |`);
  return `## Near zero

A number that comes out of a cancellation has fewer digits than its parts. These are held to an absolute difference where they are small.
Beside mpmath, in 30 digits, \`jensenShannonDistance\` and \`gTest\` need no such allowance: the digits are missing elsewhere.

| How | Which |
|---|---|
${lines.join('\n')}

`;
}

/** docs/parity.md. */
export function parityPage(): string {
  const { rows, seed, date, commit, python, answered } = parity();
  const earlier = Object.entries(answered).filter(([, on]) => on !== date);
  return `# Agreement with other packages

Our functions beside those of other packages, run live on the same generated cases: ties, constants, two to nine values, samples without
overlap, very unequal sizes, huge and minute values, values far from zero, empty and one-sided cells, tails down to 1e-250, streams with and
without changes. Differences are relative. An oracle is our own plain form of what another package computes (\`test/oracles/\`): it shows
what that package's users get, where the library's own method differs on purpose.

\`npm run parity\` makes it anew: it puts the packages into two environments in a cache folder (\`benchmarks/parity/requirements*.txt\`),
asks them, compares, and fails where anything differs that is not in the second table. Without Python it says "not run".
This run: seed "${seed}", ${python}, ${date}, commit ${commit}.${earlier.map(([name, on]) => ` The answers of ${name} to these same cases are of ${on}.`).join('')}

| Ours | Theirs | Cases compared | Largest difference | Tolerance |
|---|---|---|---|---|
${rows.map(line).join('\n')}

Cases that are not compared have no number on either side, or in the other package alone.

## Deliberate differences

These cases are counted and not held to the tolerance; all others are. Statistics are held to 1e-12 and p-values to 1e-9, the statistic of
Epps and Singleton, which inverts a covariance matrix, to 1e-9 too.

| Ours | Theirs | What | Cases | Why |
|---|---|---|---|---|
${rows.flatMap(reasons).join('\n')}

${nearZero(rows)}## Without a counterpart

| Ours | Held by |
|---|---|
${Object.entries(without)
  .map(([name, by]) => `| \`${name}\` | ${by} |`)
  .join('\n')}
`;
}
