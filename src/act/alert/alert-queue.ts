import type { Delivery } from './outbox-state.js';

/**
 * Deliveries waiting on one channel, oldest first, never more than `limit`: when full, older messages of the same key give
 * way first, since the newest says what is the case now; then the oldest message goes. What went is handed to `onDropped`.
 */
export class AlertQueue {
  #waiting: Delivery[] = [];
  /** No key is there twice; kept so that a full queue is searched for doubles once, not at every message. */
  #distinct = false;
  readonly #limit: number;
  readonly #onDropped: (delivery: Delivery, how: 'dropped' | 'coalesced') => void;

  constructor(limit: number, onDropped: (delivery: Delivery, how: 'dropped' | 'coalesced') => void) {
    this.#limit = limit;
    this.#onDropped = onDropped;
  }

  get size(): number {
    return this.#waiting.length;
  }

  get waiting(): readonly Delivery[] {
    return this.#waiting;
  }

  add(delivery: Delivery): void {
    this.#waiting.push(delivery);
    if (this.#waiting.length <= this.#limit) {
      this.#distinct = false;
      return;
    }
    if (this.#distinct) this.#replace(delivery.message.key);
    else this.#keepNewest();
    this.#distinct = true;
    if (this.#waiting.length > this.#limit) this.#dropOldest();
  }

  /** Puts one back, or ahead of all. */
  addFirst(delivery: Delivery): void {
    this.#waiting.unshift(delivery);
    this.#distinct = false;
  }

  /** Whether there is one to take. */
  has(passOver: ReadonlySet<string>): boolean {
    return this.#waiting.some(({ message }) => !passOver.has(message.key));
  }

  /** Takes out the oldest, passing over all of the keys given: the messages of one key stay in order. */
  take(passOver: ReadonlySet<string>): Delivery | undefined {
    const i = this.#waiting.findIndex(({ message }) => !passOver.has(message.key));
    return i < 0 ? undefined : this.#waiting.splice(i, 1)[0];
  }

  /** Of every key only the newest message stays. */
  #keepNewest(): void {
    const newest = new Map(this.#waiting.map((delivery) => [delivery.message.key, delivery]));
    const isNewest = (delivery: Delivery) => newest.get(delivery.message.key) === delivery;
    const older = this.#waiting.filter((delivery) => !isNewest(delivery));
    this.#waiting = this.#waiting.filter(isNewest);
    for (const delivery of older) this.#onDropped(delivery, 'coalesced');
  }

  /** The one message with the key of the newest, if there is one, goes. */
  #replace(key: string): void {
    const older = this.#waiting.findIndex(({ message }) => message.key === key);
    if (older === this.#waiting.length - 1) return;
    for (const delivery of this.#waiting.splice(older, 1)) this.#onDropped(delivery, 'coalesced');
  }

  #dropOldest(): void {
    const oldest = this.#waiting.shift();
    if (oldest !== undefined) this.#onDropped(oldest, 'dropped');
  }
}
