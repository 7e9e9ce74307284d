import type { TestResult } from '../contracts/results.js';
import type { Judged } from './judge-window.js';

const open = { verdict: 'undecided', reason: 'partial-window' } as const;

/**
 * What is said of a window that closed before it was full: its counts and shares, and what they were compared with; no
 * verdict, and nothing of what tests made of it. Columns that have no verdict for a reason of their own keep it. Pure.
 */
export function withoutVerdict(judged: Judged): Judged {
  const columns = judged.columns
    .map((column) => ({
      ...column,
      ...(column.verdict !== 'undecided' && open),
      tests: column.tests.map((test) => (test.status === 'tested' ? insufficient(test) : test)),
    }))
    .toSorted((a, b) => (a.column < b.column ? -1 : 1));
  const quality = judged.quality.map(({ pValue: _p, logPValue: _logP, ...asked }) => ({ ...asked, ...open }));
  const withheld = columns.some(({ reason }) => reason === open.reason);
  return { ...judged, verdict: open.verdict, reason: withheld ? open.reason : 'no-column-tested', columns, quality };
}

/** What was known of a test before it ran. */
function insufficient({ test, statisticName, alarmsWhen, thresholdOf, sampleSize }: TestResult): TestResult {
  return { test, statisticName, alarmsWhen, thresholdOf, sampleSize, status: 'insufficient', ...open };
}
