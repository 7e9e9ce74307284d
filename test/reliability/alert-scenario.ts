import type { Alerter, AlertMessage } from '../../src/contracts/alerter.js';
import type { Batch } from '../../src/contracts/batch.js';
import type { CheckpointStore } from '../../src/contracts/checkpoint-store.js';
import type { Source } from '../../src/contracts/source.js';
import { Monitor } from '../../src/monitor/monitor.js';
import { memoryClock } from '../../src/ports/clock.js';
import { seededRandom } from '../../src/stats/random.js';
import { makeBatch } from '../../src/table/batch.js';

// A run whose windows drift and calm down several times: what it tells must be told whatever dies when.

const rowsPerWindow = 60;

function rowsOf(seed: string, shift: number): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length: rowsPerWindow }, () => random.normal() + shift);
}

const shifts = [0, 3, 3, 3, 3, 0, 3, 3, 0, 0];
const batches: readonly Batch[] = shifts.map((shift, i) =>
  makeBatch({ size: rowsPerWindow, columns: [['amount', rowsOf(`window ${i}`, shift)]], offset: String(i) }),
);
const random = seededRandom('reference');
const reference = { amount: Float64Array.from({ length: 500 }, () => random.normal()) };

async function* each(list: readonly Batch[]): AsyncGenerator<Batch> {
  yield* list;
}

const source: Source = {
  name: 'windows',
  [Symbol.asyncIterator]: () => each(batches),
  after: (offset) => each(batches.filter((batch) => Number(batch.offset) > Number(offset))),
};

/** The windows, judged from where the checkpoint stands to the end, and everything told. */
export async function runToTheEnd(
  checkpoint: CheckpointStore,
  alerter: Alerter,
  onWindow: (id: string) => void = () => undefined,
): Promise<void> {
  const monitor = new Monitor({
    name: 'payments',
    reference,
    window: { rows: rowsPerWindow },
    alerts: { remindEvery: 2, clearAfter: 1 },
    alerters: [alerter],
    checkpoint,
    clock: memoryClock(Date.UTC(2026, 10, 29)),
  });
  for await (const report of monitor.run(source)) onWindow(report.window.id);
  await monitor.settled();
  await monitor.close();
}

/** Messages that a whole run tells, as `data-drift firing 1`. */
export const expectedMessages = [
  'data-drift firing 1',
  'data-drift reminder 2',
  'data-drift resolved 3',
  'data-drift firing 4',
  'data-drift resolved 5',
] as const;

/** A receiver that counts by idempotency key. */
export class Sink {
  /** What came, by key, in order of first arrival. */
  readonly received = new Map<string, { readonly message: string; readonly text: string; times: number }>();
  readonly #faults: string[] = [];

  receive(key: string, { kind, transition, sequence, text }: AlertMessage): void {
    const known = this.received.get(key);
    if (known === undefined) this.received.set(key, { message: `${kind} ${transition} ${sequence}`, text, times: 1 });
    else {
      known.times++;
      if (known.text !== text) this.#faults.push(`${known.message} was told differently under the same key`);
    }
  }

  /** What is wrong after a run that died `deaths` times and came to its end. */
  wrongs(deaths: number): readonly string[] {
    const told = [...this.received.values()];
    const messages = told.map(({ message }) => message);
    const lost = expectedMessages.filter((message) => !messages.includes(message));
    const doubled = messages.filter((message, i) => messages.indexOf(message) !== i);
    return [
      ...this.#faults,
      ...lost.map((message) => `lost: ${message}`),
      ...doubled.map((message) => `doubled under another key: ${message}`),
      ...messages
        .filter((message) => !expectedMessages.includes(message as never))
        .map((message) => `unexpected: ${message}`),
      ...told.filter(({ times }) => times > 1 + deaths).map(({ message, times }) => `${message} came ${times} times`),
      ...(lost.length === 0 && doubled.length === 0 && messages.join() !== expectedMessages.join()
        ? ['out of order']
        : []),
    ];
  }

  get duplicates(): number {
    return [...this.received.values()].reduce((sum, { times }) => sum + times - 1, 0);
  }
}

/** Negative controls: what is saved says less than the outbox knows. */
export type AlertControl = 'none' | 'M11' | 'M12';

/** M11 marks messages sent before they are sent; M12 saves no outbox at all. */
export function underAlertControl(store: CheckpointStore, control: AlertControl): CheckpointStore {
  if (control === 'none') return store;
  return {
    load: () => store.load(),
    async save(bytes) {
      const state = JSON.parse(new TextDecoder().decode(bytes)) as Saved;
      if (control === 'M12') delete state.alerting;
      else if (state.alerting) {
        state.alerting.unsent = [];
        for (const channel of Object.values(state.alerting.outbox.channels)) channel.waiting = [];
      }
      await store.save(new TextEncoder().encode(JSON.stringify(state)));
    },
  };
}

interface Saved {
  alerting?: { unsent: unknown[]; outbox: { channels: Record<string, { waiting: unknown[] }> } };
}
