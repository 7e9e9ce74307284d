import type { PairResult } from './compare-pair.js';
import type { Growth } from './growth.js';
import type { Large } from './large.js';

/** What is kept of all measurements: `docs/performance.md` is made of it, `npm run bench:gate` compares with it. */
export interface Results {
  readonly machine: string;
  readonly pairs: readonly PairResult[];
  readonly growth: readonly Growth[];
  readonly large: readonly Large[];
}

/** How much slower than stored is too slow, beside the same peer or beside a smaller size. */
const allowed = 1.3;

/** What has become slower than stored by more than 30 %, in words. A pair that was not run, now or then, says nothing. */
export function slower(stored: Results, now: Results): string[] {
  const pairs = now.pairs.flatMap((pair) => {
    const before = stored.pairs.find(({ name }) => name === pair.name);
    if (before === undefined || 'notRun' in before || 'notRun' in pair) return [];
    const times = before.ratio.median / pair.ratio.median;
    return times > allowed
      ? [
          `${pair.name}: ${pair.ratio.median.toPrecision(3)} times the peer's speed, stored are ${before.ratio.median.toPrecision(3)}`,
        ]
      : [];
  });
  const growth = now.growth.flatMap(({ name, slope }) => {
    const before = stored.growth.find((one) => one.name === name);
    return before !== undefined && slope > Math.max(1, before.slope) * allowed
      ? [`${name}: slope ${slope.toFixed(2)}, stored is ${before.slope.toFixed(2)}`]
      : [];
  });
  return [...pairs, ...growth];
}

/** Stored results with those of a new run in their place; the rest stays. */
export function withNew(stored: Results, now: Results): Results {
  const renewed = <T extends { readonly name: string }>(before: readonly T[], made: readonly T[]): T[] =>
    [...new Map([...before, ...made].map((one) => [one.name, one])).values()].toSorted((a, b) =>
      a.name < b.name ? -1 : 1,
    );
  return {
    machine: now.machine,
    pairs: renewed(stored.pairs, now.pairs),
    growth: renewed(stored.growth, now.growth),
    large: renewed(stored.large, now.large),
  };
}
