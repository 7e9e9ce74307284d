import { describe, expect, it } from 'vitest';
import { decide, type PolicyInput, type PolicySettings } from '../../../src/judge/policy/policy.js';
import { answered } from '../../../src/judge/policy/after-training.js';
import { initialPolicyState, type PolicyState } from '../../../src/judge/policy/policy-state.js';

const budget: PolicySettings = {
  enabled: true,
  on: 'either',
  mode: 'auto',
  confirm: { windows: 2, of: 3 },
  conceptConfirms: true,
  cooldownWindows: 3,
  maxPerDay: 4,
  guards: true,
  canTrain: true,
};
const seed: PolicySettings = {
  ...budget,
  confirm: { windows: 1, of: 1 },
  conceptConfirms: false,
  cooldownWindows: 0,
  maxPerDay: Number.MAX_SAFE_INTEGER,
  guards: false,
};
const quiet: PolicyInput = {
  window: 'w',
  at: 0,
  dataDrift: false,
  qualityAlarm: false,
  conceptDrift: false,
  insufficient: false,
  inReference: false,
  maturity: 1,
  performanceWithinTolerance: false,
  trainingRuns: false,
};

/**
 * d = data drift, c = concept drift, b = both, i = insufficient, . = quiet; returns the action of each window. Every
 * training comes to a candidate, unless it is told to fail.
 */
function play(
  windows: string,
  settings: PolicySettings,
  { fails, ...more }: Partial<PolicyInput> & { fails?: (nth: number) => boolean } = {},
) {
  let trainings = 0;
  let state: PolicyState = initialPolicyState;
  return [...windows].map((mark, i) => {
    const input = {
      ...quiet,
      window: `w${i}`,
      at: i * 1_000,
      dataDrift: 'db'.includes(mark),
      conceptDrift: 'cb'.includes(mark),
      insufficient: mark === 'i',
      ...more,
    };
    const next = decide(state, input, settings);
    const isGood = next.decision.action === 'train' && fails?.(trainings++) !== true;
    state = isGood ? answered(next.state, next) : next.state;
    return next;
  });
}
const actions = (...args: Parameters<typeof play>) => play(...args).map(({ decision }) => decision.action);

describe('decide, with the settings of the seed', () => {
  it.each([
    ['data', 'd', 'train'],
    ['data', 'c', 'none'],
    ['data', 'b', 'train'],
    ['data', '.', 'none'],
    ['concept', 'd', 'none'],
    ['concept', 'c', 'train'],
    ['concept', 'b', 'train'],
    ['concept', '.', 'none'],
    ['either', 'd', 'train'],
    ['either', 'c', 'train'],
    ['either', 'b', 'train'],
    ['either', '.', 'none'],
  ] as const)('retrain on %s, window %s: %s', (on, window, action) => {
    expect(actions(window, { ...seed, on })).toEqual([action]);
  });

  it.each([
    [1, 'd.d', ['train', 'none', 'train']],
    [2, 'dd.dd', ['none', 'train', 'none', 'none', 'train']],
    [2, 'd.d.d', ['none', 'none', 'none', 'none', 'none']],
    [3, 'dddddd', ['none', 'none', 'train', 'none', 'none', 'train']],
    [2, 'dc', ['none', 'train']],
    [2, 'did', ['none', 'none', 'train']],
  ])('needs %d consecutive windows: %s', (k, windows, expected) => {
    expect(actions(windows, { ...seed, confirm: { windows: k, of: k } })).toEqual(expected);
  });

  it.each(['dd', 'db', 'dc'])('trains on all windows that confirmed it, by whatever kind of drift: %s', (windows) => {
    const [, last] = play(windows, { ...seed, confirm: { windows: 2, of: 2 } });
    expect(last!.triggers).toEqual(['w0', 'w1']);
  });

  it('calls no training when retraining is disabled', () => {
    expect(play('dcb', { ...seed, enabled: false }).map(({ decision }) => decision.reason)).toEqual(
      Array.from({ length: 3 }, () => 'retraining-disabled'),
    );
  });
});

describe('decide, with the settings of the budget', () => {
  it('trains on two flagged windows of the last three, naming them', () => {
    const last = play('d.d', budget).at(-1)!;
    expect(last.decision).toMatchObject({ action: 'train', reason: 'confirmed-data-drift' });
    expect(last.triggers).toEqual(['w0', 'w2']);
  });

  it('trains on one concept detection, on all rows since', () => {
    const held = play('..c', budget);
    expect(held.at(-1)).toMatchObject({
      decision: { action: 'train', reason: 'confirmed-concept-drift' },
      triggers: ['w2'],
    });
  });

  it('holds still in the cooldown, and acts after it', () => {
    expect(actions('c...cc', budget)).toEqual(['train', 'none', 'none', 'none', 'train', 'none']);
    expect(actions('ccc', budget)).toEqual(['train', 'none', 'none']);
  });

  it('never trains on a window with a data-quality alarm, without labels, or on harmless covariate drift', () => {
    expect(play('dd', budget, { qualityAlarm: true }).at(-1)!.decision.reason).toBe('data-quality-alarm');
    expect(play('dd', budget, { maturity: 0.5 }).at(-1)!.decision.reason).toBe('no-labels');
    expect(play('dd', budget, { performanceWithinTolerance: true }).at(-1)!.decision.reason).toBe(
      'performance-within-tolerance',
    );
    expect(play('dd', { ...budget, on: 'data' }, { performanceWithinTolerance: true }).at(-1)!.decision.action).toBe(
      'train',
    );
  });

  it('starts at most so many trainings a day, and again the day after', () => {
    const settings = { ...budget, cooldownWindows: 0, maxPerDay: 2 };
    expect(play('ccc', settings).map(({ decision }) => decision.reason)).toEqual([
      'confirmed-concept-drift',
      'confirmed-concept-drift',
      'daily-limit',
    ]);
    const { state } = play('cc', settings).at(-1)!;
    expect(decide(state, { ...quiet, conceptDrift: true, at: 90_000_000 }, settings).decision.action).toBe('train');
  });

  it('only suggests without a trainer or in mode suggest', () => {
    expect(play('c', { ...budget, canTrain: false })[0]!.decision).toMatchObject({
      action: 'suggest',
      reason: 'no-trainer',
    });
    expect(play('c', { ...budget, mode: 'suggest' })[0]!.decision).toMatchObject({
      action: 'suggest',
      reason: 'confirmed-concept-drift',
    });
  });

  it('counts no window whose rows are part of the reference', () => {
    expect(play('ddd', budget, { inReference: true }).map(({ decision }) => decision.reason)).toEqual([
      'in-reference',
      'in-reference',
      'in-reference',
    ]);
  });

  it('counts what labels of earlier windows say while rows of the reference come by', () => {
    const reasons = (windows: string) =>
      play(windows, budget, { inReference: true }).map(({ decision }) => decision.reason);
    expect(reasons('bb')).toEqual(reasons('cc'));
    expect(reasons('cc')[0]).toBe('confirmed-concept-drift');
  });

  it('starts no second run while one is under way', () => {
    expect(play('c', budget, { trainingRuns: true })[0]!.decision.reason).toBe('run-in-progress');
  });

  it('asks again after the cooldown for a concept drift whose training failed, on all rows since, until one comes to a candidate', () => {
    const steps = play(`c${'.'.repeat(12)}`, budget, { fails: (nth) => nth < 2 });
    expect(steps.map(({ decision }) => (decision.action === 'train' ? 'train' : decision.reason))).toEqual([
      'train',
      'in-cooldown',
      'in-cooldown',
      'in-cooldown',
      'train',
      'in-cooldown',
      'in-cooldown',
      'in-cooldown',
      'train',
      'stable',
      'stable',
      'stable',
      'stable',
    ]);
    expect(steps[4]!.triggers).toEqual(['w0', 'w1', 'w2', 'w3', 'w4']);
    expect(steps[8]!.decision.detail).toBe('windows w0 to w8');
  });

  it('asks no more often than the day allows, however often training fails', () => {
    const steps = play('c'.padEnd(50, '.'), { ...budget, cooldownWindows: 0 }, { fails: () => true });
    expect(steps.map(({ decision }) => decision.reason).slice(4)).toEqual(
      Array.from({ length: 46 }, () => 'daily-limit'),
    );
    const long = play('c'.padEnd(250, '.'), { ...budget, cooldownWindows: 0 }, { fails: () => true }).at(-1)!.state;
    expect([long.recent.length, long.recent[0]!.window, long.recent[1]!.window]).toEqual([100, 'w0', 'w151']);
  });

  it('does not forget a concept drift that is held back for longer than data drift is counted', () => {
    expect(actions('dd.c...', budget).indexOf('train', 2)).toBe(5);
    expect(play('c'.padEnd(9, '.'), { ...budget, enabled: false }).at(-1)!.decision.reason).toBe('stable');
  });

  it('keeps a concept drift that is found while a training runs, when that comes to a candidate', () => {
    const first = decide(initialPolicyState, { ...quiet, window: 'a', conceptDrift: true }, budget);
    const during = decide(first.state, { ...quiet, window: 'b', conceptDrift: true, trainingRuns: true }, budget);
    expect(during.decision.reason).toBe('run-in-progress');
    expect(answered(during.state, first).recent.map(({ window }) => window)).toEqual(['b']);
  });

  it('the settings of the seed ask again with the next drift only', () => {
    expect(actions('c..c', seed, { fails: () => true })).toEqual(['train', 'none', 'none', 'train']);
  });
});
