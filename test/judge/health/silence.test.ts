import { describe, expect, it } from 'vitest';
import { isNewSilence, rowsInARow, silenceAfter } from '../../../src/judge/health/silence.js';
import { profileOf } from './profile-of.js';

const { reference, window } = profileOf;
/** 1,000 rows: 100 missing ones in a row, and 50, and 20. */
const inRuns = reference(1_000, (row) => (row >= 100 && row < 200) || (row >= 500 && row < 550) || row >= 980);
/** Every twentieth row is missing. */
const scattered = reference(1_000, (row) => row % 20 === 0);

describe('the rows that are missing in a row', () => {
  it('are at least those that are left when the values lie where they part them best', () => {
    expect(rowsInARow({ missing: 743, values: 1 })).toBe(372);
    expect(rowsInARow({ missing: 743, values: 0 })).toBe(743);
    for (const values of [0, 1, 2, 5])
      for (const missing of [10, 11, 12]) {
        // The most even way to part them.
        const runs = Array.from({ length: values + 1 }, (_, k) => Math.floor((missing + k) / (values + 1)));
        expect(Math.max(...runs)).toBe(rowsInARow({ missing, values }));
      }
  });

  it('add up over windows in which there is hardly a value', () => {
    const first = silenceAfter(undefined, window(200, 200));
    expect(first).toEqual({ missing: 200, values: 0 });
    expect(silenceAfter(first, window(300, 300))).toEqual({ missing: 500, values: 0 });
    expect(silenceAfter({ missing: 200, values: 2 }, window(300, 300))).toEqual({ missing: 300, values: 0 });
    expect(silenceAfter(first, window(300, 296))).toBeUndefined();
    expect(silenceAfter(first, window(0, 0))).toBeUndefined();
  });

  it('are counted in the reference, as it was in time', () => {
    expect(inRuns.tempering!.longestMissing).toBe(100);
    expect(scattered.tempering!.longestMissing).toBe(1);
    expect(reference(1_000, () => false).tempering!.longestMissing).toBe(0);
  });
});

describe('a silence', () => {
  it('is told at once where runs of missing rows are known and it is more than twice as long as the longest', () => {
    expect(isNewSilence({ missing: 201, values: 0 }, 1, inRuns)).toBe(true);
    expect(isNewSilence({ missing: 200, values: 0 }, 1, inRuns)).toBe(false);
    expect(isNewSilence({ missing: 402, values: 1 }, 1, inRuns)).toBe(true);
  });

  it('is not told while the reference has been silent for half as long, in however many windows', () => {
    expect(isNewSilence({ missing: 150, values: 0 }, 5, inRuns)).toBe(false);
  });

  it('is told after three windows where missing rows lie about alone, as their share is a verdict by itself', () => {
    expect(isNewSilence({ missing: 200, values: 0 }, 2, scattered)).toBe(false);
    expect(isNewSilence({ missing: 300, values: 0 }, 3, scattered)).toBe(true);
  });

  it('is told after three windows where the order of the reference is not known', () => {
    const { tempering: _, ...unordered } = inRuns;
    expect(isNewSilence({ missing: 400, values: 0 }, 2, unordered)).toBe(false);
    expect(isNewSilence({ missing: 600, values: 0 }, 3, unordered)).toBe(true);
  });
});
