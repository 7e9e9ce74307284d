import type { Json } from './json.js';

/** One model version: immutable once appended. */
export interface ModelVersion {
  readonly version: number;
  readonly name?: string;
  /** The trainer that made it and can predict with it. */
  readonly trainer: string;
  readonly trainerVersion?: string;
  readonly libVersion?: string;
  readonly model: Json;
  readonly metrics: Readonly<Record<string, number>>;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly rows: number;
  /**
   * First and last window (or file) whose rows were trained on; `reference` stands for rows of the reference, which come
   * first under strategy `append`.
   */
  readonly trainingWindow?: { readonly from: string; readonly to: string };
  /** Of the reference as it was given; `reference.hash` of a report adds score and prediction of the version that served. */
  readonly referenceHash?: string;
  /** Names and types of the features, in order. */
  readonly features?: readonly { readonly name: string; readonly type: string }[];
  readonly classes?: readonly (string | number | boolean)[];
  readonly parent?: number;
  readonly reason?: string;
  readonly notes?: string;
  /** Reference profile of the model's own score and prediction on rows it was not fitted on. */
  readonly scoreReference?: Json;
  /**
   * Loss in [0, 1] on rows the model was not fitted on: mean, standard deviation, and where it is known the standard
   * deviation of the mean from one stretch of these rows to the next, beyond sampling.
   */
  readonly validation?: {
    readonly rows: number;
    readonly meanLoss: number;
    readonly sd: number;
    readonly between?: number;
  };
  /** The gate's first decision with its inputs, so that it can be replayed; those that follow are in `decisions`. */
  readonly gate?: Json;
}

/** One move of an alias. */
export interface AliasRecord {
  readonly sequence: number;
  readonly version: number;
  readonly previous?: number;
  /** Epoch milliseconds, for people; order is by `sequence`. */
  readonly at: number;
  readonly reason?: string;
  /** Who moved it: `monitor fraud` by itself, or a person by name. */
  readonly actor?: string;
}

/** One decision about a version, with all it was made of: immutable once recorded. */
export interface DecisionRecord {
  readonly sequence: number;
  /** Epoch milliseconds, for people; order is by `sequence`. */
  readonly at: number;
  /** Whether a candidate takes over, or whether a promoted version stays. */
  readonly kind: 'gate' | 'probation';
  /** The version decided upon. */
  readonly version: number;
  /** The version it was compared with, on the same rows. */
  readonly against: number;
  /** What follows: `promote`, `reject` or `continue` of a candidate; `keep`, `roll-back` or `continue` of a promoted version. */
  readonly verdict: 'promote' | 'reject' | 'keep' | 'roll-back' | 'continue';
  readonly reason: string;
  /** Who decided: `monitor fraud`, or a person by name. */
  readonly actor: string;
  /** Trigger, windows, metrics of both and the evidence: what `replayGate` decides again. */
  readonly gate: Json;
}

/** A decision to be recorded; with a `sequence` under that number or not at all. */
export type NewDecision = Omit<DecisionRecord, 'sequence'> & { readonly sequence?: number };

/**
 * Where model versions live. `append` numbers them from 1; `setAlias` is compare-and-set: it returns false and changes
 * nothing unless the alias now points at `expected` (`undefined` = does not exist).
 */
export interface Registry {
  /** Keeps a version under the next number. */
  append(entry: Omit<ModelVersion, 'version'>): Promise<ModelVersion>;
  /** One version; undefined when there is none of this number. */
  read(version: number): Promise<ModelVersion | undefined>;
  /** All versions in order. */
  list(): AsyncIterable<ModelVersion>;
  /** The version an alias points at; undefined when it does not exist. */
  alias(name: string): Promise<number | undefined>;
  /** Moves an alias, if it points where the caller thinks; false otherwise. */
  setAlias(
    name: string,
    version: number,
    expected: number | undefined,
    reason?: string,
    actor?: string,
  ): Promise<boolean>;
  /** All moves of an alias in order. */
  history?(name: string): AsyncIterable<AliasRecord>;
  /**
   * Keeps a decision under the next number. Nothing replaces one that is there: a `sequence` that is not the next number is
   * refused with `REGISTRY_CONFLICT`.
   */
  recordDecision?(decision: NewDecision): Promise<DecisionRecord>;
  /** All decisions in order. Goes with `recordDecision`. */
  decisions?(): AsyncIterable<DecisionRecord>;
}
