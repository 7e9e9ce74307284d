import { describe, expect, it } from 'vitest';
import {
  logisticRegression,
  memoryAlerter,
  memoryRegistry,
  Monitor,
  rowBuffer,
  trainInitialModel,
  type Batch,
  type DataDriftTest,
  type ModelTrainer,
  type MonitorOptions,
} from '../../src/index.js';
import { memoryClock } from '../../src/ports/clock.js';
import { rowsOf } from '../monitor/loop.js';

// REL-15: parts that change what they are given. What a part may get hold of is frozen, or a copy of its own.

const withGuess = (rows: Iterable<Readonly<Record<string, unknown>>>) =>
  [...rows].map((row) => ({ ...row, guess: row['label'] }));
const reference = withGuess(rowsOf(1_500, 'reference'));
const columns = { label: { role: 'label' }, guess: { role: 'prediction' } } as const;

/** Reports of three windows, the last two of which drift. */
async function reports(options: Partial<MonitorOptions>, prepare: (monitor: Monitor) => void = () => undefined) {
  const monitor = new Monitor({ reference, columns, concept: false, clock: memoryClock(), ...options });
  prepare(monitor);
  const told = [];
  for (const [i, shift] of [0, 1, 1].entries()) {
    told.push(await monitor.process(withGuess(rowsOf(1_000, `w${i}`, { shift })), { id: `w${i}` }));
    await monitor.settled();
  }
  await monitor.close();
  return told;
}

/** Everything inside a value that can still be changed, by its path. */
function changeable(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, part]) => changeable(part, `${path}.${key}`));
  return Object.isFrozen(value) ? inner : [path, ...inner];
}

describe('what a part is told', () => {
  it('can be changed nowhere: reports, events, messages, and the records of the gate that a registry keeps', async () => {
    const found: Record<string, string[]> = {};
    const look = (what: string) => (value: unknown) => void (found[what] ??= []).push(...changeable(value));
    const registry = memoryRegistry();
    const setting = {
      registry: {
        ...registry,
        append(entry) {
          look('record')(entry.gate);
          return registry.append(entry);
        },
        recordDecision(decision) {
          look('decision')(decision.gate);
          return registry.recordDecision(decision);
        },
      },
      trainer: logisticRegression(),
      training: rowBuffer({ rows: 10_000 }),
      retrain: { on: 'data', mode: 'auto', confirm: { windows: 1, of: 1 }, minRows: 100 },
      alerters: [memoryAlerter(), { name: 'looks', send: async (message) => look('message')(message) }],
    } satisfies Partial<MonitorOptions>;
    await trainInitialModel({ reference, columns, ...setting });
    found['record'] = [];
    const told = await reports(setting, (monitor) => {
      for (const event of ['window', 'drift', 'alert', 'retrain', 'gate'] as const) monitor.on(event, look(event));
    });
    look('report')(told);
    expect(Object.keys(found).length).toBe(9);
    // The list of reports is the test's own.
    expect(Object.entries(found).flatMap(([what, paths]) => paths.map((path) => `${what}${path}`))).toEqual(['report']);
  });
});

describe('a part that changes what it is given', () => {
  it('as a data-drift test: the windows that follow are judged as by one that changes nothing', async () => {
    const spread = (side: { readonly counts: Uint32Array }) => Math.max(...side.counts) / side.counts.length;
    const test = (changes: boolean): DataDriftTest => ({
      name: 'mine',
      appliesTo: ['numeric'],
      threshold: 1,
      compare(before, now, context = { tolerance: 0, dispersion: 1 }) {
        const statistic = Math.abs(spread(before) / before.count - spread(now) / now.count) * context.tolerance;
        if (changes) {
          for (const { counts, edges, moments } of [before, now]) {
            counts.fill(0);
            edges?.fill(0);
            if (moments) Object.assign(moments, { mean: 1e9 });
          }
          Object.assign(context, { tolerance: 9 });
        }
        return { statistic };
      },
    });
    const of = (changes: boolean) => reports({ columns: { ...columns, age: { test: test(changes) } } });
    expect(await of(true)).toEqual(await of(false));
  });

  it('as a trainer: both versions are asked about the same rows, and validated by the labels that came', async () => {
    const sound = logisticRegression();
    const numbersOf = (rows: Batch) =>
      rows.names.map((name) => rows.column(name)).filter((values) => values instanceof Float64Array);
    const changing: ModelTrainer<never> = {
      ...(sound as unknown as ModelTrainer<never>),
      async train(data, context) {
        const trained = await sound.train(data, context);
        data.labels.fill(0);
        return trained as never;
      },
      predict(model, rows) {
        const predicted = Float64Array.from(sound.predict(model, rows));
        for (const values of numbersOf(rows)) values.fill(0);
        return predicted;
      },
    };
    const of = async (trainer: ModelTrainer<never>, gate: boolean) => {
      const registry = memoryRegistry({ clock: memoryClock() });
      const own = { registry, training: rowBuffer({ rows: 10_000 }) };
      await trainInitialModel({ reference, columns, registry, trainer: sound, clock: memoryClock() });
      const cooldown = { windows: 20 };
      const retrain = { on: 'data', mode: 'candidate', confirm: { windows: 1, of: 1 }, minRows: 100, cooldown, gate };
      await reports({ ...own, trainer, retrain: retrain as MonitorOptions['retrain'] });
      const { validation, gate: record } = (await registry.read(2))!;
      return { validation, record };
    };
    for (const gate of [true, false]) {
      const changed = await of(changing, gate);
      expect(changed).toEqual(await of(sound as unknown as ModelTrainer<never>, gate));
      expect(changed.record === undefined).toBe(!gate);
    }
  });
});
