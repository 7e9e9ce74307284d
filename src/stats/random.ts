import { DriftSenseError } from '../errors.js';
import { requireInteger } from './domain.js';
import { hashLanes } from './hash.js';

/** Where a generator stands, as plain JSON. */
export interface RandomState {
  readonly generator: 'xoroshiro128plus';
  readonly state: readonly number[];
}

/**
 * A seeded generator of random numbers (xoroshiro128+, 53-bit uniforms). Its state is plain JSON: save it, restore it, and
 * the numbers go on as if nothing had happened. The same seed gives the same numbers everywhere.
 *
 * @example
 * const random = seededRandom(7);
 * const saved = random.toJSON();
 * random.uniform() === SeededRandom.fromState(saved).uniform(); // true
 *
 * @see Blackman and Vigna, Scrambled linear pseudorandom number generators, ACM TOMS 47 (2021), with the shifts 24, 16, 37 of
 * its first version; half of it, as pure-rand draws: the lower 32 of 64 bits.
 */
export class SeededRandom {
  readonly #words: number[];

  private constructor(words: number[]) {
    this.#words = words;
  }

  /** @throws DriftSenseError `STATE_INVALID` for anything that `toJSON` did not write. */
  static fromState(saved: RandomState): SeededRandom {
    const state: unknown = saved?.state;
    const valid =
      saved?.generator === 'xoroshiro128plus' &&
      Array.isArray(state) &&
      state.length === 4 &&
      state.every((word) => word === (word | 0)) &&
      state.some((word) => word !== 0); // from all zeros the generator never leaves zero
    if (!valid) throw new DriftSenseError('STATE_INVALID', `random state: got ${JSON.stringify(saved)}`);
    return new SeededRandom([...saved.state]);
  }

  /** A uniform number in [0, 1), a multiple of 2⁻⁵³. */
  uniform(): number {
    return drawUniform(this.#words);
  }

  /**
   * An integer in [0, n), every one equally likely; n from 1 to 2⁵³ − 1.
   *
   * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for another n.
   */
  integer(n: number): number {
    requireInteger(n, 1, 'random integer below');
    const fair = 2 ** 53 - (2 ** 53 % n); // a draw from the incomplete last round is taken again
    let bits: number;
    do bits = this.uniform() * 2 ** 53;
    while (bits >= fair);
    return bits % n;
  }

  /** A standard normal number (Box–Muller; always two uniforms, so that no half-used pair has to be saved). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log1p(-this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /**
   * `k` distinct indices out of 0 … n − 1 in random order, 0 ≤ k ≤ n. Time and memory O(k).
   *
   * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for other numbers.
   */
  sample(k: number, n: number): number[] {
    requireInteger(k, 0, 'random sample size');
    requireInteger(n, k, `random sample of ${k}: population`);
    // Fisher–Yates on 0 … n − 1, of which only the places that moved are stored.
    const moved = new Map<number, number>();
    const chosen: number[] = [];
    for (let i = 0; i < k; i++) {
      const j = i + this.integer(n - i);
      chosen.push(moved.get(j) ?? j);
      moved.set(j, moved.get(i) ?? i);
      moved.delete(i);
    }
    return chosen;
  }

  /** A copy of the values in random order. */
  shuffle<T>(values: ArrayLike<T>): T[] {
    const copy = Array.from(values);
    for (let i = copy.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const held = copy[i] as T;
      copy[i] = copy[j] as T;
      copy[j] = held;
    }
    return copy;
  }

  /** Where the generator stands, for `fromState`. */
  toJSON(): RandomState {
    return { generator: 'xoroshiro128plus', state: [...this.#words] };
  }
}

/**
 * What `uniform` draws, by the words of a generator's state, which go on: without an object. The upper 27 and 26 bits of two
 * draws: the lowest bits of this generator are its weakest.
 */
export const drawUniform = (words: number[]): number =>
  ((next(words) >>> 5) * 2 ** 26 + (next(words) >>> 6)) * 2 ** -53;

/**
 * The lower half of the sum of two words of 64 bits, each in halves: the upper and the lower. Word 0 becomes
 * rotl(word 0, 24) ^ word 1 ^ (word 1 << 16), word 1 becomes rotl(word 1, 37), of the exclusive or.
 */
function next(words: number[]): number {
  const high = words[0]!;
  const low = words[1]!;
  const drawn = low + words[3]!;
  const high1 = words[2]! ^ high;
  const low1 = words[3]! ^ low;
  words[0] = (high << 24) ^ (low >>> 8) ^ high1 ^ ((high1 << 16) | (low1 >>> 16));
  words[1] = (low << 24) ^ (high >>> 8) ^ low1 ^ (low1 << 16);
  words[2] = (low1 << 5) ^ (high1 >>> 27);
  words[3] = (high1 << 5) ^ (low1 >>> 27);
  return drawn | 0;
}

/** A generator from a seed: a number or any text; `7` and `'7'` are the same seed. */
export function seededRandom(seed: number | string): SeededRandom {
  return fromText(String(seed));
}

/**
 * An independent sub-stream for one purpose and name, so that drawing for one column never changes the numbers of another.
 *
 * @example subRandom(7, 'sample', 'amount')
 */
export function subRandom(seed: number | string, purpose: string, name: string): SeededRandom {
  return fromText(JSON.stringify([String(seed), purpose, name]));
}

function fromText(text: string): SeededRandom {
  const state = [...hashLanes(`0${text}`), ...hashLanes(`1${text}`)];
  return SeededRandom.fromState({ generator: 'xoroshiro128plus', state });
}
