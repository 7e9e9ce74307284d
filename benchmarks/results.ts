import type { PairResult } from './compare-pair.js';
import type { Growth } from './growth.js';
import type { Large } from './large.js';

/** What is kept of all measurements: `docs/performance.md` is made of it, `npm run bench:gate` compares with it. */
export interface Results {
  readonly pairs: readonly PairResult[];
  readonly growth: readonly Growth[];
  readonly large: readonly Large[];
}

/** How much slower than stored is too slow, beside the same peer. */
const allowed = 1.3;
/** The steepest slope that is linear still. */
const linear = 1.05;

type Named = Pick<PairResult, 'name' | 'machine'>;
type Compared = Exclude<PairResult, { readonly notRun: string }>;

/** Ratios differ by machine, so that each has its own. */
const keyOf = ({ name, machine }: Named): string => `${name} ${machine}`;
const onItsMachine = <T extends Named>(stored: readonly T[], now: Named): T | undefined =>
  stored.find((one) => keyOf(one) === keyOf(now));

/** What is stored of a pair on its own machine, else on that on which it is slowest beside its peer. */
function storedOf(stored: Results, pair: PairResult): Compared | undefined {
  const known = stored.pairs.filter((one): one is Compared => one.name === pair.name && !('notRun' in one));
  return onItsMachine(known, pair) ?? known.toSorted((a, b) => a.ratio.median - b.ratio.median)[0];
}

/**
 * What has become slower than stored by more than 30 %, or is no longer linear, or, of large jobs, beyond its goal, in words. A
 * pair that was not run, now or then, says nothing.
 */
export function slower(stored: Results, now: Results): string[] {
  const pairs = now.pairs.flatMap((pair) => {
    const before = storedOf(stored, pair);
    if (before === undefined || 'notRun' in pair) return [];
    const times = before.ratio.median / pair.ratio.median;
    return times > allowed
      ? [
          `${pair.name}: ${pair.ratio.median.toPrecision(3)} times the peer's speed, stored are ${before.ratio.median.toPrecision(3)}`,
        ]
      : [];
  });
  const growth = now.growth.flatMap((one) => {
    const { name, slope } = one;
    const before = onItsMachine(stored.growth, one) ?? stored.growth.find((other) => other.name === name);
    const seen = before === undefined ? 'nothing is stored' : `stored is ${before.slope.toFixed(2)}`;
    return slope > Math.max(linear, before?.slope ?? linear) ? [`${name}: slope ${slope.toFixed(2)}, ${seen}`] : [];
  });
  const large = now.large.flatMap(({ name, figures }) =>
    figures
      .filter(({ value, most }) => most !== undefined && value > most)
      .map(({ what, value, unit, most }) => `${name}, ${what}: ${value.toPrecision(3)} ${unit}, at most ${most}`),
  );
  return [...pairs, ...growth, ...large];
}

/**
 * Stored results with those of a new run in the place of those of the same machine; the rest stays, as does what was seen of a
 * pair that was not run now.
 */
export function withNew(stored: Results, now: Results): Results {
  const renewed = <T extends Named>(before: readonly T[], made: readonly T[]): T[] =>
    [...new Map([...before, ...made].map((one) => [keyOf(one), one])).values()].toSorted((a, b) =>
      keyOf(a) < keyOf(b) ? -1 : 1,
    );
  const known = new Set(stored.pairs.flatMap((pair) => ('notRun' in pair ? [] : pair.name)));
  const seen = now.pairs.filter((pair) => !('notRun' in pair && known.has(pair.name)));
  return {
    pairs: renewed(stored.pairs, seen),
    growth: renewed(stored.growth, now.growth),
    large: renewed(stored.large, now.large),
  };
}
