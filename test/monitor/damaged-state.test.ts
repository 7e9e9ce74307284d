import { describe, expect, it } from 'vitest';
import {
  adwin,
  defineSchema,
  memoryAlerter,
  memoryCheckpoint,
  memoryClock,
  Monitor,
  pageHinkley,
  profile,
  type MonitorOptions,
} from '../../src/index.js';
import { rowsOf } from './loop.js';

const schema = defineSchema({
  amount: 'numeric',
  age: 'numeric',
  channel: 'categorical',
  label: 'label',
  guess: 'prediction',
});
const withGuesses = (n: number, seed: string, shift = 0) => {
  const rows = rowsOf(n, seed, { shift });
  const [amount, age, channel, label] = rows.names.map((name) => [...rows.column(name)!]);
  return {
    amount: amount!,
    age: age!,
    channel: channel!,
    label: label!,
    guess: label!.map((one, i) => (i % 9 ? one : 'no')),
  };
};
const reference = profile(withGuesses(1_500, 'reference'), { schema });
const options = (more: Partial<MonitorOptions> = {}): MonitorOptions => ({
  reference,
  clock: memoryClock(1e12),
  alerters: [memoryAlerter()],
  window: { rows: 200 },
  concept: adwin(),
  ...more,
});

/** A monitor in the middle of its work: alerts, a detector, rows that wait. */
async function saved(): Promise<Record<string, unknown>> {
  const monitor = new Monitor(options());
  for (const id of ['w1', 'w2']) await monitor.process(withGuesses(300, id, 2), { id });
  const { amount, age, channel, guess } = withGuesses(60, 'rows');
  amount.forEach((_, i) =>
    monitor.observe({ amount: amount[i], age: age[i], channel: channel[i], guess: guess[i] }, { id: `r${i}` }),
  );
  await monitor.settled();
  const json = JSON.parse(JSON.stringify(monitor)) as Record<string, unknown>;
  await monitor.close();
  return json;
}

/** A copy with another value at a place; undefined takes it away. */
function withAt(json: unknown, place: string, value: unknown): unknown {
  const copy = structuredClone(json);
  const path = place.split('.');
  const last = path.pop()!;
  const at = path.reduce((part, key) => (part as Record<string, unknown>)[key], copy) as Record<string, unknown>;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}

/** Places in a state and what stands there after a disk, a hand or an enemy has changed it. */
const damages: readonly (readonly [place: string, value: unknown])[] = [
  ['name', 7],
  ['state.windows', -1],
  ['state.windows', 1.5],
  ['state.windows', '3'],
  ['state.policy.recent', [null]],
  ['state.policy.recent', undefined],
  ['state.policy.cooldown', 'x'],
  ['state.policy.started', undefined],
  ['state.policy.started', ['now']],
  ['state.alerts.keys.data-drift.status', 'loud'],
  ['state.alerts.keys.data-drift.sequence', -1],
  ['state.alerts.keys', []],
  ['state.health', undefined],
  ['state.health.frozen', { a: 1 }],
  ['state.health.frozen', [{ column: 'amount', value: true, windows: 1 }]],
  ['state.since', ['amount']],
  ['state.since', [['amount', 1]]],
  ['state.stretched', true],
  ['state.concept', null],
  ['state.concept.episodes', undefined],
  ['state.concept.run', {}],
  ['state.concept.run.index', -1],
  ['state.concept.run.state', []],
  ['state.concept.run.state.width', '600'],
  ['state.concept.run.state.totals', 5],
  ['state.concept.failures', 0.5],
  ['state.awaited', [{ window: 'w' }]],
  ['state.candidate', { version: 1 }],
  ['state.sources', { a: { startRow: -1 } }],
  ['kept.position.row', -1],
  ['kept.position.open', [{}]],
  ['kept.open.0.1.0.rows', '60'],
  ['kept.open.0.1.0.profile', {}],
  ['kept.open.0.1.0.profile.columns.0.counts.1', -3],
  ['kept.open.0.1.0.outcomes', { labels: [null], predictions: [1] }],
  ['kept.waiting', [{}]],
];

describe('a saved monitor that is damaged inside', () => {
  it.each(damages)('is refused by the first work, and by all that follows: %s = %j', async (place, value) => {
    const json = withAt(await saved(), place, value);
    let monitor: Monitor;
    try {
      monitor = Monitor.fromJSON(json, options());
    } catch (error) {
      expect(error).toMatchObject({ code: 'STATE_INVALID' });
      return;
    }
    const told: string[] = [];
    monitor.on('error', ({ where, code }) => told.push(`${where} ${code}`));
    const windows: unknown[] = [];
    monitor.on('window', (report) => windows.push(report));
    for (let n = 0; n < 2; n++)
      await expect(monitor.process(withGuesses(300, 'next'))).rejects.toMatchObject({ code: 'STATE_INVALID' });
    await monitor.close();
    expect(told[0]).toBe('state STATE_INVALID');
    expect(windows).toEqual([]);
  });

  it.each(damages)('is refused in a checkpoint, which stays as it is: %s = %j', async (place, value) => {
    const checkpoint = memoryCheckpoint();
    const bytes = new TextEncoder().encode(JSON.stringify(withAt(await saved(), place, value)));
    await checkpoint.save(bytes);
    const monitor = new Monitor(options({ checkpoint }));
    await expect(monitor.process(withGuesses(300, 'next'))).rejects.toMatchObject({ code: 'STATE_INVALID' });
    await monitor.close();
    expect(await checkpoint.load()).toEqual(bytes);
  });

  it.each<[string, Record<string, unknown>, Partial<MonitorOptions>, RegExp, string]>([
    ['a later release', { schemaVersion: 2 }, {}, /expected schemaVersion 1, got 2$/, 'npm install driftsense@latest'],
    [
      'another reference',
      {},
      { reference: profile(withGuesses(1_500, 'another'), { schema }) },
      /expected reference \S+, got \S+$/,
      'give the option `reference` the state was saved with',
    ],
    [
      'another detector',
      {},
      { concept: pageHinkley() },
      /expected detector \S+, got adwin$/,
      'give the option `concept` the state was saved with',
    ],
  ])('is in a checkpoint refused as that of %s first, not for its fields', async (_, more, given, message, remedy) => {
    const json = Object.assign(withAt(await saved(), 'state.policy.started', { new: 'form' }) as object, more);
    const checkpoint = memoryCheckpoint();
    await checkpoint.save(new TextEncoder().encode(JSON.stringify(json)));
    const monitor = new Monitor(options({ checkpoint, ...given }));
    await expect(monitor.process(withGuesses(300, 'next'))).rejects.toMatchObject({
      code: 'STATE_INVALID',
      message: expect.stringMatching(message) as string,
      remedy: `${remedy}, or start without the state: new Monitor(options)`,
    });
    await monitor.close();
  });

  it.each([
    ['detector', '['.repeat(5_000) + ']'.repeat(5_000), 'monitor state: expected detector adwin, got object'],
    [
      'kept',
      `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
      'monitor state: kept.position: expected object, got undefined; kept.open: expected array, got undefined; kept.waiting: expected array, got undefined',
    ],
  ])('in a checkpoint is refused where `%s` is nested thousands deep', async (part, nested, message) => {
    const checkpoint = memoryCheckpoint();
    const text = JSON.stringify({ ...((await saved()) as object), [part]: 'deep' });
    await checkpoint.save(new TextEncoder().encode(text.replace('"deep"', nested)));
    const monitor = new Monitor(options({ checkpoint }));
    await expect(monitor.process(withGuesses(300, 'next'))).rejects.toMatchObject({ code: 'STATE_INVALID', message });
    await monitor.close();
  });

  it('in a checkpoint leaves the monitor as it began', async () => {
    const checkpoint = memoryCheckpoint();
    const json = withAt(await saved(), 'state.policy.started', 5);
    await checkpoint.save(new TextEncoder().encode(JSON.stringify(json)));
    const monitor = new Monitor(options({ checkpoint }));
    await expect(monitor.process(withGuesses(300, 'next'))).rejects.toThrow('policy.started');
    expect(monitor.toJSON()).toMatchObject({ state: { windows: 0, policy: { started: [] } } });
    await monitor.close();
  });

  it('does not take the place of a checkpoint, when it was handed over beside one', async () => {
    const checkpoint = memoryCheckpoint();
    const good = new TextEncoder().encode(JSON.stringify(await saved()));
    await checkpoint.save(good);
    const json = withAt(await saved(), 'state.policy.started', 5);
    const monitor = Monitor.fromJSON(json, options({ checkpoint }));
    await expect(monitor.process(withGuesses(300, 'next'))).rejects.toThrow('policy.started');
    await monitor.close();
    expect(await checkpoint.load()).toEqual(good);
  });

  it('names the place, all of them at once, and says how to go on', async () => {
    const json = withAt(withAt(await saved(), 'state.policy.started', 5), 'state.health.labels', 'x');
    await expect(Monitor.fromJSON(json, options()).process(withGuesses(300, 'next'))).rejects.toMatchObject({
      message:
        'monitor state: state.policy.started: expected array, got 5; state.health.labels: expected boolean, got a text',
      remedy: 'give what `monitor.toJSON()` gave, or start without the state',
    });
  });

  it('is refused where it is nested too deep, also where nobody asks', async () => {
    const deep = JSON.parse('['.repeat(5_000) + ']'.repeat(5_000)) as unknown;
    const monitor = Monitor.fromJSON(withAt(await saved(), 'state.health.more', deep), options());
    await expect(monitor.process(withGuesses(300, 'next'))).rejects.toMatchObject({
      code: 'STATE_NOT_JSON',
      details: { found: 'nested deeper than 32 levels' },
    });
    await monitor.close();
  });

  it('is not what a sound one is taken for: it goes on, and judges', async () => {
    const monitor = Monitor.fromJSON(await saved(), options());
    expect((await monitor.process(withGuesses(300, 'next', 2), { id: 'w3' })).verdict).toBe('drift');
    await monitor.close();
  });
});
