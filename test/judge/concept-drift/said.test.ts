import { describe, expect, it } from 'vitest';
import type { DetectorUpdate } from '../../../src/contracts/concept-detector.js';
import { stepRun } from '../../../src/judge/concept-drift/run.js';
import { said, stable } from '../../../src/judge/concept-drift/said.js';
import { startRun } from '../../../src/judge/concept-drift/start-run.js';
import { bernoulliStream } from '../../../src/testing/streams.js';
import { builtIns } from './built-ins.js';

const changes = [
  { at: 2_000, rate: 0.6 },
  { at: 4_000, rate: 0.1 },
];
const stream = bernoulliStream({ rows: 6_000, rate: 0.1, changes, seed: 'said' });

describe('what built-in detectors say', () => {
  it('is one of eight objects, which nobody can change', () => {
    const sides = [false, true];
    const all = sides.flatMap((drift) =>
      sides.flatMap((warning) => sides.map((improvement) => ({ drift, warning, improvement }))),
    );
    for (const one of all) {
      const answer = said(one.drift, one.warning, one.improvement);
      expect(answer).toEqual(one);
      expect(answer).toBe(said(one.drift, one.warning, one.improvement));
      expect(Object.isFrozen(answer)).toBe(true);
    }
    expect(said(false, false, false)).toBe(stable);
  });

  it.each(
    Object.entries(builtIns).flatMap(([name, { make }]) =>
      (['increase', 'decrease', 'both'] as const).map((direction) => ({ name, direction, make })),
    ),
  )('$name watching $direction makes no object for a row without a drift', ({ make, direction }) => {
    const detector = make(direction);
    const run = startRun(detector);
    const calm = new Set<DetectorUpdate>();
    let rows = 0;
    for (const x of stream) {
      const update = stepRun(detector, run, x);
      if (update.drift) continue;
      calm.add(update);
      rows += 1;
    }
    expect(rows).toBeGreaterThan(3_000);
    expect(calm.size).toBeLessThanOrEqual(4);
    expect(calm.has(stable)).toBe(true);
  });
});
