import { describe, expect, it } from 'vitest';
import type { ConceptDetector } from '../../../src/contracts/concept-detector.js';
import { adwin } from '../../../src/judge/concept-drift/adwin.js';
import { ddm } from '../../../src/judge/concept-drift/ddm.js';
import { type Detection, feedDetector, feedDetectorInSteps } from '../../../src/judge/concept-drift/feed.js';
import { type DetectorRun, startRun } from '../../../src/judge/concept-drift/start-run.js';
import { alarms, golden } from './golden.js';

describe('feedDetector', () => {
  it('says at which rows of its stream the detector spoke, and leaves the run given untouched', () => {
    const detector = adwin({ direction: 'increase' });
    const start = startRun(detector);
    const before = JSON.stringify(start);
    const { detections, run, rows } = feedDetector(detector, start, golden.md);
    expect(detections).toEqual([
      { index: 1023, drift: true, improvement: false },
      { index: 2015, drift: false, improvement: true },
      { index: 3007, drift: true, improvement: false },
    ]);
    expect(rows).toBe(4_000);
    expect(run.index).toBe(4_000);
    expect(JSON.stringify(start)).toBe(before);
  });

  it('gives the same however the stream is cut into windows', () => {
    const detector = ddm();
    for (const size of [1, 7, 333, 2_000]) {
      let run: DetectorRun<ReturnType<typeof detector.initialState>> = startRun(detector);
      const found: Detection[] = [];
      for (let from = 0; from < golden.b.length; from += size) {
        const result = feedDetector(detector, run, golden.b.slice(from, from + size));
        found.push(...result.detections);
        run = result.run;
      }
      expect(found.map(({ index }) => index)).toEqual(alarms(detector, golden.b));
    }
  });

  it('names the first row that warned', () => {
    expect(feedDetector(ddm(), startRun(ddm()), golden.b).warning).toBe(1084);
    expect(feedDetector(ddm(), startRun(ddm()), golden.b.slice(0, 500))).not.toHaveProperty('warning');
  });

  it('refuses a stretch with a value out of domain, whole', () => {
    expect(() => feedDetector(ddm(), startRun(ddm()), [0, 1, Number.NaN])).toThrow(
      "detector 'ddm': expected exactly 0 or 1 (1 = the model was wrong), got NaN",
    );
  });
});

describe('feedDetector of a failing detector', () => {
  /** Counts in place and throws on the value 13 after half a change. */
  const failing: ConceptDetector<{ seen: number[] }> = {
    name: 'failing',
    input: 'real',
    initialState: () => ({ seen: [] }),
    update(state, x) {
      state.seen.push(x);
      if (x === 13) throw new RangeError('unlucky');
      return { drift: state.seen.length === 2 };
    },
  };

  it('says what came before, where the run stood and what went wrong, so that the host can go on', () => {
    const { run, rows, detections, failure } = feedDetector(failing, startRun(failing), [1, 2, 3, 13, 4]);
    expect(rows).toBe(3);
    expect(detections).toEqual([{ index: 1, drift: true, improvement: false }]);
    expect(run).toEqual({ state: { seen: [3] }, index: 3, ended: false });
    expect(failure).toMatchObject({ code: 'DETECTOR_FAILED', details: { detector: 'failing', index: 3 } });
    expect(failure?.cause).toBeInstanceOf(RangeError);
    expect(feedDetector(failing, run, [4]).run.state).toEqual({ seen: [3, 4] });
  });

  it('says so, in steps, of a row far behind many others: the run stood before it', () => {
    const many = {
      ...failing,
      update: (state: { seen: number[] }, x: number) => ({ ...failing.update(state, x), drift: false }),
    };
    const values = Array.from({ length: 6_000 }, (_, row) => (row === 5_000 ? 13 : row / 6_000));
    const steps = feedDetectorInSteps(many, startRun(many), values);
    expect([steps.next().done, steps.next().done]).toEqual([false, false]);
    const { run, rows } = steps.next().value!;
    expect(rows).toBe(5_000);
    expect(run).toEqual({ state: { seen: values.slice(0, 5_000) }, index: 5_000, ended: false });
  });

  it('is what an update without a result is, and an afterDrift that throws', () => {
    const silent = { ...failing, update: () => undefined } as unknown as ConceptDetector;
    expect(feedDetector(silent, startRun(silent), [1]).failure?.code).toBe('DETECTOR_FAILED');
    const stuck: ConceptDetector = {
      ...failing,
      update: () => ({ drift: true }),
      afterDrift: () => {
        throw new Error('stuck');
      },
    };
    const { rows, failure } = feedDetector(stuck, startRun(stuck), [1, 2]);
    expect([rows, failure?.message]).toEqual([1, "detector 'failing' failed at row 1: stuck"]);
  });

  it('goes back to the start of the stretch when the detector does not even repeat itself', () => {
    let calls = 0;
    const fickle: ConceptDetector<{ n: number }> = {
      name: 'fickle',
      input: 'real',
      initialState: () => ({ n: 0 }),
      update(state) {
        state.n += 1;
        calls += 1;
        if (calls >= 3) throw new Error('later');
        return { drift: false };
      },
    };
    const { run, rows } = feedDetector(fickle, startRun(fickle), [1, 2, 3]);
    expect(rows).toBe(2);
    expect(run).toEqual({ state: { n: 0 }, index: 2, ended: false });
  });
});
