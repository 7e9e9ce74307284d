import { describe, expect, it } from 'vitest';
import { DriftSenseError } from '../../src/index.js';
import * as stats from '../../src/stats.js';
import { onCounts, onPredictions, onSamples } from './every-statistic.js';

const many = (value: (i: number) => number, n = 40) => Array.from({ length: n }, (_, i) => value(i));

/** Values as they may come, and as they never should. */
const values: Readonly<Record<string, readonly unknown[]>> = {
  none: [],
  one: [7],
  constant: many(() => 7),
  'another constant': many(() => 8),
  '−0': many(() => -0),
  '1e308': many((i) => (i % 2 === 0 ? 1e308 : -1e308)),
  'the largest number': many(() => Number.MAX_VALUE),
  'the smallest numbers': many((i) => (i % 3) * Number.MIN_VALUE),
  'one of 1e308': [1e308, 1, 2, 3, 4, 5, 6],
  'few, three of them tied': [0, 0, 0, 1, 2, 3],
  'two values': many((i) => i % 2),
  '99 % zeros': many((i) => (i === 7 ? 3 : 0)),
  'as they should be': many((i) => Math.sin(i * i)),
  NaN: [1, Number.NaN, 3, 4, 5, 6],
  '+Infinity': [1, 2, Infinity, 4, 5, 6],
  '−Infinity': [1, 2, -Infinity, 4, 5, 6],
  'all missing': [null, null, null, null, null, null],
  strings: ['1', '2', '3', '4', '5', '6'],
};

const counts: Readonly<Record<string, readonly unknown[]>> = {
  none: [0, 0, 0],
  'one row': [1, 0, 0],
  'another row': [0, 0, 1],
  'no row of one cell': [0, 4, 9],
  '−0': [-0, 5, 6],
  'as they should be': [10, 20, 30],
  'a million millions': [1e12, 1e12, 1],
  '1e308': [1e308, 0, 0],
  'three times 1e308': [1e308, 1e308, 1e308],
  'the largest number': [Number.MAX_VALUE, Number.MAX_VALUE, 0],
  'the smallest number': [Number.MIN_VALUE, 0, 0],
  'shares a dispersion left': [1e-3, 2e-3, 5],
  NaN: [1, Number.NaN, 3],
  Infinity: [1, Infinity, 3],
  negative: [1, -1, 3],
  missing: [null, 1, 2],
  strings: ['1', '2', '3'],
};

/** Numbers that JSON would write as null. */
function notFinite(result: unknown, path = 'result'): string[] {
  if (typeof result === 'number') return Number.isFinite(result) ? [] : [`${path} ${result}`];
  return typeof result === 'object' && result !== null
    ? Object.entries(result).flatMap(([key, part]) => notFinite(part, `${path}.${key}`))
    : [];
}

/** What the function says of every pair must be finite, or a refusal that says which number and why. */
function refusalsAndNumbers(
  compare: (x: never, y: never) => unknown,
  inputs: Readonly<Record<string, readonly unknown[]>>,
): { readonly wrong: string[]; readonly answered: number } {
  const wrong: string[] = [];
  let answered = 0;
  for (const [one, x] of Object.entries(inputs))
    for (const [other, y] of Object.entries(inputs))
      try {
        const lost = notFinite(compare(x as never, y as never));
        // Documented: the odds ratio with nothing in the denominator.
        wrong.push(
          ...lost.filter((what) => what !== 'result.oddsRatio Infinity').map((what) => `${one}, ${other}: ${what}`),
        );
        answered++;
      } catch (error) {
        if (!DriftSenseError.is(error, 'VALUE_OUT_OF_DOMAIN')) wrong.push(`${one}, ${other}: ${String(error)}`);
      }
  return { wrong, answered };
}

describe.each([
  ['values', values, onSamples],
  ['counts', counts, onCounts],
  ['labels and predictions', values, onPredictions],
] as const)('on extreme %s', (_, inputs, functions) => {
  it.each(Object.entries(functions))('%s gives finite numbers or refuses, and nothing else', (__, compare) => {
    const { wrong, answered } = refusalsAndNumbers(compare as never, inputs);
    expect(wrong).toEqual([]);
    expect(answered).toBeGreaterThan(20);
  });

  it.each(Object.entries(functions))('%s refuses what is no number on either side', (__, compare) => {
    const good = inputs['as they should be']!;
    for (const name of ['NaN', 'strings', '+Infinity', 'Infinity', 'all missing', 'missing', 'negative']) {
      const bad = inputs[name];
      if (bad === undefined) continue;
      const fair = good.slice(0, bad.length);
      for (const [x, y] of [
        [bad, fair],
        [fair, bad],
      ])
        expect(() => compare(x as never, y as never), name).toThrow(
          expect.objectContaining({ code: 'VALUE_OUT_OF_DOMAIN' }),
        );
    }
  });
});

describe('driftsense/stats', () => {
  it('has no other function that compares two samples or two vectors of counts', () => {
    const tested = new Set([onSamples, onCounts, onPredictions].flatMap((functions) => Object.keys(functions)));
    const others = Object.entries(stats).flatMap(([name, value]) =>
      typeof value === 'function' && !tested.has(name) ? [name] : [],
    );
    // Of labels and classes or scores, tested with their metrics; and of numbers one by one, whose domain each checks itself.
    const elsewhere = `
      accuracy accuracyEstimate auc aucEstimate averagePrecision averagePrecisionEstimate brier brierEstimate confusionCounts
      logLoss logLossEstimate macroF1 macroF1Estimate multiclassLogLoss multiclassLogLossEstimate
      adjustLogPValues adjustPValues beta binomial boundedLossEvidence chiSquared clopperPearson confidenceSequence countCells
      fDistribution kolmogorovTwoSided mcnemarTest newFlagTest nonCentralChiSquared normalMixtureBoundary pairedErrorEvidence
      quantileEdges rangeTest shareTest simes stitchedBoundary studentT unseenTest wilson`;
    expect(others.toSorted()).toEqual(elsewhere.trim().split(/\s+/).toSorted());
  });
});
