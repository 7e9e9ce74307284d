import { describe, expect, it } from 'vitest';
import { logisticRegression, memoryRegistry, Monitor, replayGate, rowBuffer, trainInitialModel } from 'driftsense';
import type { GateRecord, MonitorOptions } from 'driftsense';
import { collect } from '../../src/testing/registry-entries.js';
import { rowsOf } from './loop.js';

/** Rows in which the label came to mean the opposite in all channels but the shop. */
function halfFlipped(n: number, seed: string) {
  const before = [...rowsOf(n, seed)];
  return [...rowsOf(n, seed, { flipped: true })].map((row, i) => (row['channel'] === 'shop' ? before[i]! : row));
}

/** A monitor that trains on such a change, and decides by its gate. */
async function decided(gate: NonNullable<Exclude<MonitorOptions['retrain'], false>>['gate'], windows = 2) {
  const registry = memoryRegistry();
  const settings = {
    reference: rowsOf(3_000, 'reference'),
    columns: { label: { role: 'label' }, channel: { role: 'segment' } } as const,
    registry,
    trainer: logisticRegression(),
    training: rowBuffer({ rows: 20_000 }),
    retrain: { mode: 'auto', strategy: 'replace', minRows: 500, gate } as const,
  };
  await trainInitialModel(settings);
  const monitor = new Monitor(settings);
  const records: GateRecord[] = [];
  monitor.on('gate', ({ record }) => records.push(record as GateRecord));
  const told: string[] = [];
  monitor.on('alert', ({ kind, text }) => void (kind === 'candidate' && told.push(text.split('\n')[0]!)));
  for (let i = 0; i < windows; i++) {
    await monitor.process(i === 0 ? rowsOf(2_000, 'before') : halfFlipped(2_000, `w${i}`), { id: `w${i}` });
    await monitor.settled();
  }
  return { records, registry, told, champion: await registry.alias('champion') };
}

describe('limits in segments, by the monitor', () => {
  const maxRegression = { accuracy: 0.05 };

  it('keep a candidate that is better over all rows from serving while it is worse in one segment, on record', async () => {
    expect((await decided(true)).champion).toBe(2);
    const { records, registry, champion } = await decided({ segments: { maxRegression } }, 3);
    expect(champion).toBe(1);
    expect(records.map(({ verdict, reason }) => `${verdict} ${reason}`)).toEqual([
      'continue segment-regressed',
      'continue segment-regressed',
    ]);
    const outcomes = records.at(-1)!.segments!;
    expect(outcomes.map(({ column, value, verdict }) => `${column} ${value}: ${verdict}`).toSorted()).toEqual([
      'channel app: kept',
      'channel shop: worse',
      'channel web: kept',
    ]);
    // All rows of the later window count, beside the 500 held out.
    expect(outcomes.reduce((sum, { rows }) => sum + rows, 0)).toBe(2_500);
    const kept = await collect(registry.decisions());
    expect(kept.map(({ gate }) => gate)).toEqual(records);
    for (const { gate } of kept) expect(JSON.stringify(replayGate(gate))).toBe(JSON.stringify(gate));
  });

  it('refuse it where a single look decides', async () => {
    const { records, champion, told } = await decided({ once: {}, segments: { columns: ['channel'], maxRegression } });
    expect([records[0]!.verdict, records[0]!.reason, champion]).toEqual(['reject', 'segment-regressed', 1]);
    const why =
      'version 2 did not pass the gate against version 1: a metric is worse in a segment by more than allowed';
    expect(told).toEqual([`After 2 windows: ${why}.`]);
    expect((await decided({ once: {} })).champion).toBe(2);
  });

  it('go on as they began where a restart brings others', async () => {
    const registry = memoryRegistry();
    const limits = (segments?: { maxRegression: { accuracy: number } }) => ({
      reference: rowsOf(3_000, 'reference'),
      columns: { label: { role: 'label' }, channel: { role: 'segment' } } as const,
      registry,
      trainer: logisticRegression(),
      training: rowBuffer({ rows: 20_000 }),
      retrain: { mode: 'auto', strategy: 'replace', minRows: 500, gate: segments ? { segments } : true } as const,
    });
    const settings = limits({ maxRegression });
    await trainInitialModel(settings);
    const before = new Monitor(settings);
    for (const id of ['w0', 'w1'])
      await before.process(id === 'w0' ? rowsOf(2_000, id) : halfFlipped(2_000, id), { id });
    await before.settled();
    const after = Monitor.fromJSON(JSON.parse(JSON.stringify(before)), limits());
    const told: unknown[] = [];
    after.on('retrain', ({ phase, message }) => told.push([phase, message]));
    after.on('gate', ({ record }) => told.push((record as GateRecord).reason));
    await after.process(halfFlipped(2_000, 'w2'), { id: 'w2' });
    await after.settled();
    expect(told).toEqual(['segment-regressed']);
  });

  it('name a metric that the task does not have, where the monitor is made', () => {
    const made = (label: object, gate: object) =>
      new Monitor({
        reference: Array.from({ length: 200 }, (_, i) => ({
          x: i,
          label: i % 2,
          number: i / 7,
          three: 'abc'[i % 3],
          channel: 'ab'[i % 2],
        })),
        columns: label,
        retrain: { gate },
      });
    const two = { label: { role: 'label', type: 'categorical' } };
    const three = { three: { role: 'label' } };
    const numbers = { number: { role: 'label', type: 'numeric' } };
    const of = (name: string) => ({ once: { minImprovement: { [name]: 0.1 } } });
    const refused = (path: string, rest: RegExp) =>
      expect.objectContaining({
        code: 'OPTION_INVALID',
        message: expect.stringMatching(new RegExp(`^retrain\\.gate\\.${path}: ${rest.source}`)) as string,
      });
    expect(() => made(two, of('mae'))).toThrow(
      refused('once\\.minImprovement\\.mae', /expected one of accuracy, logLoss, macroF1, auc, brier$/),
    );
    expect(() => made(two, of('acuracy'))).toThrow(
      expect.objectContaining({
        message: expect.stringContaining("; did you mean 'accuracy'?") as string,
        details: {
          metric: 'acuracy',
          known: ['accuracy', 'logLoss', 'macroF1', 'auc', 'brier'],
          nearest: 'accuracy',
        },
      }),
    );
    expect(() => made(three, of('auc'))).toThrow(
      refused('once\\.minImprovement\\.auc', /expected one of accuracy, logLoss, macroF1$/),
    );
    expect(() => made(numbers, { once: { maxRegression: { auc: 0 } } })).toThrow(
      refused('once\\.maxRegression\\.auc', /expected one of mae, rmse, bias, rSquared/),
    );
    expect(() => made({ ...two, channel: { role: 'segment' } }, { segments: { maxRegression: { rmse: 0 } } })).toThrow(
      refused('segments\\.maxRegression\\.rmse', /expected one of accuracy/),
    );
    // Of a task that is not known yet any metric may be meant, but none that there is not.
    const named = [made({}, of('mae')), made({}, of('auc')), made(numbers, of('rSquared')), made(three, of('logLoss'))];
    expect(named.length).toBe(4);
    expect(() => made({}, of('mea'))).toThrow(/expected one of .*, rSquared; did you mean 'mae'\?/);
  });

  it('name a column that there is not, or say that none is named, where the monitor is made', () => {
    const of = (gate: object, columns = {}) => new Monitor({ reference: rowsOf(500, 'r'), columns, retrain: { gate } });
    const named = (...columns: string[]) => ({ segments: { columns, maxRegression } });
    expect(() => of(named('chanel'))).toThrow(/has no column 'chanel'; did you mean 'channel'/);
    for (const gate of [named(), { segments: { maxRegression } }])
      expect(() => of(gate)).toThrow(/expected columns, as none has the role 'segment'/);
    for (const segments of [{}, { columns: ['channel'], minImprovement: {} }])
      expect(() => of({ segments })).toThrow(/retrain\.gate\.segments: expected a metric/);
    of({ segments: { columns: ['channel'], minImprovement: { accuracy: 0.01 } } });
    of(named('channel'));
    of({ segments: { maxRegression } }, { channel: { role: 'segment' } });
  });
});
