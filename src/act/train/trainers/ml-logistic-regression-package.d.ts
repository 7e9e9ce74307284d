/** What the adapter uses of ml-logistic-regression 2.0.0, which ships no types. */
declare module 'ml-logistic-regression' {
  import type { Matrix } from 'ml-matrix';

  // The package's own export.
  // oxlint-disable-next-line import/no-default-export
  export default class LogisticRegression {
    constructor(options: { numSteps: number; learningRate: number });
    train(features: Matrix, classes: Matrix): void;
    toJSON(): { classifiers: { weights: Matrix }[] };
  }
}
