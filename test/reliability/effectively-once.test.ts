import { describe, expect, it } from 'vitest';
import {
  adwin,
  defineSchema,
  memoryAlerter,
  memoryCheckpoint,
  Monitor,
  profile,
  type Batch,
  type CheckpointStore,
  type MonitorOptions,
  type Row,
  type Source,
} from '../../src/index.js';
import { memoryClock } from '../../src/ports/clock.js';
import { seededRandom } from '../../src/stats/random.js';
import { makeBatch } from '../../src/table/batch.js';
import { rowsOf } from '../monitor/loop.js';

const trials = process.env['NIGHTLY'] ? 500 : 50;
const minute = 60_000;

const schema = defineSchema({
  amount: 'numeric',
  age: 'numeric',
  channel: 'categorical',
  guess: 'prediction',
  label: 'label',
});

/** The rows with what a model that was right at first says of them. */
const guessed = (rows: Batch): Row[] =>
  [...rows].map((row) => ({ ...row, guess: 2 * Number(row['amount']) + 1.5 * Number(row['age']) > 0 ? 'yes' : 'no' }));

/** A stream whose inputs move and whose labels turn, in batches of uneven size with times and offsets. */
function batchesOf(): Batch[] {
  const random = seededRandom('batches');
  const parts = [rowsOf(900, 'calm'), rowsOf(900, 'moved', { shift: 0.9 }), rowsOf(900, 'turned', { flipped: true })];
  const rows = parts.flatMap(guessed);
  const batches: Batch[] = [];
  for (let from = 0; from < rows.length;) {
    const to = Math.min(rows.length, from + 1 + random.integer(250));
    const part = rows.slice(from, to);
    batches.push(
      makeBatch({
        size: part.length,
        columns: Object.keys(part[0]!).map((name) => [name, part.map((row) => row[name])] as const),
        times: Float64Array.from(part, (_, i) => (from + i) * minute - (i % 7 === 0 ? 3 * minute : 0)),
        offset: `row ${String(to).padStart(6, '0')}`,
      }),
    );
    from = to;
  }
  return batches;
}

const batches = batchesOf();
const reference = profile(guessed(rowsOf(2_000, 'reference')), { schema });

function sourceOf(acknowledged: string[]): Source {
  const from = (list: readonly Batch[]): AsyncIterable<Batch> & Iterable<Batch> =>
    ({
      *[Symbol.iterator]() {
        yield* list;
      },
      async *[Symbol.asyncIterator]() {
        yield* list;
      },
    }) as never;
  return {
    ...from(batches),
    [Symbol.asyncIterator]: () => from(batches)[Symbol.asyncIterator](),
    name: 'rows',
    after: (offset) => from(batches.filter((batch) => batch.offset! > offset)),
    ack: (offset) => void acknowledged.push(offset),
  };
}

/** Everything a run tells, and its state at the end. */
interface Outcome {
  readonly events: readonly string[];
  readonly state: unknown;
  readonly sent: readonly string[];
}

/** Runs until the end, killed and restarted wherever `dies` says so: between windows, before a save or after one. */
async function runKilled(
  window: MonitorOptions['window'],
  dies: () => boolean,
  loaded: (state: Uint8Array | undefined) => Uint8Array | undefined = (state) => state,
): Promise<Outcome> {
  const kept = memoryCheckpoint();
  const events = new Map<string, string>();
  const alerter = memoryAlerter();
  const order: string[] = [];
  const acknowledged: string[] = [];
  for (let life = 0; life < 500; life++) {
    let alive = true;
    let die = (): void => undefined;
    const died = new Promise<undefined>((resolve) => {
      die = () => {
        alive = false;
        resolve(undefined);
      };
    });
    const store: CheckpointStore = {
      load: async () => loaded(await kept.load()),
      async save(bytes) {
        if (alive && dies()) die();
        if (!alive) return new Promise(() => undefined);
        await kept.save(bytes);
        if (!dies()) return;
        die();
        return new Promise(() => undefined);
      },
    };
    const monitor = new Monitor({
      schema,
      reference,
      window,
      concept: adwin({ direction: 'both' }),
      alerters: [alerter],
      checkpoint: store,
      clock: memoryClock(1_000_000_000),
    });
    for (const event of ['window', 'drift', 'concept', 'improvement', 'alert'] as const)
      monitor.on(event, (payload) => {
        if (!alive) return;
        const id =
          'report' in payload
            ? payload.report.window.id
            : 'key' in payload
              ? `${payload.key} ${payload.sequence}`
              : typeof payload.window === 'string'
                ? payload.window
                : payload.window.id;
        const key = `${event} ${id}`;
        const told = JSON.stringify(payload);
        if (!events.has(key)) order.push(key);
        else if (events.get(key) !== told) order.push(`FAULT ${key} was told differently after a restart`);
        events.set(key, told);
      });
    monitor.on('listenerError', ({ message }) => order.push(`FAULT ${message}`));
    monitor.on('error', ({ message }) => order.push(`FAULT ${message}`));
    const steps = monitor.run(sourceOf(acknowledged));
    let done = false;
    while (alive && !done) {
      const step = await Promise.race([steps.next(), died]);
      if (step === undefined) break;
      done = step.done === true;
      if (!done && dies()) alive = false;
    }
    if (!done) continue;
    await monitor.settled();
    return {
      events: order.map((key) => `${key} ${events.get(key) ?? ''}`),
      // What waits to be delivered is a matter of moments.
      state: { ...(JSON.parse(JSON.stringify(monitor)) as object), alerting: undefined },
      sent: alerter.messages.map(({ key, sequence }) => `${key} ${sequence}`),
    };
  }
  throw new Error('never came to an end');
}

describe.each([
  ['rows', { rows: 130 }, 1],
  ['time', { every: '2h', allowedLateness: '5m' }, 3],
  ['time, with a least number of rows', { every: '1h', allowedLateness: '5m', minRows: 100 }, 3],
] as const)('a run that is killed at random and restarted, with windows by %s', (_name, window, part) => {
  const count = Math.ceil(trials / part);
  it(
    `tells the same and ends in the same state as one that was not, over ${count} trials`,
    { timeout: 12_000 * count },
    async () => {
      const whole = await runKilled(window, () => false);
      expect(whole.events.filter((event) => event.startsWith('window')).length).toBeGreaterThan(15);
      expect(whole.events.some((event) => event.startsWith('alert'))).toBe(true);
      expect(whole.events.some((event) => event.startsWith('concept'))).toBe(true);
      expect(whole.events.filter((event) => event.startsWith('FAULT'))).toEqual([]);
      for (let trial = 0; trial < count; trial++) {
        const random = seededRandom(`kill ${trial}`);
        const killed = await runKilled(window, () => random.uniform() < 0.08);
        expect(killed.events.map(nameOf)).toEqual(whole.events.map(nameOf));
        // Reports are long: only the names of those that differ are shown.
        expect(killed.events.filter((event, i) => event !== whole.events[i]).map(nameOf)).toEqual([]);
        expect(JSON.stringify(killed.state) === JSON.stringify(whole.state)).toBe(true);
        // At least once, under the same key.
        expect([...new Set(killed.sent)]).toEqual([...new Set(whole.sent)]);
      }
    },
  );
});

const nameOf = (event: string): string => event.slice(0, event.indexOf('{'));

describe('the harness', () => {
  it('catches a position that is not kept together with the state', async () => {
    const window = { rows: 130 };
    const whole = await runKilled(window, () => false);
    let older: unknown;
    let caught = 0;
    for (let trial = 0; trial < 5; trial++) {
      const random = seededRandom(`kill ${trial}`);
      const killed = await runKilled(
        window,
        () => random.uniform() < 0.08,
        (bytes) => {
          if (bytes === undefined) return undefined;
          // As if the position were stored by itself and the newest write of it were lost.
          const json = JSON.parse(new TextDecoder().decode(bytes)) as { state: { sources?: unknown } };
          const mine = json.state.sources;
          json.state.sources = older ?? {};
          older = mine;
          return new TextEncoder().encode(JSON.stringify(json));
        },
      ).catch(() => undefined);
      if (killed === undefined || killed.events.join() !== whole.events.join()) caught++;
    }
    expect(caught).toBe(5);
  });
});
