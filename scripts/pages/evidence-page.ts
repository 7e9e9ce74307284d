import { readFileSync } from 'node:fs';
import type { Evidence } from '../../test/reliability/evidence.js';

/** What the harnesses of reliability saw when they were last run for the page. */
export interface PublishedEvidence {
  readonly date: string;
  readonly commit: string;
  readonly node: string;
  /** Whether all trials were run, or the tenth or so that runs with every change. */
  readonly nightly: boolean;
  readonly rows: readonly (Omit<Evidence, 'details'> & { readonly upperBound95?: number })[];
}

export const evidenceFile = new URL('../../docs/evidence.json', import.meta.url);

interface Promised {
  readonly what: string;
  /** How the trials were chosen: only of random ones the next is like those before. */
  readonly trials: 'random' | 'every call' | 'one run';
}
const promises: Readonly<Record<string, Promised>> = {
  'REL-1': { what: 'An acknowledged model version survives the kill of its process', trials: 'random' },
  'REL-2': {
    what: 'Registry and checkpoints survive the death of the process at any call of the file system',
    trials: 'every call',
  },
  'REL-5': { what: 'A full, read-only or failing disk damages nothing that exists', trials: 'every call' },
  'REL-6': { what: 'Many processes share one registry without locks', trials: 'one run' },
  'REL-10': { what: 'An alert that was raised is delivered at least once, over any kill', trials: 'random' },
  'REL-11': { what: 'A storm of alerts becomes one message', trials: 'one run' },
  'REL-12': { what: 'No flapping: alerts follow their state machine', trials: 'random' },
  'REL-13': { what: 'A dead or slow receiver neither slows detection nor fills memory', trials: 'one run' },
  'REL-14': { what: 'No storm of retries', trials: 'one run' },
  'REL-16': { what: 'Retraining that fails changes nothing and holds nobody up', trials: 'one run' },
  'REL-17': { what: 'A graceful stop loses no window', trials: 'random' },
  'REL-20': { what: 'Every flipped bit in a stored file is noticed', trials: 'random' },
  'REL-22': { what: 'Random histories of register, promote, rollback and crash agree with a model', trials: 'random' },
  'SEC-1': { what: 'A stored file that was tampered with runs no code and crashes nothing', trials: 'random' },
  'SEC-2': { what: 'No hostile name leaves the registry', trials: 'one run' },
};

type Row = PublishedEvidence['rows'][number];

/** Not random, as the other trials of its promise are. */
const atAnyStep = 'dead at any step';

const count = (n: number): string => n.toLocaleString('en');
const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;
const byNumber = (a: Row, b: Row): number => a.id.localeCompare(b.id, 'en', { numeric: true });

function promiseRow({ id, variant, trials, acknowledged, seed, bad, upperBound95 }: Row): string {
  const promised = promises[id];
  if (promised === undefined) throw new Error(`nothing is said of ${id} in scripts/pages/evidence-page.ts`);
  const chosen = variant === atAnyStep ? 'every call' : promised.trials;
  const bound = upperBound95 === undefined ? 'none' : percent(upperBound95);
  return `| ${id} | ${promised.what}${variant ? `: ${variant}` : ''} | ${count(trials)} | ${acknowledged === undefined ? '' : count(acknowledged)} | ${seed ?? ''} | ${bad} | ${chosen === 'random' ? bound : chosen} |`;
}

const controlRow = ({ id, control, trials, bad }: Row): string =>
  `| ${control} | ${id} | ${count(trials)} | ${bad > 0 ? `yes: ${count(bad)} wrong` : '**no**'} |`;

/** docs/evidence.md: what `npm run evidence` saw last, from `docs/evidence.json`. */
export function evidencePage(): string {
  const { date, commit, node, nightly, rows } = JSON.parse(readFileSync(evidenceFile, 'utf8')) as PublishedEvidence;
  const sorted = rows.toSorted(byNumber);
  return `# Evidence

What the harnesses in \`test/reliability\` saw on ${date}, commit ${commit}, Node ${node}, ${nightly ? 'in full' : 'in the short form that runs with every change'}. They run with every
change, and fail when anything is wrong; \`npm run evidence\` runs them and makes this page, \`NIGHTLY=1 npm run evidence\` with all
trials. What is not in the tables was not run.

## Promises

None wrong in N trials leaves, with 95 % confidence, a rate of at most 3/N, where the trials are random. Where they are every call, or parts of one run, the table
says so instead.

| Id | Promise | Trials | Acknowledged | Seed | Wrong | Rate at most |
|---|---|---|---|---|---|---|
${sorted
  .filter(({ control }) => control === undefined)
  .map(promiseRow)
  .join('\n')}

## Negative controls

Code made wrong in one way each. A harness that does not find it proves nothing: then the test fails.

| Control | Run by | Trials | Found |
|---|---|---|---|
${sorted
  .filter(({ control }) => control !== undefined)
  .map(controlRow)
  .join('\n')}

M4 acknowledges before the link; M5 writes on after a short write as if it were whole; M7 takes a failed write for a good one; M9 takes
the version number that it read without claiming it; M11 marks an alert as sent before it is; M12 keeps no outbox.
`;
}
