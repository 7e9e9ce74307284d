import type { TestResult } from '../../contracts/results.js';
import type { ColumnReport } from '../../contracts/window-report.js';
import { reasons } from '../../reasons.js';
import { limits } from '../../limits.js';
import { printable } from '../markup.js';
import { countOf, countText, numberText, pValueText } from '../number-text.js';
import { byThreshold, deciderOf, hasTolerableEffect } from '../severity.js';
import type { Evidence } from './explanation.js';

/** Effect against tolerance, p against its level and place, and what the window could have seen. */
export function evidenceSentences(evidence: Evidence, result: TestResult): string[] {
  const { effect, tolerance = 0, smallest } = evidence;
  const { reference, window } = result.sampleSize;
  return [
    ...(effect ? [effectSentence(effect, tolerance)] : []),
    levelSentence(evidence, result),
    ...(result.reason === 'change-within-tolerance' && result.noChange
      ? [
          `p ${pValueText(result.noChange.pValue, result.noChange.logPValue)} for "no change": the change is real, and no larger than you said you do not mind. A smaller tolerance of the column would tell it.`,
        ]
      : []),
    ...(smallest
      ? [
          `With ${countText(window)} values against ${countText(reference)} of the reference, a change is found four times in five from a divergence of ${numberText(smallest.psi)} on${smallest.shift === undefined ? '' : `, or a shift of ${numberText(smallest.shift)} standard deviations`}.`,
        ]
      : []),
    ...(result.dispersion === undefined
      ? []
      : [`Its rows depend on one another: they count ${numberText(result.dispersion)} times less.`]),
  ];
}

function effectSentence(effect: NonNullable<Evidence['effect']>, tolerance: number): string {
  const { name, value, interval } = effect;
  const range = interval ? ` (${numberText(interval[0])} to ${numberText(interval[1])})` : '';
  const against = tolerance > 0 && hasTolerableEffect({ effect }) ? `, tolerance ${numberText(tolerance)}` : '';
  return `Effect: ${printable(name)} ${numberText(value)}${range}${against}.`;
}

function levelSentence(
  { pValue, logPValue, level, rank, of }: Evidence,
  { noChange, tolerance = 0 }: TestResult,
): string {
  const asks = noChange && tolerance > 0 ? 'no more than the tolerance' : 'no change';
  const place = of === 1 ? 'the only column' : `rank ${rank} of the ${of} columns`;
  return `p ${pValueText(pValue, logPValue)} for "${asks}"; an alarm needs p at most ${pValueText(level)} (${place} that ${of === 1 ? 'has' : 'share'} the budget).`;
}

/** Tests with thresholds of their own, tests that failed, and why nothing was tested. */
export function testSentences(column: ColumnReport): string[] {
  const decider = deciderOf(column);
  return [
    ...column.tests.filter(byThreshold).map(thresholdSentence),
    ...column.tests.flatMap(sampleSentence),
    ...column.tests
      .filter(({ status }) => status === 'failed')
      .map(
        ({ test, error }) => `${printable(test)} failed${error ? `: ${error.code}: ${printable(error.message)}` : ''}.`,
      ),
    ...untestedSentences(column, decider),
  ];
}

function thresholdSentence(result: TestResult): string {
  const { test, threshold, thresholdOf, alarmsWhen, statistic, pValue, logPValue, reason } = result;
  const isP = thresholdOf === 'pValue';
  const p = pValueText(pValue, logPValue);
  const value = isP ? p && `p ${p}` : statistic === undefined ? undefined : numberText(statistic);
  const limit = threshold === undefined ? undefined : isP ? pValueText(threshold) : numberText(threshold);
  const numbers = [value, limit && `alarms ${alarmsWhen} ${limit}`].filter((part) => part !== undefined);
  return [printable(test), ...(numbers.length > 0 ? [numbers.join(', ')] : []), `${reasons[reason]}.`].join(': ');
}

function sampleSentence({ test, sample, sampleSize }: TestResult): string[] {
  if (!sample || (sample.reference === sampleSize.reference && sample.window === sampleSize.window)) return [];
  const part = (side: 'reference' | 'window'): string => `${countText(sample[side])} of ${countText(sampleSize[side])}`;
  return [
    `${printable(test)} looked at samples: ${part('window')} values of the window, ${part('reference')} of the reference, drawn with seed ${sample.seed}.`,
  ];
}

function untestedSentences({ reason }: ColumnReport, decider: TestResult | undefined): string[] {
  if (reason === 'column-disabled') return ['It is switched off (enabled: false); nothing was tested.'];
  if (reason === 'id-like')
    return ['Identifiers have no distribution to compare; give the column the role id, or a type.'];
  if (decider?.status !== 'insufficient' || reason === 'partial-window') return [];
  const { reference, window } = decider.sampleSize;
  return [
    `${countOf(window, 'value')} in the window and ${countText(reference)} in the reference; a verdict needs ${limits.minSamples} on either side.`,
  ];
}
