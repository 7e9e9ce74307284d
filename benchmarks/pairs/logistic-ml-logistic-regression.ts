import LogisticRegression from 'ml-logistic-regression';
import { Matrix } from 'ml-matrix';
import { compareLogistic } from '../logistic.js';
import { here } from '../peer.js';

const p = 20;

await compareLogistic({
  name: 'Logistic regression, ml-logistic-regression',
  job: 'Logistic regression on 1,000 × 20: ours to convergence, the package for 500 steps of its own',
  rows: 1_000,
  peer: async (_, x, y) => {
    const rows = y.length;
    // The package has no intercept: it gets a column of ones.
    const design = new Matrix(Array.from({ length: rows }, (__, i) => [1, ...x.subarray(i * p, (i + 1) * p)]));
    const labels = Matrix.columnVector([...y]);
    return here('ml-logistic-regression', '2.0.0', {
      fit: () => {
        const model = new LogisticRegression({ numSteps: 500, learningRate: 5e-3 });
        model.train(design, labels);
        const [intercept, ...weights] = model.toJSON().classifiers[0]!.weights.to1DArray();
        return [...weights, intercept!];
      },
    });
  },
  rounds: 3,
});
