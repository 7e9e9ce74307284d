import type { TestResult } from '../../contracts/results.js';
import type { WindowReport } from '../../contracts/window-report.js';
import { smallestDetectable } from '../../stats/smallest-detectable.js';
import { deciderOf, logPValueOf } from '../severity.js';
import type { Evidence } from './explanation.js';

/** Share of windows in which the smallest detectable change is to be flagged. */
const power = 0.8;

/** A result whose verdict the family of its window gave: it was tested and has no threshold of its own. */
interface Shared extends TestResult {
  readonly logPValue: number;
  readonly threshold: number;
}

const byFamily = new Set(['change-beyond-tolerance', 'close-to-alarm', 'change-within-tolerance', 'no-change']);

const isShared = (result: TestResult | undefined): result is Shared =>
  result?.status === 'tested' &&
  byFamily.has(result.reason) &&
  result.threshold !== undefined &&
  logPValueOf(result) !== undefined;

/** What decided a column within the alarm budget; undefined where something else did. */
export function evidenceOf(report: WindowReport, result: TestResult | undefined): Evidence | undefined {
  if (!isShared(result)) return undefined;
  const family = report.columns.map(deciderOf).filter(isShared);
  const smallest = smallestOf(result);
  return {
    test: result.test,
    ...(result.effect && { effect: result.effect }),
    ...(result.tolerance !== undefined && { tolerance: result.tolerance }),
    pValue: result.pValue ?? Math.exp(result.logPValue),
    logPValue: result.logPValue,
    level: result.threshold,
    rank: 1 + family.filter(({ logPValue }) => logPValue < result.logPValue).length,
    of: family.length,
    ...(smallest && { smallest }),
  };
}

/** Known for the PSI, whose law under a change is. */
function smallestOf({ test, bins, sampleSize, dispersion = 1, tolerance = 0, threshold, variant }: Shared) {
  if (test !== 'psi' || bins === undefined || bins < 2) return undefined;
  const effective = { n: sampleSize.reference / dispersion, m: sampleSize.window / dispersion };
  const ordered = variant === 'ordered';
  return smallestDetectable({ cells: bins, ordered, ...effective, tolerance, level: threshold, power });
}
