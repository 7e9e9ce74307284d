import { limits } from '../limits.js';
import { seededRandom } from '../stats/random.js';

/** A uniform sample of bounded size that merges exactly: the values with the smallest of independent priorities. */
export interface PrioritySample {
  add(values: Float64Array): void;
  /** [priority, value], ascending by priority. */
  entries(): Entry[];
}

type Entry = readonly [priority: number, value: number];

export const keepSmallest = (entries: readonly Entry[]): Entry[] =>
  entries.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]).slice(0, limits.sample);

/** @param seed - Names the stream of priorities. */
export function prioritySample(seed: string): PrioritySample {
  const random = seededRandom(seed);
  let kept: Entry[] = [];
  let bound = 1;
  const prune = () => {
    kept = keepSmallest(kept);
    if (kept.length === limits.sample) bound = kept.at(-1)![0];
  };
  return {
    add(values) {
      for (const value of values) {
        const priority = random.uniform();
        if (priority < bound) kept.push([priority, value]);
        if (kept.length === 2 * limits.sample) prune();
      }
    },
    entries() {
      prune();
      return kept;
    },
  };
}
