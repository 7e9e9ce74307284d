import type { SeededRandom } from '../../stats/random.js';
import { farthest } from './cohorts.js';
import { DetectorFeed } from './detector-feed.js';
import { EarlyLabels } from './early-labels.js';
import { idText } from './id-text.js';
import { KeyedHash, type HashKey } from './keyed-hash.js';
import { newCounts, type RunningCounts } from './ledger-counts.js';
import { invalidLedger, readLedgerState, type LedgerState, type LedgerStateOf } from './ledger-state.js';
import type { LabelOutcome, LedgerCounts, LedgerSettings, Prediction, RecordOutcome } from './ledger-types.js';
import { PredictionRows } from './prediction-rows.js';
import { encodeRows, type LettersOf } from './row-codec.js';
import { bits, Slots, type Chain } from './slots.js';

/**
 * Predictions that wait for their labels, by keyed hash of their id: no id and no feature is kept. Nothing that is told to
 * it makes it throw; every call says what became of it, and counts it. Constant time per call, but for rows that wait for
 * the detector in the order of their times: O(log n) for those that come out of order.
 *
 * Its time is the latest that it was told: of a prediction, or by `advance`. A service tells it the clock's time; a replay
 * of files need not.
 *
 * @example
 * const ledger = LabelLedger.create({ ...labelOptions.parse({}), order: 'prediction', aheadMs: Infinity }, seededRandom(7));
 * ledger.record('order-17', { prediction: 1, at: 0 }); // 'waiting'
 * ledger.label('order-17', 0, { at: 3_600_000 }); // 'joined'
 */
export class LabelLedger {
  readonly #settings: LedgerSettings;
  readonly #hash: KeyedHash;
  readonly #early: EarlyLabels;
  // For who reads it: `takeRows`, `maturedCohorts`.
  readonly running: RunningCounts;
  readonly slots: Slots;
  readonly predictions: PredictionRows;
  readonly feed: DetectorFeed;
  /** Its time, epoch milliseconds; -∞ before any is known. */
  now = -Infinity;

  private constructor(settings: LedgerSettings, key: HashKey, counts: RunningCounts) {
    this.#settings = settings;
    this.#hash = new KeyedHash(key);
    this.running = counts;
    this.slots = new Slots(settings.maxPending);
    this.#early = new EarlyLabels(this.slots, counts);
    this.feed = new DetectorFeed(this.slots, settings.order, settings.graceMs);
    this.predictions = new PredictionRows(this.slots, settings, counts, this.feed);
  }

  /** An empty ledger. Its key is drawn from `random`: ids can be guessed from hashes by whoever can guess that. */
  static create(settings: LedgerSettings, random: SeededRandom): LabelLedger {
    const word = (): number => random.integer(2 ** 32) | 0;
    return new LabelLedger(settings, [word(), word(), word(), word()], newCounts());
  }

  /**
   * A ledger as it was when its state was saved, in steps of a few milliseconds. Settings may differ from those it was saved
   * with.
   *
   * @param lettersOf - What stands for a text of rows in the state. Default: the text itself.
   * @throws DriftSenseError `STATE_INVALID`.
   */
  static *fromJSON(json: unknown, settings: LedgerSettings, lettersOf = asBytes): Generator<undefined, LabelLedger> {
    const { key, now, turns, counts, cohorts, unmatched } = readLedgerState(json);
    const ledger = new LabelLedger(settings, key, structuredClone(counts));
    ledger.now = now ?? -Infinity;
    ledger.feed.turns = turns;
    yield* ledger.predictions.restore(cohorts, lettersOf);
    if (!(yield* ledger.#early.restore(lettersOf(unmatched))))
      throw invalidLedger('the labels without prediction are not what was saved');
    return ledger;
  }

  /** Predictions and labels kept now; never more than `maxPending`. */
  get size(): number {
    return this.slots.size;
  }

  /** Time goes on, and what is beyond the greatest age goes. An earlier time changes nothing. */
  advance(now: number): void {
    if (!isTime(now) || now <= this.now) return;
    const isFirst = this.now === -Infinity;
    this.now = Math.floor(now);
    if (isFirst) this.#early.startWaiting(this.now);
    this.#early.expire(this.now, this.#settings.maxAgeMs);
    this.predictions.expire(this.now);
  }

  /** Takes a prediction. */
  record(id: unknown, prediction: Prediction): RecordOutcome {
    const outcome = this.#record(id, prediction);
    this.running.records[outcome]++;
    return outcome;
  }

  /**
   * Takes a label.
   *
   * @param value - Class index, or the value for regression; NaN for a label that is neither.
   * @param at - Epoch milliseconds at which it was known. Without it the lag is not known.
   */
  label(id: unknown, value: number, { at }: { readonly at?: number | undefined } = {}): LabelOutcome {
    const outcome = this.#label(id, value, at);
    this.running.labels[outcome]++;
    return outcome;
  }

  /** What ever happened, counted. */
  counts(): LedgerCounts {
    return structuredClone(this.running);
  }

  /** Plain JSON. The key of the hashes is in it: whoever has it can find out whether an id that he knows is in it. */
  toJSON(): LedgerState {
    return this.stateWith(({ head }) => encodeRows(this.slots, head));
  }

  /** The state with what is made of the rows of a chain, in the place of their text. */
  stateWith<Rows>(rows: (chain: Chain) => Rows): LedgerStateOf<Rows> {
    return {
      kind: 'labelLedger',
      schemaVersion: 1,
      key: this.#hash.key,
      now: Number.isFinite(this.now) ? this.now : null,
      turns: this.feed.turns,
      counts: structuredClone(this.running),
      cohorts: this.predictions.toJSON(rows),
      unmatched: rows(this.#early.chain),
    };
  }

  #record(id: unknown, { prediction, score = Number.NaN, modelVersion, at, window }: Prediction): RecordOutcome {
    if (!this.#hashed(id)) return 'invalid-id';
    const isSound =
      isFinite(prediction) &&
      (Number.isNaN(score) || isFinite(score)) &&
      (modelVersion === undefined || (Number.isInteger(modelVersion) && modelVersion >= 0 && modelVersion < 2 ** 31)) &&
      (window === undefined || typeof window === 'string');
    if (!isSound) return 'invalid-prediction';
    const time = at ?? this.now;
    if (!this.#isNear(time)) return 'invalid-time';
    this.advance(time);
    if (time + this.#settings.maxAgeMs < this.now) return 'expired';
    return this.#keep(Math.floor(time), prediction + 0, score + 0, modelVersion ?? -1, window); // −0 is 0, as in JSON
  }

  /** Keeps the prediction whose id was hashed last. */
  #keep(at: number, prediction: number, score: number, version: number, window: string | undefined): RecordOutcome {
    const slots = this.slots;
    const { high, low } = this.#hash;
    const known = slots.find(high, low);
    const earlier = known === undefined ? undefined : this.predictions.cohortOf(known);
    if (known !== undefined && earlier !== undefined) {
      const isSame = slots.prediction.of(known) === prediction && Object.is(slots.score.of(known), score);
      return isSame && earlier.version === version ? 'duplicate' : 'conflict';
    }
    const wasFull = known === undefined && slots.isFull;
    if (wasFull && !this.#early.dropOldest()) this.predictions.dropOldest();
    const cohort = this.predictions.cohortFor(at, version, window);
    const slot = known ?? slots.add(high, low, cohort.chain);
    if (known !== undefined) this.#early.moveTo(cohort.chain, known);
    if (slots.labelAt.of(slot) > at + this.#settings.maxAgeMs) {
      slots.clearLabel(slot);
      this.running.expired.unmatched++;
    }
    slots.at.put(slot, at);
    slots.prediction.put(slot, prediction);
    slots.score.put(slot, score);
    this.predictions.recorded(slot, cohort);
    if (!slots.has(slot, bits.labelled)) return wasFull ? 'full' : 'waiting';
    this.predictions.joined(slot, this.now);
    return 'joined';
  }

  #label(id: unknown, given: number, givenAt: number | undefined): LabelOutcome {
    if (!this.#hashed(id)) return 'invalid-id';
    if (!isFinite(given)) return 'invalid-label';
    if (givenAt !== undefined && !this.#isNear(givenAt)) return 'invalid-time';
    const value = given + 0;
    const at = givenAt === undefined ? Number.NaN : Math.floor(givenAt);
    const slots = this.slots;
    const slot = slots.find(this.#hash.high, this.#hash.low);
    if (slot === undefined) return this.#keepEarly(value, at);
    const isPredicted = this.predictions.cohortOf(slot) !== undefined;
    const age = (Number.isNaN(at) ? this.now : at) - slots.at.of(slot);
    if (isPredicted && age > this.#settings.maxAgeMs) return 'expired';
    if (slots.has(slot, bits.labelled)) return this.#labelAgain(slot, isPredicted, value, at);
    slots.setLabel(slot, value, at);
    this.predictions.joined(slot, this.now);
    return 'joined';
  }

  /** Keeps the label whose id was hashed last until its prediction comes. Predictions never go for it. */
  #keepEarly(value: number, at: number): LabelOutcome {
    const wasFull = this.slots.isFull;
    if (wasFull && !this.#early.dropOldest()) {
      this.running.dropped.unmatched++;
      return 'full';
    }
    // What comes before any time is known waits from the first one on.
    this.#early.add(this.#hash.high, this.#hash.low, value, at, Math.max(this.now, -farthest));
    return wasFull ? 'full' : 'unmatched';
  }

  /** The label of the latest time counts, whichever comes first; where a time is not known, the one that comes last. */
  #labelAgain(slot: number, isPredicted: boolean, value: number, at: number): LabelOutcome {
    const slots = this.slots;
    const isSame = slots.label.of(slot) === value;
    const isStale = at < slots.labelAt.of(slot);
    const change = (): void => slots.changeLabel(slot, isStale ? slots.label.of(slot) : value, at);
    if (isPredicted) this.predictions.relabel(slot, change);
    else change();
    if (isSame) return 'duplicate';
    if (isStale) return 'superseded';
    this.feed.corrected(slot, this.running.feed);
    return 'corrected';
  }

  /** Hashes an id; false when it is none. */
  #hashed(id: unknown): boolean {
    const text = idText(id);
    if (text !== undefined) this.#hash.update(text);
    return text !== undefined;
  }

  /** Whether it is a time, and not too far ahead. */
  #isNear(at: unknown): boolean {
    return isTime(at) && (this.now === -Infinity || at <= this.now + this.#settings.aheadMs);
  }
}

const asBytes: LettersOf = (text) => new TextEncoder().encode(text);
const isFinite = (x: unknown): x is number => typeof x === 'number' && Number.isFinite(x);
const isTime = (at: unknown): at is number => isFinite(at) && Math.abs(at) <= farthest;
