import { describe, expect, it } from 'vitest';
import { allSteps } from '../../src/all-steps.js';
import { adwin, ddm, memoryAlerter, memoryCheckpoint, Monitor, type ConceptDetector } from '../../src/index.js';
import { freshConcept, type ConceptState } from '../../src/monitor/concept-state.js';
import { conceptStep as stepAfter, feedLosses, notFed } from '../../src/monitor/concept-step.js';
import { ofOtherModel, restartConcept } from '../../src/monitor/judge-outcomes.js';

/** Fails on a loss of 1. */
const touchy: ConceptDetector<{ n: number }> = {
  name: 'touchy',
  input: 'error',
  initialState: () => ({ n: 0 }),
  update(state, x) {
    if (x === 1) throw new Error('touched');
    state.n++;
    return { drift: false };
  },
};
const conceptStep = (detectors: typeof backed | typeof alone, state: ConceptState, ...rest: [Float64Array, number]) =>
  stepAfter(detectors, notFed(state), ...rest);
const losses = (...values: number[]) => Float64Array.from(values);
const alone = { detector: touchy as ConceptDetector, fallback: undefined };
const backed = { detector: touchy as ConceptDetector, fallback: ddm() as ConceptDetector };

describe('the concept detector over windows', () => {
  it('skips and counts a row on which the detector fails, and forgives failures once a window goes well', () => {
    const first = conceptStep(alone, freshConcept(alone), losses(0, 1, 0, 1, 0), 10);
    expect(first.state).toMatchObject({ run: { index: 5, state: { n: 3 } }, failures: 2 });
    expect(first.failure?.code).toBe('DETECTOR_FAILED');
    expect(conceptStep(alone, first.state, losses(0, 0), 10).state.failures).toBe(0);
  });

  it('takes a detector out of service after three failures in a row, over windows too, and feeds it no more', () => {
    const first = conceptStep(alone, freshConcept(alone), losses(1, 1), 10);
    const second = conceptStep(alone, first.state, losses(1, 0, 0), 10);
    expect(second.state).toMatchObject({ failures: 3, run: { index: 3, state: { n: 0 } } });
    const third = conceptStep(alone, second.state, losses(0, 0), 10);
    expect(third.report).toMatchObject({ rows: 0, note: 'out of service after 3 failures' });
    expect(third.state).toEqual(second.state);
    expect(third.failure?.message).toBe("detector 'touchy' is out of service after 3 failures");
  });

  it('lets the fallback go on with the very next row, and says so in that window alone as news', () => {
    const first = conceptStep(backed, freshConcept(backed), losses(1, 1, 1, 0, 1, 0), 10);
    expect(first.state).toMatchObject({
      run: { index: 6, state: { n: 3 } },
      standIn: { detector: 'ddm' },
      failures: 0,
    });
    expect(first.fellBack).toBe(first.report.note);
    const second = conceptStep(backed, first.state, losses(0, 1), 10);
    expect(second.fellBack).toBeUndefined();
    expect(second.report).toMatchObject({ detector: 'ddm', note: first.report.note });
  });

  it('takes a fallback that fails as well out of service', () => {
    const both = { ...backed, fallback: { ...touchy, name: 'other' } as ConceptDetector };
    const first = conceptStep(both, freshConcept(both), losses(1, 1, 1, 1, 1, 1, 1), 10);
    expect(first.state.failures).toBe(3);
    const { report } = conceptStep(both, first.state, losses(0), 10);
    expect(report).toMatchObject({ detector: 'other', rows: 0 });
    expect(report.note).toMatch(/'other' stands in; out of service after 3 failures$/);
  });

  it('is started at once, so that a fallback which cannot start is found before it is needed', () => {
    const cannot: ConceptDetector<never> = {
      name: 'cannot',
      input: 'error',
      initialState: () => {
        throw new Error('no');
      },
      update: () => ({ drift: false }),
    };
    expect(() => freshConcept({ detector: ddm(), fallback: cannot })).toThrow('no');
  });

  it('is led to the same by losses that are fed in parts, whatever fails in them', () => {
    const all = losses(0, 1, 1, 0, 1, 0, 1, 1, 1, 0, 1, 0);
    for (const detectors of [alone, backed, { ...backed, fallback: { ...touchy, name: 'other' } as ConceptDetector }])
      for (let cut = 0; cut <= all.length; cut++) {
        const before = conceptStep(detectors, freshConcept(detectors), losses(0, 1), 10).state;
        const first = allSteps(feedLosses(detectors, notFed(before), all.subarray(0, cut)));
        expect(stepAfter(detectors, first, all.subarray(cut), 10)).toEqual(conceptStep(detectors, before, all, 10));
      }
  });

  it('leaves windows their places for another model, so that data drift counts as it did', () => {
    const concept = freshConcept(backed);
    const seen = [
      { window: 'a', data: true, concept: false },
      { window: 'b', data: true, concept: true },
    ];
    const policy = { recent: seen, cooldown: 1, started: [] };
    expect(ofOtherModel(backed, { concept, policy })!.policy).toEqual({
      ...policy,
      recent: [seen[0], { window: 'b', data: true, concept: false }],
    });
  });

  it('starts anew for another model: episodes go on, and a detector that failed stays replaced', () => {
    const failed = conceptStep(backed, freshConcept(backed), losses(1, 1, 1, 0, 0), 10).state;
    const counted = { ...failed, episodes: { ...failed.episodes, episode: 4 } };
    expect(restartConcept(backed, counted)).toMatchObject({
      run: { index: 0, state: { n: 0 } },
      standIn: { detector: 'ddm' },
      episodes: { episode: 4 },
    });
    const sound = { detector: adwin() as ConceptDetector, fallback: undefined };
    const fed = conceptStep(sound, freshConcept(sound), losses(0, 1, 0), 10).state;
    expect(restartConcept(sound, fed)).toEqual(freshConcept(sound));
    expect(restartConcept({ detector: undefined, fallback: undefined }, fed)).toBe(fed);
  });
});

describe('a detector out of service', () => {
  const rowsOf = (every: number) =>
    Array.from({ length: 100 }, (_, i) => ({ prediction: i % 2 === 0, label: i % every < 3 }));
  const rows = rowsOf(7);
  const parts = { checkpoint: memoryCheckpoint(), alerter: memoryAlerter() };
  /** A process with the detector as it was written, or corrected. */
  const started = (update: ConceptDetector<{ n: number }>['update']) =>
    new Monitor({
      reference: rowsOf(6),
      columns: { prediction: { role: 'prediction' }, label: { role: 'label' } },
      concept: { ...touchy, update },
      checkpoint: parts.checkpoint,
      alerters: [parts.alerter],
    });

  it('is an alert for as long as it lasts, and is tried anew by the next process', async () => {
    const broken = started((state, x) => touchy.update(state, x));
    for (let window = 0; window < 5; window++) await broken.process(rows);
    await broken.close();
    expect(parts.alerter.messages.map(({ kind, transition }) => [kind, transition])).toEqual([
      ['broken-part', 'firing'],
    ]);
    const corrected = started(() => ({ drift: false }));
    expect((await corrected.process(rows)).concept).toMatchObject({ rows: 100 });
    await corrected.process(rows);
    await corrected.close();
    expect(parts.alerter.messages.map(({ transition }) => transition)).toEqual(['firing', 'resolved']);
  });
});
