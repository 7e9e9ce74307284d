import { describe, expect, it } from 'vitest';
import type { ConceptDetector } from '../../../src/contracts/concept-detector.js';
import { watch } from '../../../src/judge/concept-drift/direction.js';

/** Alarms while the last value is above .4, so at .5 on both x and 1 − x. */
const above: ConceptDetector<{ last: number }> = {
  name: 'above',
  input: 'bounded',
  order: 'arrival',
  initialState: () => ({ last: 0 }),
  update(state, x) {
    state.last = x;
    return { drift: x > 0.4, warning: x > 0.3 };
  },
};

describe('watch', () => {
  it.each([
    ['increase', 0.9, { drift: true, warning: true }],
    ['decrease', 0.9, { drift: false, warning: false }],
    ['decrease', 0.1, { drift: true, warning: true }],
    ['both', 0.9, { drift: true, warning: true, improvement: false }],
    ['both', 0.1, { drift: true, warning: true, improvement: true }],
    ['both', 0.5, { drift: true, warning: true, improvement: false }],
  ] as const)('%s at %d', (direction, x, expected) => {
    const detector = watch(above, direction);
    expect(detector.update(detector.initialState(), x)).toEqual(expected);
    expect(detector.order).toBe('arrival');
  });

  it('restarts both sides after an alarm', () => {
    const detector = watch({ ...above, afterDrift: ({ last }) => ({ last: last * 10 }) }, 'both');
    expect(detector.afterDrift!({ increase: { last: 1 }, decrease: { last: 2 } })).toEqual({
      increase: { last: 10 },
      decrease: { last: 20 },
    });
    const plain = watch(above, 'both');
    expect(plain.afterDrift!({ increase: { last: 1 }, decrease: { last: 2 } })).toEqual(plain.initialState());
  });
});
