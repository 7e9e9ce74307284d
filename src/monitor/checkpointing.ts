import type { LettersOf } from '../act/labels/row-codec.js';
import type { CheckpointStore } from '../contracts/checkpoint-store.js';
import { edgeLimits } from '../edge-limits.js';
import { DriftSenseError, messageOf } from '../errors.js';
import type { Clock } from '../ports/clock.js';
import { inTime } from '../ports/in-time.js';
import { inTurns } from '../ports/next-turn.js';
import { checkState, type StateOwner } from './check-state.js';
import type { GuardedEmitter } from './events.js';
import type { LazyParts } from './lazy-parts.js';
import type { Labelling } from './labelling.js';
import type { Checked } from './options.js';
import { parseState, type ParsedState } from './parse-state.js';
import { stateBytes } from './state-bytes.js';
import type { MonitorJson } from './state.js';

/** What keeping the state needs of the monitor it belongs to. */
export interface CheckpointingHost {
  readonly options: Pick<Checked, 'name' | 'checkpointEvery' | 'registry' | 'trainer'>;
  readonly events: Pick<GuardedEmitter, 'emit'>;
  readonly clock: Clock;
  /** The state to be saved, but for what is known of labels. */
  readonly saved: () => MonitorJson;
  readonly labelling: () => Labelling;
  /** Saves all; a failure is told. */
  readonly save: () => Promise<void>;
  /** Told of a save that nobody waits for and that failed. */
  readonly failed: (where: string, error: unknown) => void;
}

/** Takes a state in steps; in the last one it becomes that of the monitor. */
type Restore<T> = (json: unknown, look: (whose: StateOwner) => void, lettersOf: LettersOf) => Generator<undefined, T>;

/** Keeps the state of a monitor in a store: one save at a time, each with the newest state. */
export class Checkpointing {
  readonly #store: CheckpointStore;
  readonly #host: CheckpointingHost;
  readonly #parts: Pick<LazyParts, 'loaded' | 'serving'>;
  /** Windows judged since the last save. */
  #windows = 0;
  /** The store has not ended what it was asked to save, though nobody waits for it any longer. */
  #underWay = false;
  #saving: Promise<void> | undefined;
  #again: Promise<void> | undefined;

  constructor(store: CheckpointStore, host: CheckpointingHost, parts: Pick<LazyParts, 'loaded' | 'serving'>) {
    this.#store = store;
    this.#host = host;
    this.#parts = parts;
  }

  /**
   * Restores the state saved last, and starts, with turns of the event loop between the steps of both.
   *
   * @param restore - Takes the state; looks into it once it is known whose it is, before anything of it is taken.
   * @param start - Given what `restore` gave, or nothing where there is no state.
   * @throws DriftSenseError `STATE_INVALID`, `IO_FAILED`.
   */
  async load<T>(restore: Restore<T>, start: (kept?: T) => Generator<undefined, void>): Promise<void> {
    const bytes = await inTime(
      this.#host.clock,
      'the checkpoint store, asked to load,',
      (async () => this.#store.load())(),
      { retryable: false }, // all that is asked of this monitor has failed with it
    );
    await inTurns(this.#startFrom(bytes, restore, start));
  }

  *#startFrom<T>(
    bytes: Uint8Array | undefined,
    restore: Restore<T>,
    start: (kept?: T) => Generator<undefined, void>,
  ): Generator<undefined, void> {
    if (bytes === undefined) return yield* start();
    const state = yield* parsed(bytes);
    // Nothing comes between the last step of `restore` and the start: rows that were kept are taken at once.
    const starting = start(yield* restored(state, restore));
    this.#tellOfOtherName((state.json as MonitorJson).name);
    yield* starting;
  }

  /** The state is taken all the same, or a monitor could not be renamed. */
  #tellOfOtherName(saved: string): void {
    const { options, events } = this.#host;
    if (saved === options.name) return;
    events.emit('warning', {
      code: 'CHECKPOINT_OF_ANOTHER',
      message: `monitor '${options.name}' goes on from the checkpoint of monitor '${saved}' and will overwrite it: if that one was not renamed but still runs, give each a checkpoint of its own`,
    });
  }

  /** Whether all windows that took effect are saved. */
  get isSaved(): boolean {
    return this.#windows === 0;
  }

  /** Saves as often as was asked for, and before anybody is alerted; a failure is told, not thrown. */
  async windowJudged(isUrgent: boolean): Promise<void> {
    this.#windows++;
    if (isUrgent || this.#windows >= this.#host.options.checkpointEvery.windows) await this.#host.save();
  }

  /** Saves the state with rows that are not judged yet, which are kept as the model scores them. @throws as `save`. */
  async saveAll(): Promise<void> {
    const { registry, trainer } = this.#host.options;
    const { loaded } = this.#parts;
    if ((registry || trainer) && loaded.serving?.current() === undefined) await (await this.#parts.serving()).read();
    await this.save();
    this.#windows = 0;
  }

  /**
   * Saves the state as it is when the save before this one is done.
   *
   * @throws DriftSenseError `STATE_NOT_JSON`; `IO_FAILED` when the store does not answer in time; what the store throws. The
   *   checkpoint before stays.
   */
  save(): Promise<void> {
    if (this.#saving === undefined && this.#again === undefined) return this.#start();
    // Whoever asks while one is under way gets the one after it, together with all others who ask.
    this.#again ??= this.#saving!.catch(() => undefined).then(() => this.#start());
    return this.#again;
  }

  /**
   * Waits for the last save until a time of the monotonic clock, a second at least.
   *
   * @throws DriftSenseError `IO_FAILED`; what the save throws.
   */
  last(until: number, save: Promise<void>): Promise<void> {
    const ms = Math.max(edgeLimits.lastSaveMs, until - this.#host.clock.monotonic());
    return inTime(this.#host.clock, 'the checkpoint store, asked to save,', save, { ms });
  }

  /** Saves soon; a failure is told, not thrown. */
  saveSoon(): void {
    this.save().catch((error: unknown) => this.#host.failed('checkpoint', error));
  }

  /** Resolves when no save is under way or asked for. */
  async settled(): Promise<void> {
    for (let last = this.#again ?? this.#saving; last !== undefined; last = this.#again ?? this.#saving)
      await last.catch(() => undefined); // who asked for it has been told
  }

  #start(): Promise<void> {
    this.#again = undefined;
    const saving = this.#write().finally(() => {
      if (this.#saving === saving) this.#saving = undefined;
    });
    this.#saving = saving;
    return saving;
  }

  async #write(): Promise<void> {
    // Begun beside an earlier save that then ends later, it would be overwritten by it.
    if (this.#underWay)
      throw new DriftSenseError('IO_FAILED', 'the checkpoint store has not ended the save before', { retryable: true });
    const bytes = await inTurns(stateBytes(this.#host.saved(), this.#host.labelling()));
    this.#underWay = true;
    const saving = (async () => this.#store.save(bytes))().finally(() => (this.#underWay = false));
    await inTime(this.#host.clock, 'the checkpoint store, asked to save,', saving);
  }
}

function* parsed(bytes: Uint8Array): Generator<undefined, ParsedState> {
  try {
    return yield* parseState(bytes);
  } catch (error) {
    throw new DriftSenseError('STATE_INVALID', 'the checkpoint is no JSON', { cause: error });
  }
}

function* restored<T>({ json, lettersOf }: ParsedState, restore: Restore<T>): Generator<undefined, T> {
  try {
    return yield* restore(json, (whose) => checkState(json, whose), lettersOf);
  } catch (error) {
    if (DriftSenseError.is(error)) throw error;
    throw new DriftSenseError('STATE_INVALID', `the checkpoint: ${messageOf(error)}`, { cause: error });
  }
}
