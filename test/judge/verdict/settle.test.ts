import { describe, expect, it } from 'vitest';
import type { TestResult } from '../../../src/contracts/results.js';
import { highest, settleFamily, settleFixed } from '../../../src/judge/verdict/settle.js';

const log = Math.log;

describe('settleFamily', () => {
  const settings = { level: 0.01, correction: 'holm' } as const;

  it('says drift, warning, immaterial and stable in the order of the evidence', () => {
    const settled = settleFamily(
      [
        { logPValue: log(1e-9), noChange: { logPValue: log(1e-12) } },
        { logPValue: log(0.01), noChange: { logPValue: log(0.001) } },
        { logPValue: log(0.9), noChange: { logPValue: log(1e-9) } },
        { logPValue: log(0.9), noChange: { logPValue: log(0.5) } },
      ],
      settings,
    );
    expect(settled.map((s) => s.verdict)).toEqual(['drift', 'warning', 'immaterial', 'stable']);
  });

  it('never flags on "no change" alone, however small its p-value', () => {
    expect(settleFamily([{ logPValue: log(0.4), noChange: { logPValue: -10_000 } }], settings)[0]!.verdict).toBe(
      'immaterial',
    );
  });

  it('names a column only when Holm does, though the window is flagged', () => {
    const settled = settleFamily([{ logPValue: log(0.001) }, { logPValue: log(0.011) }], settings);
    expect(settled.map((s) => s.verdict)).toEqual(['drift', 'warning']);
  });
});

describe('settleFixed', () => {
  const result = (fields: Partial<TestResult>): TestResult => ({
    test: 't',
    statisticName: 't',
    alarmsWhen: 'above',
    thresholdOf: 'statistic',
    sampleSize: { reference: 100, window: 100 },
    status: 'tested',
    verdict: 'stable',
    reason: 'no-change',
    ...fields,
  });

  it.each([
    [0.2499, 'stable'],
    [0.25, 'stable'],
    [0.2501, 'drift'],
  ])('compares a statistic strictly: %d against 0.25 is %s', (statistic, verdict) => {
    expect(settleFixed(result({ statistic, threshold: 0.25 })).verdict).toBe(verdict);
  });

  it.each([
    [0.0499, 'drift'],
    [0.05, 'stable'],
    [0.0501, 'stable'],
  ])('compares a p-value strictly: %d against 0.05 is %s', (pValue, verdict) => {
    expect(
      settleFixed(result({ statistic: 1, pValue, threshold: 0.05, thresholdOf: 'pValue', alarmsWhen: 'below' }))
        .verdict,
    ).toBe(verdict);
  });

  it('leaves what was not tested undecided', () => {
    expect(
      settleFixed(result({ status: 'insufficient', verdict: 'undecided', threshold: 1, statistic: 5 })).verdict,
    ).toBe('undecided');
  });
});

describe('highest', () => {
  it('is undecided only when nothing is decided', () => {
    expect(highest([])).toBe('undecided');
    expect(highest(['undecided', 'stable'])).toBe('stable');
    expect(highest(['warning', 'immaterial', 'stable'])).toBe('warning');
  });
});
