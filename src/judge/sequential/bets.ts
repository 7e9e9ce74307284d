/**
 * The bets of one stream: per bet a Shiryaev–Roberts sum, and where the present run of evidence began. In arrays, so that a
 * row allocates nothing.
 */
export class Bets {
  /** S ← (1 + S)·e: the sum over all rows on which a bet could have begun of what it would have become. */
  readonly sums: Float64Array;
  /** max(1, ·)·e: what the best start has become. */
  readonly peaks: Float64Array;
  /** The row of that start. */
  readonly starts: Float64Array;
  /** Mean of the sums. */
  level = 0;

  constructor(size: number) {
    this.sums = new Float64Array(size);
    this.peaks = new Float64Array(size).fill(1);
    this.starts = new Float64Array(size);
  }

  /** Bet `i` grows by e on a row. Returns its sum. */
  grow(i: number, e: number, row: number): number {
    const sum = (1 + this.sums[i]!) * e;
    const peak = this.peaks[i]!;
    this.sums[i] = sum;
    this.peaks[i] = peak <= 1 ? e : peak * e;
    if (peak <= 1) this.starts[i] = row;
    return sum;
  }

  /** Goes on from sums, peaks and starts that were written down. */
  resume(sums: ArrayLike<number>, peaks: ArrayLike<number>, starts: ArrayLike<number>): void {
    this.sums.set(sums);
    this.peaks.set(peaks);
    this.starts.set(starts);
    let total = 0;
    for (let i = 0; i < this.sums.length; i++) total += this.sums[i]!;
    this.level = total / this.sums.length;
  }

  /** All evidence is spent. */
  reset(): void {
    this.sums.fill(0);
    this.peaks.fill(1);
    this.level = 0;
  }
}
