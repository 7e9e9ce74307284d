// Error streams of a fixed model on real and published streams whose changes are known.
import { readCsv } from '../../../src/node.js';
import { FastRandom } from '../../../test/calibration/fast-random.js';

/** Errors (1) of a model, row by row. */
export interface KnownStream {
  readonly data: string;
  readonly errors: readonly number[];
  /** Rows at which the concept changes. */
  readonly changes: readonly number[];
}

interface Labelled {
  readonly x: readonly number[];
  readonly y: number;
}

const rowsOfTraining = 2_000;

/** Gaussian naive Bayes, fixed after its training. */
function naiveBayes(rows: readonly Labelled[]): (x: readonly number[]) => number {
  const classes = [0, 1].map((y) => {
    const of = rows.filter((row) => row.y === y);
    const features = of[0]!.x.map((_, j) => {
      const mean = of.reduce((sum, { x }) => sum + x[j]!, 0) / of.length;
      const variance = of.reduce((sum, { x }) => sum + (x[j]! - mean) ** 2, 0) / of.length + 1e-9;
      return { mean, variance };
    });
    return { prior: Math.log(of.length / rows.length), features };
  });
  return (x) => {
    const [zero, one] = classes.map(({ prior, features }) =>
      features.reduce(
        (sum, { mean, variance }, j) => sum - 0.5 * Math.log(variance) - (x[j]! - mean) ** 2 / (2 * variance),
        prior,
      ),
    );
    return Number(one! > zero!);
  };
}

/** Errors after the training; `changes` are rows of the whole stream. */
function errorsOf(data: string, rows: readonly Labelled[], changes: readonly number[]): KnownStream {
  const predict = naiveBayes(rows.slice(0, rowsOfTraining));
  return {
    data,
    errors: rows.slice(rowsOfTraining).map(({ x, y }) => Number(predict(x) !== y)),
    changes: changes.map((row) => row - rowsOfTraining),
  };
}

/** The same errors in random order: their rate, and no change. */
function shuffled({ data, errors }: KnownStream, rows: number): KnownStream {
  const random = new FastRandom(data);
  const inOrder = errors.slice(0, rows).map((error) => ({ error, key: random.uniform() }));
  return {
    data: `${data}, shuffled`,
    errors: inOrder.toSorted((a, b) => a.key - b.key).map(({ error }) => error),
    changes: [],
  };
}

/** Every stream, from the folder of the data sets. */
export async function knownStreams(folder: string): Promise<KnownStream[]> {
  const read = async (name: string, features: readonly string[]): Promise<Labelled[]> =>
    [...(await readCsv(`${folder}/${name}`))].map((row) => ({
      x: features.map((f) => Number(row[f])),
      y: Number(row['class']),
    }));
  const sine = errorsOf(
    'SINE, three changes',
    await read('stream_sine_abrupt.csv.gz', ['X1', 'X2']),
    [10_000, 20_000, 30_000],
  );
  // Rows from 30,500 on are a copy of earlier ones.
  const sea = errorsOf(
    'SEA, two gradual changes in much noise',
    (await read('stream_sea_gradual.csv.gz', ['X1', 'X2', 'X3'])).slice(0, 30_500),
    [9_500, 20_000],
  );
  const elec = errorsOf(
    'electricity',
    await read('elec2.csv.gz', ['period', 'nswprice', 'nswdemand', 'vicprice', 'vicdemand', 'transfer']),
    [],
  );
  return [
    sine,
    sea,
    shuffled({ ...sine, data: 'SINE before its first change' }, 8_000),
    shuffled({ ...sea, data: 'SEA before its first change' }, 7_500),
    shuffled(elec, elec.errors.length),
  ];
}
