/**
 * Python's `random.Random(seed)` for small integer seeds: the Mersenne Twister MT19937 with Python's way of seeding, of
 * drawing below a bound and of sampling without replacement. Needed to draw what river's KSWIN draws.
 */
export class PythonRandom {
  readonly #words = new Uint32Array(624);
  #next = 624;

  constructor(seed: number) {
    const words = this.#words;
    words[0] = 19_650_218;
    for (let i = 1; i < 624; i++) words[i] = Math.imul(1_812_433_253, words[i - 1]! ^ (words[i - 1]! >>> 30)) + i;
    // The seed is an array of one word, mixed in 624 times, then the state alone 623 times.
    let i = 1;
    const mix = (factor: number, add: (value: number) => number) => {
      words[i] = add(words[i]! ^ Math.imul(words[i - 1]! ^ (words[i - 1]! >>> 30), factor));
      i += 1;
      if (i === 624) {
        words[0] = words[623]!;
        i = 1;
      }
    };
    for (let k = 0; k < 624; k++) mix(1_664_525, (value) => value + seed);
    for (let k = 0; k < 623; k++) mix(1_566_083_941, (value) => value - i);
    words[0] = 0x80_00_00_00;
  }

  #word(): number {
    const words = this.#words;
    if (this.#next === 624) {
      for (let i = 0; i < 624; i++) {
        const joined = (words[i]! & 0x80_00_00_00) | (words[(i + 1) % 624]! & 0x7f_ff_ff_ff);
        words[i] = words[(i + 397) % 624]! ^ (joined >>> 1) ^ (joined & 1 ? 0x99_08_b0_df : 0);
      }
      this.#next = 0;
    }
    let y = words[this.#next++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d_2c_56_80;
    y ^= (y << 15) & 0xef_c6_00_00;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** A uniform integer in [0, n), n below 2³². */
  below(n: number): number {
    const bits = 32 - Math.clz32(n);
    for (;;) {
      const drawn = this.#word() >>> (32 - bits);
      if (drawn < n) return drawn;
    }
  }

  /** `random()`: 53 bits in [0, 1). */
  random(): number {
    const high = this.#word() >>> 5;
    return (high * 67_108_864 + (this.#word() >>> 6)) / 9_007_199_254_740_992;
  }

  /** `sample(population, k)`: k of them without replacement. */
  sample<T>(population: ArrayLike<T>, k: number): T[] {
    const n = population.length;
    const setSize = 21 + (k > 5 ? 4 ** Math.ceil(Math.log(k * 3) / Math.log(4)) : 0);
    if (n <= setSize) {
      const pool = Array.from(population);
      return Array.from({ length: k }, (_, i) => {
        const j = this.below(n - i);
        const drawn = pool[j]!;
        pool[j] = pool[n - i - 1]!;
        return drawn;
      });
    }
    const taken = new Set<number>();
    while (taken.size < k) taken.add(this.below(n));
    return Array.from(taken, (j) => population[j]!);
  }
}
