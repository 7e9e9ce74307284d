import type { Batch } from './batch.js';

/** Labelled rows to learn from. `labels` are numbers, or for classification indices into `classes`. */
export interface TrainingData {
  readonly features: Batch;
  readonly labels: Float64Array;
  /** The classes in order; absent for regression. For two classes, classes[1] is the positive one. */
  readonly classes?: readonly (string | number | boolean)[];
  readonly size: number;
}

/** What a trainer is told besides the rows. */
export interface TrainingContext {
  readonly signal: AbortSignal;
  readonly seed: number;
}

/** A trained model: plain JSON, metrics as the trainer reports them, predictions for each row by a model that did not see it. */
export interface TrainedModel<Model> {
  readonly model: Model;
  readonly metrics?: Readonly<Record<string, number>>;
  readonly outOfFold?: Float64Array;
}

/**
 * Trains and predicts. `predict` returns P(classes[1]) for two classes, the value for regression, and size × K numbers
 * row by row for K > 2 classes.
 */
export interface ModelTrainer<Model = unknown> {
  readonly name: string;
  /** Kept with each model version; change it when the same rows would give another model. */
  readonly version?: string;
  /** Learns from labelled rows; stops when the signal says so. */
  train(data: TrainingData, context: TrainingContext): Promise<TrainedModel<Model>>;
  /** Predicts for rows, in their order, each the same alone as among others: rows of a large window are given in parts. */
  predict(model: Model, rows: Batch): Float64Array | readonly number[];
  /**
   * Gives back what predicting with a model holds besides the model itself: tensors, sessions, memory outside the heap. Called
   * for each model that was predicted with once it does not serve, behind the window, and for all by `close` of the Monitor.
   * The same model may be predicted with again, and is loaded anew then.
   */
  dispose?(model: Model): Promise<void> | void;
}
