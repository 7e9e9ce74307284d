import type { CheckpointStore } from '../contracts/checkpoint-store.js';
import { DriftSenseError } from '../errors.js';

/** Keeps the state of a monitor in a store: one save at a time, each with the newest state. */
export class Checkpointing {
  readonly #store: CheckpointStore;
  readonly #state: () => unknown;
  /** Told of a save that nobody waits for and that failed. */
  readonly #onFailed: (error: unknown) => void;
  #saving: Promise<void> | undefined;
  #again: Promise<void> | undefined;

  constructor(store: CheckpointStore, state: () => unknown, onFailed: (error: unknown) => void) {
    this.#store = store;
    this.#state = state;
    this.#onFailed = onFailed;
  }

  /** The state saved last, parsed; undefined when there is none. @throws DriftSenseError `STATE_INVALID`. */
  async load(): Promise<unknown> {
    const bytes = await this.#store.load();
    if (bytes === undefined) return undefined;
    try {
      return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
    } catch (error) {
      throw new DriftSenseError('STATE_INVALID', 'the checkpoint is no JSON', { cause: error });
    }
  }

  /**
   * Saves the state as it is when the save before this one is done.
   *
   * @throws DriftSenseError `STATE_NOT_JSON`; what the store throws. The checkpoint before stays.
   */
  save(): Promise<void> {
    if (this.#saving === undefined && this.#again === undefined) return this.#start();
    // Whoever asks while one is under way gets the one after it, together with all others who ask.
    this.#again ??= this.#saving!.catch(() => undefined).then(() => this.#start());
    return this.#again;
  }

  /** Saves soon; a failure is told, not thrown. */
  saveSoon(): void {
    this.save().catch(this.#onFailed);
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
    await this.#store.save(new TextEncoder().encode(JSON.stringify(this.#state())));
  }
}
