import type { Chain } from './slots.js';

/** Milliseconds from 1970 on, either way, within which times are taken: some 71,000 years, so that differences are exact. */
export const farthest = 2 ** 51;

/** Predictions of one window and one model version. */
export interface CohortState {
  readonly window: string;
  /** -1 where it is not known. */
  readonly version: number;
  /** Last millisecond of its period; -∞ where the window was named, which may last longer than is known yet. */
  readonly periodEnd: number;
  /** Rows that are kept. */
  readonly chain: Chain;
  from: number;
  to: number;
  predictions: number;
  labelled: number;
  /** Kept rows whose label came within grace, mature or not. */
  covered: number;
  dropped: number;
  /** It was handed out when it had become mature. */
  matured: boolean;
}

export const newCohort = (window: string, version: number, periodEnd: number): CohortState => ({
  window,
  version,
  periodEnd,
  chain: { head: -1, tail: -1 },
  from: Infinity,
  to: -Infinity,
  predictions: 0,
  labelled: 0,
  covered: 0,
  dropped: 0,
  matured: false,
});

/** The end of a cohort, as far as is known. */
export const endOf = ({ periodEnd, to }: CohortState): number => Math.max(periodEnd, to);

/** Cohorts by window and version, in the order they began. */
export class Cohorts {
  readonly #periodMs: number;
  readonly #byKey = new Map<string, CohortState>();
  /** The one asked for last: rows come mostly to the same. */
  #last: CohortState | undefined;
  #lastPeriod = { from: 1, to: 0, window: '' };

  constructor(periodMs: number) {
    this.#periodMs = periodMs;
  }

  /** The oldest one. */
  first(): CohortState | undefined {
    return this.#byKey.values().next().value;
  }

  values(): IterableIterator<CohortState> {
    return this.#byKey.values();
  }

  get(window: string, version: number): CohortState | undefined {
    return this.#byKey.get(keyOf(window, version));
  }

  /** The cohort of a prediction, begun if need be. */
  of(at: number, version: number, named: string | undefined): CohortState {
    const window = named ?? this.#period(at);
    const last = this.#last;
    if (last !== undefined && last.window === window && last.version === version) return last;
    const known = this.get(window, version);
    return (this.#last =
      known ?? this.add(newCohort(window, version, named === undefined ? this.#lastPeriod.to : -Infinity)));
  }

  add(cohort: CohortState): CohortState {
    this.#byKey.set(keyOf(cohort.window, cohort.version), cohort);
    return cohort;
  }

  delete(cohort: CohortState): void {
    this.#byKey.delete(keyOf(cohort.window, cohort.version));
    if (this.#last === cohort) this.#last = undefined;
  }

  /** Name of the period of a time: the ISO date of its beginning, with the time of day where it is not midnight. */
  #period(at: number): string {
    const known = this.#lastPeriod;
    if (at >= known.from && at <= known.to) return known.window;
    const from = Math.floor(at / this.#periodMs) * this.#periodMs;
    const window = new Date(from).toISOString().replace('T00:00:00.000Z', '');
    this.#lastPeriod = { from, to: from + this.#periodMs - 1, window };
    return window;
  }
}

const keyOf = (window: string, version: number): string => `${version}/${window}`;
