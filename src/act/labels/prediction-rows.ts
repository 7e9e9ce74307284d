import { Cohorts, endOf, newCohort, type CohortState } from './cohorts.js';
import type { DetectorFeed } from './detector-feed.js';
import type { RunningCounts } from './ledger-counts.js';
import { invalidLedger, type LedgerState, type LedgerStateOf } from './ledger-state.js';
import type { LedgerSettings } from './ledger-types.js';
import { decodeRows, type LettersOf } from './row-codec.js';
import { bits, type Chain, type Slots } from './slots.js';

/** Predictions by cohort, with what follows from their labels. */
export class PredictionRows {
  readonly slots: Slots;
  readonly #settings: LedgerSettings;
  readonly #counts: RunningCounts;
  readonly #feed: DetectorFeed;
  readonly cohorts: Cohorts;
  /** Those that were not handed out as mature yet. */
  readonly young = new Set<CohortState>();
  /** By slot, 8,192 in a part; undefined where there is no prediction. */
  readonly #cohortOf: (CohortState | undefined)[][] = [];
  /** Time at which the first cohort closes, or sooner. */
  #nextClose = Infinity;

  constructor(slots: Slots, settings: LedgerSettings, counts: RunningCounts, feed: DetectorFeed) {
    this.slots = slots;
    this.#settings = settings;
    this.#counts = counts;
    this.#feed = feed;
    this.cohorts = new Cohorts(settings.periodMs);
  }

  /** The cohort of a prediction, begun if need be. */
  cohortFor(at: number, version: number, window: string | undefined): CohortState {
    return this.cohorts.of(at, version, window);
  }

  /** The cohort of a slot; undefined when it holds no prediction. */
  cohortOf(slot: number): CohortState | undefined {
    return this.#cohortOf[slot >> 13]?.[slot & 8_191];
  }

  /** A prediction was put into a slot of this cohort's chain. */
  recorded(slot: number, cohort: CohortState): void {
    const at = this.slots.at.of(slot);
    this.slots.set(slot, bits.predicted);
    this.#belongs(slot, cohort);
    cohort.predictions++;
    cohort.from = Math.min(cohort.from, at);
    cohort.to = Math.max(cohort.to, at);
    this.#watch(cohort);
    this.#feed.recorded(slot);
  }

  /** It has its first label. */
  joined(slot: number, now: number): void {
    this.#countLabel(slot, 1);
    this.#feed.joined(slot, now);
  }

  /** Changes the label of a labelled row. */
  relabel(slot: number, change: () => void): void {
    this.#countLabel(slot, -1);
    change();
    this.#countLabel(slot, 1);
  }

  /** Makes room by the first prediction of the oldest cohort. */
  dropOldest(): void {
    const cohort = this.cohorts.first()!;
    const slot = cohort.chain.head;
    const isLabelled = this.slots.has(slot, bits.labelled);
    this.#counts.dropped[isLabelled ? 'joined' : 'waiting']++;
    cohort.dropped++;
    if (isLabelled) this.#countLabel(slot, -1);
    this.#forget(slot, cohort);
    if (cohort.chain.head < 0) this.#end(cohort);
  }

  /** Cohorts whose last row is beyond the greatest age go. */
  expire(now: number): void {
    if (now <= this.#nextClose) return;
    this.#nextClose = Infinity;
    for (const cohort of this.cohorts.values()) {
      const closes = this.#closesAt(cohort);
      if (now <= closes) this.#nextClose = Math.min(this.#nextClose, closes);
      else {
        this.#counts.expired.unlabelled += cohort.predictions - cohort.dropped - cohort.labelled;
        for (const slot of this.slots.of(cohort.chain)) this.#forget(slot, cohort);
        this.#end(cohort);
      }
    }
  }

  toJSON<Rows>(rows: (chain: Chain) => Rows): LedgerStateOf<Rows>['cohorts'] {
    return Array.from(
      this.cohorts.values(),
      ({ chain, labelled: _labelled, covered: _covered, periodEnd, ...cohort }) => ({
        ...cohort,
        periodEnd: Number.isFinite(periodEnd) ? periodEnd : null,
        rows: rows(chain),
      }),
    );
  }

  /**
   * Takes what `toJSON` gave, in steps of a few milliseconds; the oldest rows go where there is no room.
   *
   * @throws DriftSenseError `STATE_INVALID`.
   */
  *restore(cohorts: LedgerState['cohorts'], lettersOf: LettersOf): Generator<undefined, void> {
    for (const { rows, periodEnd, ...stored } of cohorts) {
      yield;
      const cohort = { ...newCohort(stored.window, stored.version, periodEnd ?? -Infinity), ...stored };
      let sound = this.cohorts.get(stored.window, stored.version) === undefined;
      this.cohorts.add(cohort);
      const room = (): boolean => {
        if (!this.slots.isFull) return true;
        this.dropOldest();
        this.cohorts.add(cohort); // its earlier rows may all have gone for this one
        return true;
      };
      const added = (slot: number): void => {
        this.#belongs(slot, cohort);
        sound &&= this.slots.has(slot, bits.predicted);
        if (this.slots.has(slot, bits.labelled)) this.#countLabel(slot, 1);
        this.#feed.restored(slot);
      };
      const isWhole = yield* decodeRows(lettersOf(rows), this.slots, cohort.chain, room, added);
      if (!isWhole || !sound || cohort.chain.head < 0)
        throw invalidLedger(`the rows of window '${stored.window}' are not what was saved`);
      this.#watch(cohort);
    }
  }

  #belongs(slot: number, cohort: CohortState | undefined): void {
    (this.#cohortOf[slot >> 13] ??= [])[slot & 8_191] = cohort;
  }

  #watch(cohort: CohortState): void {
    if (!cohort.matured) this.young.add(cohort);
    this.#nextClose = Math.min(this.#nextClose, this.#closesAt(cohort));
  }

  /** In steps of a thousandth of the greatest age, so that many small cohorts are not looked through all the time. */
  #closesAt(cohort: CohortState): number {
    const { maxAgeMs } = this.#settings;
    const step = Math.max(1, maxAgeMs / 1_000);
    return Math.ceil((endOf(cohort) + maxAgeMs) / step) * step;
  }

  #countLabel(slot: number, by: 1 | -1): void {
    const cohort = this.cohortOf(slot)!;
    cohort.labelled += by;
    if (this.isCovered(slot)) cohort.covered += by;
  }

  /** Whether its first label came within grace; one without time did. */
  isCovered(slot: number): boolean {
    return !(this.slots.labelFirst.of(slot) - this.slots.at.of(slot) > this.#settings.graceMs);
  }

  isPastGrace(at: number, now: number): boolean {
    return at + this.#settings.graceMs < now;
  }

  #forget(slot: number, cohort: CohortState): void {
    this.#feed.leaves(slot, this.#counts.feed);
    this.slots.remove(slot, cohort.chain);
    this.#belongs(slot, undefined);
  }

  #end(cohort: CohortState): void {
    this.cohorts.delete(cohort);
    this.young.delete(cohort);
  }
}
