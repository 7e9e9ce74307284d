import { comparePair, type Pair } from './compare-pair.js';
import { numericColumns } from './data.js';
import { here, type Absent, type Side } from './peer.js';
import { shareTables } from './shared-data.js';
import { fitTwoClasses } from '../src/act/train/trainers/fit-two-classes.js';
import { pacer } from '../src/act/train/pace.js';
import { seededRandom } from '../src/stats/random.js';
import { version } from '../src/version.js';

const p = 20;

/** A fit of two classes on standardised columns, penalty ½‖w‖²; each side tells the coefficients it found. */
export async function compareLogistic(
  given: Pick<Pair, 'name' | 'rounds'> &
    Partial<Omit<Pair, 'peer'>> & {
      readonly rows: number;
      readonly peer: (folder: string, x: Float64Array, y: Float64Array) => Promise<Side | Absent>;
    },
): Promise<void> {
  const { rows, peer, ...pair } = given;
  const columns = numericColumns(rows, p, 'logistic');
  const random = seededRandom('labels');
  const weights = Array.from({ length: p }, () => random.normal() / 2);
  const names = Object.keys(columns);
  const x = new Float64Array(rows * p);
  const y = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let eta = 0.5;
    for (let j = 0; j < p; j++) {
      x[i * p + j] = columns[names[j]!]![i]!;
      eta += weights[j]! * x[i * p + j]!;
    }
    y[i] = random.uniform() < 1 / (1 + Math.exp(-eta)) ? 1 : 0;
  }
  await comparePair({
    job: `Logistic regression on ${rows.toLocaleString('en')} × ${p}, to equal loss`,
    tasks: { fit: 1 },
    warm: 3,
    ours: here('driftsense', version, {
      fit: async () => {
        const pace = pacer(new AbortController().signal);
        const design = { values: x, rows, columns: p };
        const { weights: found, intercepts } = await fitTwoClasses(
          design,
          y,
          { ridge: 1, tolerance: 1e-4, maxIterations: 100 },
          pace,
        );
        return [...found[0]!, intercepts[0]!];
      },
    }),
    peer: await peer(shareTables({ rows: { doubles: { ...columns, y } } }), x, y),
    differ: (ours, other) => {
      const [mine, theirs] = [ours, other].map((found) => lossOf(x, y, found.split(',').map(Number)));
      return mine! <= theirs! + 1e-6 ? undefined : `the loss is ${mine}, the peer's ${theirs}`;
    },
    ...pair,
  });
}

/** The objective per row of weights, the intercept last. */
function lossOf(x: Float64Array, y: Float64Array, theta: readonly number[]): number {
  let loss = 0;
  for (let i = 0; i < y.length; i++) {
    let eta = theta[p]!;
    for (let j = 0; j < p; j++) eta += theta[j]! * x[i * p + j]!;
    loss += Math.max(eta, 0) + Math.log1p(Math.exp(-Math.abs(eta))) - y[i]! * eta;
  }
  return (loss + theta.slice(0, p).reduce((sum, w) => sum + w * w, 0) / 2) / y.length;
}
