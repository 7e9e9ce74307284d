import type { ColumnProfile } from '../../contracts/column-profile.js';
import type { AnyDataDriftTest, TestContext, TestOutcome } from '../../contracts/data-drift-test.js';
import type { Reason, TestResult } from '../../contracts/results.js';
import { messageOf } from '../../errors.js';
import { limits } from '../../limits.js';
import type { Writable } from '../../writable.js';
import { atOnce } from '../../unawaited.js';

/** A result before the family of its window has spoken: `verdict` is still open for tested results. */
export type Finding = Writable<TestResult>;

/**
 * Runs one test on one column and never throws: too few values, the wrong kind, a test that does not apply and a test that
 * fails each have their status and reason.
 *
 * @param threshold - Overrides the test's own threshold.
 * @param apart - The test gets copies: what it changes in them concerns nobody else.
 */
export function runTest(
  test: AnyDataDriftTest,
  reference: ColumnProfile,
  window: ColumnProfile,
  context: TestContext,
  threshold = test.threshold,
  apart = false,
): Finding {
  // Status, verdict and reason come last, as readers expect them.
  const finding = aboutTest(test, reference, window) as Finding;
  if (threshold !== undefined) finding.threshold = threshold;
  if (context.dispersion > 1) finding.dispersion = context.dispersion;
  const open = (status: Finding['status'], reason: Reason, verdict: Finding['verdict'] = 'undecided'): Finding =>
    Object.assign(finding, { status, verdict, reason });
  if (!test.appliesTo.includes(reference.kind)) return open('skipped', 'wrong-kind');
  const values = Math.min(reference.count, window.count);
  if (!values) return open('insufficient', 'all-missing');
  if (values < limits.minSamples) return open('insufficient', 'too-few-rows');
  if (isOneValue(reference, window)) return open('skipped', 'constant-on-both-sides');
  const sampled = test.needs?.includes('sample');
  if (sampled && ![reference, window].every((side) => side.sample && side.moments))
    return open('skipped', 'not-applicable');
  let outcome: TestOutcome | undefined;
  try {
    const given = [reference, window, context];
    outcome = atOnce(test.compare(...((apart ? structuredClone(given) : given) as [never, never, TestContext])));
    if (outcome !== undefined) assertOutcome(outcome);
  } catch (error) {
    const failure = { code: 'TEST_FAILED', message: `data-drift test '${test.name}': ${messageOf(error)}` };
    return { ...open('failed', 'test-failed'), error: failure };
  }
  if (outcome === undefined)
    return open('skipped', cellsInUse(reference, window) < 2 ? 'too-few-cells' : 'not-applicable');
  addOutcome(finding, outcome, context.tolerance);
  if (sampled)
    finding.sample = {
      reference: reference.sample!.length,
      window: window.sample!.length,
      seed: reference.sampleSeed!,
    };
  if (values < limits.lowSamples) finding.lowSample = true;
  return open('tested', 'no-change', 'stable');
}

/** Of a column on which nothing is tested: the test that would have decided, and why it was not done. */
export const skipTest = (test: AnyDataDriftTest, reference: Side, window: Side, reason: Reason): Finding => ({
  ...aboutTest(test, reference, window),
  status: 'skipped',
  verdict: 'undecided',
  reason,
});

type Side = Pick<ColumnProfile, 'count'>;

const aboutTest = (
  test: AnyDataDriftTest,
  reference: Side,
  window: Side,
): Omit<Finding, 'status' | 'verdict' | 'reason'> => ({
  test: test.name,
  statisticName: test.name,
  alarmsWhen: test.alarmsWhen ?? 'above',
  thresholdOf: test.thresholdOf ?? 'statistic',
  sampleSize: { reference: reference.count, window: window.count },
});

function addOutcome(finding: Finding, outcome: TestOutcome, usual: number): void {
  const { effect, pValue, tolerance = usual, ...rest } = outcome;
  // It is part of a p-value; a bare statistic does not know it.
  if (tolerance > 0 && pValue !== undefined) finding.tolerance = tolerance;
  Object.assign(finding, rest);
  if (effect !== undefined)
    finding.effect =
      typeof effect === 'number' ? { name: finding.test, value: effect } : { name: finding.test, ...effect };
  if (pValue !== undefined) finding.pValue = Math.max(pValue, Number.MIN_VALUE);
  const logPValue = outcome.logPValue ?? (finding.pValue && Math.log(finding.pValue));
  if (logPValue !== undefined) finding.logPValue = Math.min(0, logPValue);
}

/** @throws Error when what a test returned is no outcome: not an object, or a number that is not finite. */
function assertOutcome(outcome: TestOutcome): void {
  if (typeof outcome !== 'object' || outcome === null)
    throw new TypeError(`expected {statistic, …} or undefined, got ${String(outcome)}`);
  const { statistic, pValue, logPValue } = outcome;
  if (!Number.isFinite(statistic)) throw new TypeError(`expected a finite statistic, got ${statistic}`);
  if (pValue !== undefined && !(pValue >= 0 && pValue <= 1))
    throw new TypeError(`expected a pValue in [0, 1], got ${pValue}`);
  if (logPValue !== undefined && !(logPValue <= 1e-9 && logPValue > -Infinity))
    throw new TypeError(`expected a logPValue of at most 0, got ${logPValue}`);
  for (const name in outcome)
    if (!isFinitePart(outcome[name as keyof TestOutcome])) throw new TypeError(`expected finite numbers in ${name}`);
}

/** Whether all numbers in it are finite. */
const isFinitePart = (part: unknown): boolean =>
  typeof part === 'number'
    ? Number.isFinite(part)
    : typeof part !== 'object' || part === null || Object.values(part).every(isFinitePart);

/** Constant on both sides, and the same value. */
function isOneValue(reference: ColumnProfile, window: ColumnProfile): boolean {
  // Of a redacted column only the cells are known; a single value has one of its own.
  if (reference.kind === 'numeric' && reference.min !== undefined && window.min !== undefined)
    return reference.min === reference.max && window.min === window.max && reference.min === window.min;
  return window.unseen === 0 && cellsInUse(reference, window) === 1;
}

const cellsInUse = (a: ColumnProfile, b: ColumnProfile): number => {
  let cells = a.unseen + b.unseen ? 1 : 0;
  for (let cell = 0; cell < a.counts.length; cell++) if (a.counts[cell]! + b.counts[cell]!) cells++;
  return cells;
};
