/** How a published ADWIN differs from the rule of the paper with a full scan. */
export interface AdwinForm {
  /** The newest bucket of every size is passed over: not counted as older, no border behind it. */
  readonly skipsNewestOfEverySize: boolean;
  /** Fewest rows on either side of a border. */
  readonly atLeast: number;
  /** ℓ in r = 1/(n₀−ℓ+1) + 1/(n₁−ℓ+1). */
  readonly length: number;
  /** Starts anew after an alarm; else the window only shrinks. */
  readonly restarts: boolean;
  /** Alarms only when the mean of the newest rows is the higher one. */
  readonly onlyRise: boolean;
}

const full: AdwinForm = { skipsNewestOfEverySize: false, atLeast: 5, length: 5, restarts: true, onlyRise: false };

/** The published forms of ADWIN, at δ = .002, clock 32, 5 buckets of one size. */
export const adwinForms = {
  /** river, releases with the full scan. */
  river: full,
  /** river, releases to 0.21.2 at least. */
  'river-legacy': { ...full, skipsNewestOfEverySize: true },
  skmultiflow: { ...full, skipsNewestOfEverySize: true, restarts: false },
  frouros: { ...full, skipsNewestOfEverySize: true, atLeast: 6, length: 7 },
  moa: { ...full, atLeast: 7, restarts: false, onlyRise: true },
} as const satisfies Record<string, AdwinForm>;

interface Bucket {
  readonly size: number;
  readonly sum: number;
  readonly squares: number;
}

const mean = ({ size, sum }: Bucket) => sum / size;

function join(a: Bucket, b: Bucket): Bucket {
  const size = a.size + b.size;
  const between = (a.size * b.size * (mean(a) - mean(b)) ** 2) / size;
  return { size, sum: a.sum + b.sum, squares: a.squares + b.squares + between };
}

/**
 * ADWIN in the plainest way: one list of buckets, newest last, every quantity summed anew from it.
 *
 * @returns Rows that alarm.
 */
export function adwinOracle(
  stream: readonly number[],
  form: AdwinForm,
  { delta = 0.002, clock = 32, maxBuckets = 5, gracePeriod = 10 } = {},
): number[] {
  const alarms: number[] = [];
  let buckets: Bucket[] = [];
  let tick = 0;
  for (const [row, x] of stream.entries()) {
    tick += 1;
    buckets.push({ size: 1, sum: x, squares: 0 });
    for (let size = 1; ; size *= 2) {
      const first = buckets.findIndex((bucket) => bucket.size === size);
      if (buckets.filter((bucket) => bucket.size === size).length <= maxBuckets) break;
      buckets.splice(first, 2, join(buckets[first]!, buckets[first + 1]!));
    }
    const width = () => buckets.reduce((rows, bucket) => rows + bucket.size, 0);
    if (tick % clock !== 0 || width() <= gracePeriod) continue;
    let alarm = false;
    for (;;) {
      const cut = cutOf(buckets, form, delta);
      if (cut === 0) break;
      alarm = form.onlyRise ? cut > 0 : true;
      buckets.shift();
    }
    if (!alarm) continue;
    alarms.push(row);
    if (!form.restarts) continue;
    buckets = [];
    tick = 0;
  }
  return alarms;
}

function cutOf(buckets: readonly Bucket[], form: AdwinForm, delta: number): number {
  const all = buckets.reduce(join);
  let older = { size: 0, sum: 0 };
  for (const [i, bucket] of buckets.entries()) {
    if (i === buckets.length - 1) return 0;
    if (form.skipsNewestOfEverySize && buckets[i + 1]!.size !== bucket.size) continue;
    older = { size: older.size + bucket.size, sum: older.sum + bucket.sum };
    const newer = { size: all.size - older.size, sum: all.sum - older.sum };
    if (older.size < form.atLeast || newer.size < form.atLeast) continue;
    const confidence = Math.log((2 * Math.log(all.size)) / delta);
    const r = 1 / (older.size - form.length + 1) + 1 / (newer.size - form.length + 1);
    const bound = Math.sqrt(2 * r * (all.squares / all.size) * confidence) + (2 / 3) * r * confidence;
    const difference = newer.sum / newer.size - older.sum / older.size;
    if (Math.abs(difference) > bound) return difference;
  }
  return 0;
}
