import { describe, expect, it } from 'vitest';
import {
  coverageReasons,
  coverageSignal,
  judgeCoverage,
  type CoverageSettings,
} from '../../../src/judge/performance/coverage.js';
import { initialCoverage, restoreCoverage, type CoverageState } from '../../../src/judge/performance/coverage-state.js';
import { shareTest } from '../../../src/stats/share-test.js';
import { seededRandom } from '../../../src/stats/random.js';

const cohort = (mature: number, covered: number) => [{ mature, covered }];

/** Judges windows of 1,000 predictions with these numbers of labels. */
function judgeAll(covered: readonly number[], settings?: CoverageSettings, before: CoverageState = initialCoverage) {
  let state = before;
  const judgements = covered.map((labels, i) => {
    const judged = judgeCoverage(state, `w${i}`, cohort(1_000, labels), settings);
    state = judged.state;
    return judged.judgement;
  });
  return { state, judgements };
}

describe('label coverage', () => {
  it('fires when fewer predictions get their label in time, and is clean before and after', () => {
    const { judgements } = judgeAll([900, 905, 890, 200, 250, 895]);
    expect(judgements.map(({ firing }) => firing)).toEqual([
      'undecided',
      'clean',
      'clean',
      'firing',
      'firing',
      'clean',
    ]);
    expect(judgements[3]).toMatchObject({ reason: 'coverage-fell', coverage: 0.2, expected: 2695 / 3000 });
    expect(judgements[0]!.reason).toBe('no-expectation');
    for (const { reason } of judgements) expect(Object.keys(coverageReasons)).toContain(reason);
  });

  it('fires where labels are expected and none ever came, which is no expectation; without that it says nothing', () => {
    const { judgements, state } = judgeAll([0, 0, 900, 890, 0], { expected: true });
    expect(judgements.map(({ firing }) => firing)).toEqual(['firing', 'firing', 'undecided', 'clean', 'firing']);
    expect(judgements.map(({ reason }) => reason)).toEqual([
      'none-came',
      'none-came',
      'no-expectation',
      'no-change',
      'coverage-fell',
    ]);
    expect(state).toMatchObject({ windows: 2, mature: 2_000, covered: 1_790 });
    expect(coverageSignal(judgements[0]!).summary).toBe(
      'labels came in time for 0 % of the predictions of w0 (0 of 1000), and the reference has labels',
    );
    expect(judgeAll([0, 0]).judgements.map(({ firing }) => firing)).toEqual(['undecided', 'clean']);
  });

  it('is tested by the exact law of the table with the tolerance, one-sided', () => {
    const { judgements } = judgeAll([900, 820]);
    const { pValue } = shareTest(100, 1_000, 180, 1_000, { tolerance: 0.05, alternative: 'increase' });
    expect(judgements[1]!.pValue).toBe(pValue);
    expect(pValue).toBeGreaterThan(0.001);
    expect(judgeAll([900, 820], { level: pValue }).judgements[1]!.firing).toBe('firing');
    expect(judgeAll([900, 820], { tolerance: 0 }).judgements[1]!.firing).toBe('firing');
  });

  it('does not fire for more labels, nor for a fall within the tolerance, however many the rows', () => {
    expect(judgeAll([500, 1_000]).judgements[1]).toMatchObject({ firing: 'clean', pValue: 1 });
    const many = judgeCoverage(initialCoverage, 'a', cohort(1_000_000, 900_000)).state;
    expect(judgeCoverage(many, 'b', cohort(1_000_000, 850_000)).judgement).toMatchObject({ pValue: 1 });
    expect(judgeCoverage(many, 'b', cohort(1_000_000, 845_000)).judgement).toMatchObject({ firing: 'firing' });
  });

  it('learns from the first windows only, never from one that fired, so that a slow fall is seen too', () => {
    const slow = Array.from({ length: 40 }, (_, i) => 900 - 10 * i);
    const { judgements, state } = judgeAll(slow, { windows: 3 });
    expect(state).toMatchObject({ windows: 3, mature: 3_000, covered: 900 + 890 + 880 });
    expect(judgements.at(-1)!.firing).toBe('firing');
    expect(judgeAll([900, 200, 200]).state).toMatchObject({ windows: 1 });
  });

  it('counts the versions of one window together', () => {
    const { state } = judgeAll([900]);
    const two = judgeCoverage(state, 'w', [...cohort(500, 20), ...cohort(500, 180)]);
    expect(two.judgement).toEqual(judgeCoverage(state, 'w', cohort(1_000, 200)).judgement);
  });

  it('is undecided for too few predictions, which then teach nothing', () => {
    const { state } = judgeAll([900]);
    const few = judgeCoverage(state, 'w', cohort(29, 0));
    expect(few).toEqual({
      state,
      judgement: { window: 'w', reason: 'too-few-rows', firing: 'undecided', mature: 29, covered: 0, coverage: 0 },
    });
    expect(judgeCoverage(state, 'w', []).judgement).not.toHaveProperty('coverage');
    expect(judgeCoverage(state, 'w', cohort(30, 0)).judgement.firing).toBe('firing');
  });

  it('fires at most at its level where nothing changed, also while it learns', () => {
    const random = seededRandom('coverage');
    let fired = 0;
    const judged = 4_000;
    for (let run = 0; run < 400; run++) {
      const covered = Array.from({ length: 11 }, () => {
        let labels = 0;
        for (let row = 0; row < 1_000; row++) if (random.uniform() < 0.7) labels++;
        return labels;
      });
      const { judgements } = judgeAll(covered, { tolerance: 0, level: 0.01 });
      fired += judgements.filter(({ firing }) => firing === 'firing').length;
    }
    // 40 expected at the level, three standard errors more at most; the exact law is a little below its level.
    expect(fired).toBeLessThanOrEqual(40 + 3 * Math.sqrt(judged * 0.01 * 0.99));
    expect(fired).toBeGreaterThan(10);
  });

  it('becomes a signal for alerts, in one sentence', () => {
    const { judgements } = judgeAll([900, 200]);
    expect(coverageSignal(judgements[1]!)).toEqual({
      kind: 'label-coverage',
      firing: 'firing',
      columns: [],
      summary: 'labels came in time for 20 % of the predictions of w1 (200 of 1000), expected 90 %',
    });
    expect(coverageSignal(judgements[0]!)).toEqual({ kind: 'label-coverage', firing: 'undecided', columns: [] });
  });

  it('keeps what it expects as plain JSON, and refuses anything else', () => {
    const { state } = judgeAll([900, 905]);
    expect(restoreCoverage(JSON.parse(JSON.stringify(state)))).toEqual(state);
    const bad = [null, {}, { ...state, covered: -1 }, { ...state, covered: 5_000 }, { ...state, kind: 'x' }];
    for (const json of bad)
      expect(() => restoreCoverage(json)).toThrow(expect.objectContaining({ code: 'STATE_INVALID' }));
  });
});
