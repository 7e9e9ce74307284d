/** What a method answers to one case: numbers, rows of alarms, or nothing where it refuses. */
export type Answer = readonly (number | string)[] | null;

/** One number of an answer. */
export interface Part {
  readonly name: string;
  /** Largest relative difference allowed. */
  readonly tolerance: number;
  /** Only so many numbers of the answer are compared. */
  readonly only?: number;
  /** The number is a root: its square is compared. */
  readonly root?: true;
  readonly floor?: Floor;
  /** Where and why this part differs on purpose. */
  readonly deliberate?: Deliberate;
}

/** Below this size the difference is taken relative to it: what rounding alone can do to the number, and why. */
export interface Floor {
  readonly size: number | ((input: never) => number);
  readonly why: string;
}

/** Cases that differ on purpose: counted, not held to the tolerance. All others are. */
export interface Deliberate {
  readonly why: string;
  readonly where: (input: never, mine: readonly number[], theirs: readonly number[]) => boolean;
}

/** One method of ours beside one of another package. */
export interface Method {
  /** Public name, with the options that matter; or the oracle in `test/oracles` that stands in for the package's own form. */
  readonly ours: string;
  readonly package: 'scipy' | 'river' | 'evidently' | 'nannyml' | 'frouros' | 'sklearn' | 'mpmath';
  /** Function of the package, for the reader. */
  readonly theirs: string;
  /** Key of its results. */
  readonly key: string;
  /** Kind of case. */
  readonly kind: CaseKind;
  readonly answer: (input: never) => Answer;
  /** Parts of the answer in order; the last one stands for all that follow. None: alarm rows, compared exactly. */
  readonly parts: readonly Part[];
  /** Why alarm rows differ on purpose; `mended` is the package's form with what `why` says undone, which ours must equal. */
  readonly deliberate?: { readonly why: string; readonly mended: (input: never) => Answer };
  /** Why ours refuses cases that the package answers. */
  readonly refuses?: string;
}

export type CaseKind =
  | 'samples'
  | 'counts'
  | 'small_counts'
  | 'scalars'
  | 'scored'
  | 'p_values'
  | 'errors'
  | 'long_errors'
  | 'reals'
  | 'short_reals'
  | 'bounded';

export const statistic = (name = 'statistic', rest: Partial<Part> = {}): Part => ({ name, tolerance: 1e-12, ...rest });
export const p = (deliberate?: Deliberate): Part => ({
  name: 'p',
  tolerance: 1e-9,
  ...(deliberate !== undefined && { deliberate }),
});
/** A distance that is the root of a sum near 0 of terms that are not. */
export const root: Part = {
  name: 'square',
  tolerance: 1e-12,
  root: true,
  floor: {
    size: 4e-4,
    why: 'a distance is the root of a sum of cancelling terms, whose rounding is 1e-16 however small the sum: its square is compared, below 4e-4 to 4e-16',
  },
};
/** A sum near 0 of terms that are not. */
export const cancelling: Part = {
  name: 'statistic',
  tolerance: 1e-12,
  floor: {
    size: 4e-4,
    why: 'a sum of cancelling terms, whose rounding is 1e-16 however small the sum: below 4e-4 held to 4e-16',
  },
};
export const everywhere = (): boolean => true;
