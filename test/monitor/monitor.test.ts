import { describe, expect, it } from 'vitest';
import {
  adwin,
  ddm,
  DriftSenseError,
  logisticRegression,
  memoryAlerter,
  memoryRegistry,
  Monitor,
  rowBuffer,
  trainInitialModel,
  type ConceptDetector,
  type DataDriftTest,
  type MonitorEvents,
  type MonitorOptions,
} from 'driftsense';
import { rowsOf, type Change } from './loop.js';

const columns = { label: { role: 'label' } } as const;
const reference = rowsOf(8_000, 'reference');

function collect(monitor: Monitor, ...names: (keyof MonitorEvents)[]) {
  const seen: [string, unknown][] = [];
  for (const name of names) monitor.on(name, (payload) => seen.push([name, payload]));
  return seen;
}

async function play(monitor: Monitor, changes: readonly Change[], from = 0) {
  const reports = [];
  for (const [i, change] of changes.entries()) {
    reports.push(await monitor.process(rowsOf(2_000, `window ${from + i}`, change), { id: `w${from + i}` }));
    await monitor.settled();
  }
  return reports;
}

async function loop(options: Partial<MonitorOptions> = {}) {
  const registry = memoryRegistry();
  const alerter = memoryAlerter();
  const settings = {
    reference,
    columns,
    registry,
    trainer: logisticRegression(),
    training: rowBuffer({ rows: 50_000 }),
    alerters: [alerter],
    ...options,
  } satisfies MonitorOptions;
  await trainInitialModel(settings);
  return { monitor: new Monitor(settings), registry, alerter, settings };
}

/** A trainer that counts what it is asked. */
function counted() {
  const asked = logisticRegression();
  let calls = 0;
  const trainer: typeof asked = { ...asked, train: (...given) => (calls++, asked.train(...given)) };
  return { trainer, trainings: () => calls };
}

describe('the loop: detect, tell, retrain, gate, promote', () => {
  it('finds a concept change, trains on the new rows, promotes through the gate, and the next window is served by the new version', async () => {
    const { monitor, registry, alerter } = await loop({ retrain: { mode: 'auto', strategy: 'replace' } });
    const seen = collect(monitor, 'concept', 'retrain', 'gate', 'promoted', 'alert');
    const reports = await play(monitor, [{}, {}, { flipped: true }, { flipped: true }]);
    expect(reports.map((r) => r.concept!.drift)).toEqual([false, false, true, false]);
    expect(reports.map((r) => r.modelVersion)).toEqual([1, 1, 1, 2]);
    expect(reports[2]!.decision).toMatchObject({ action: 'train', reason: 'confirmed-concept-drift' });
    expect(reports[3]!.performance!.metrics['accuracy']!.value).toBeGreaterThan(0.75);
    expect(seen.map(([name]) => name)).toEqual(['concept', 'alert', 'retrain', 'retrain', 'gate', 'promoted', 'alert']);
    expect(await registry.alias('champion')).toBe(2);
    expect(await registry.alias('previous')).toBe(1);
    const second = (await registry.read(2))!;
    expect(second).toMatchObject({
      parent: 1,
      rows: 1_500,
      reason: 'confirmed-concept-drift',
      trainingWindow: { from: 'w2', to: 'w2' },
    });
    expect(second.gate).toMatchObject({ kind: 'gate', verdict: 'promote' });
    expect(alerter.messages.map((m) => [m.kind, m.transition])).toEqual([
      ['concept-drift', 'firing'],
      ['concept-drift', 'superseded'],
    ]);
  });

  it('goes back by itself when the version before does better on the rows that come after a promotion', async () => {
    const { monitor, registry } = await loop({ retrain: { mode: 'auto', strategy: 'replace' } });
    const seen = collect(monitor, 'promoted', 'rolledBack');
    // The concept turns for a while, a version is trained on it and promoted, and the concept turns back.
    await play(monitor, [{}, { flipped: true }, {}, {}, {}]);
    expect(seen.map(([name]) => name)).toEqual(['promoted', 'rolledBack']);
    expect(seen[1]![1]).toEqual({
      version: 1,
      previous: 2,
      reason: 'probation: version 1 does better on the same rows',
    });
    expect(await registry.alias('champion')).toBe(1);
  });

  it('keeps a version that stands its probation, and asks no more after it', async () => {
    const { monitor, registry } = await loop({ retrain: { mode: 'auto', strategy: 'replace' } });
    await play(monitor, [{}, { flipped: true }, { flipped: true }, { flipped: true }]);
    expect(await registry.alias('champion')).toBe(2);
    expect(monitor.toJSON().state.probation).toBeUndefined();
  });

  it('has no probation when told so', async () => {
    const { monitor, registry } = await loop({
      retrain: { mode: 'auto', strategy: 'replace', probation: false, cooldown: { windows: 50 } },
    });
    await play(monitor, [{}, { flipped: true }, {}, {}]);
    expect(await registry.alias('champion')).toBe(2);
  });

  it('goes back in one call', async () => {
    const { monitor } = await loop({ retrain: { mode: 'auto', strategy: 'replace' } });
    await play(monitor, [{}, { flipped: true }]);
    expect((await monitor.rollback()).version).toBe(1);
    const [report] = await play(monitor, [{}], 5);
    expect(report!.modelVersion).toBe(1);
  });

  it('only prepares a candidate in the default mode: the champion serves on until a person, who is told, promotes', async () => {
    const { monitor, registry, alerter } = await loop({ retrain: { strategy: 'replace' } });
    const reports = await play(monitor, [{}, { flipped: true }, { flipped: true }]);
    expect(reports[2]!.modelVersion).toBe(1);
    expect(await registry.alias('challenger')).toBe(2);
    const told = alerter.messages.filter(({ kind }) => kind === 'candidate').map(({ text }) => text.split('\n')[0]);
    expect(told).toEqual(['After 2 windows: version 2 passed the gate against version 1 and waits to be promoted.']);
    await monitor.promote(2);
    expect((await play(monitor, [{ flipped: true }], 7))[0]!.modelVersion).toBe(2);
  });

  it('does not retrain a healthy model because its inputs moved', async () => {
    const { monitor } = await loop({ retrain: { mode: 'auto' } });
    const reports = await play(monitor, [{}, { shift: 0.6 }, { shift: 0.6 }]);
    expect(reports.map((r) => r.verdict)).toEqual(['stable', 'drift', 'drift']);
    expect(reports[2]!.decision).toMatchObject({ action: 'none', reason: 'performance-within-tolerance' });
  });

  it('does not train on an upstream fault, and says why', async () => {
    const { monitor } = await loop({ retrain: { mode: 'auto' } });
    const [, second, third] = await play(monitor, [
      {},
      { flipped: true, missing: 0.4 },
      { flipped: true, missing: 0.4 },
    ]);
    expect(second!.quality.find((q) => q.column === 'amount' && q.kind === 'missing')!.verdict).toBe('drift');
    expect([second!.decision.reason, third!.decision.reason]).toEqual(['data-quality-alarm', 'data-quality-alarm']);
  });

  it('trains on no feature whose unit changed, and says which: an alarm, a refusal, no training', async () => {
    const { trainer, trainings } = counted();
    const { settings, alerter } = await loop({ trainer });
    const before = trainings();
    const monitor = new Monitor({ ...settings, retrain: { mode: 'auto', strategy: 'replace' } });
    const seen = collect(monitor, 'retrain');
    const [, second] = await play(monitor, [{}, { unit: 100 }, { unit: 100 }]);
    expect(second!.columns.find(({ column }) => column === 'amount')!.verdict).toBe('drift');
    expect(second!.decision.action).toBe('train');
    expect(seen.at(-1)![1]).toMatchObject({
      phase: 'refused',
      message: "feature 'amount': its values are about 100 times those of the reference",
    });
    expect(trainings()).toBe(before);
    const told = alerter.messages.find(({ kind }) => kind === 'retraining');
    expect(told?.text).toContain('was refused (TRAINING_DATA');
    expect(told?.text).toMatch(/^- amount: the values of a feature are spread ten times as wide .* \(scale\)$/m);
    expect(told?.columns).toMatchObject([{ column: 'amount', role: 'feature', reason: 'scale' }]);
    expect(told?.title).toMatch(/: amount$/);
  });

  it('trains nothing where retraining is switched off, whatever drifts', async () => {
    const { trainer, trainings } = counted();
    const { settings } = await loop({ trainer });
    const before = trainings();
    const off = await play(new Monitor({ ...settings, retrain: false }), [{}, { flipped: true }, { flipped: true }]);
    expect(off.map((report) => report.concept!.drift)).toContain(true);
    expect(trainings()).toBe(before);
    await play(new Monitor({ ...settings, retrain: { mode: 'auto' } }), [{}, { flipped: true }]);
    expect(trainings()).toBeGreaterThan(before);
  });

  it('keeps the champion when training fails in any way', async () => {
    const broken = { ...logisticRegression(), train: () => Promise.reject(new Error('no space left')) };
    const { registry, settings } = await loop();
    const monitor = new Monitor({ ...settings, trainer: broken, retrain: { mode: 'auto' } });
    const seen = collect(monitor, 'retrain');
    const reports = await play(monitor, [{}, { flipped: true }, {}]);
    expect(reports[1]!.decision.action).toBe('train');
    expect(seen.at(-1)![1]).toMatchObject({ phase: 'failed', code: 'TRAINING_FAILED' });
    expect(await registry.alias('champion')).toBe(1);
    expect(reports[2]!.verdict).toBe('stable');
  });

  it('retrains and serves without a gate under the thresholds preset, as the seed does', async () => {
    const { monitor, registry } = await loop({ preset: 'thresholds', alerters: [] });
    const reports = await play(monitor, [{ shift: 1 }, { shift: 1 }]);
    expect(reports.map((r) => [r.verdict, r.decision.action])).toEqual([
      ['drift', 'train'],
      ['drift', 'train'],
    ]);
    expect(reports[1]!.modelVersion).toBe(2);
    expect((await registry.read(2))!.rows).toBe(10_000);
  });
});

describe('Monitor', () => {
  it('cannot be stopped by a listener, an alerter, a test or a detector that throws or rejects, and none of it is silent', async () => {
    const badTest: DataDriftTest = {
      name: 'bad',
      appliesTo: ['numeric'],
      threshold: 1,
      compare: () => {
        throw new Error('bad test');
      },
    };
    const badDetector: ConceptDetector<object> = {
      name: 'bad',
      input: 'error',
      initialState: () => ({}),
      update: () => {
        throw new Error('bad detector');
      },
    };
    const { settings } = await loop();
    const monitor = new Monitor({
      ...settings,
      concept: badDetector,
      columns: { ...columns, amount: { test: badTest } },
      alerters: [{ name: 'bad', send: () => Promise.reject(new DriftSenseError('HTTP_STATUS', 'bad alerter')) }],
      alerts: { remindEvery: 1 },
    });
    monitor.on('window', () => {
      throw new Error('bad listener');
    });
    monitor.on('window', () => Promise.reject(new Error('bad async listener')));
    const seen = collect(monitor, 'listenerError', 'error', 'deliveryFailed');
    const report = await monitor.process(rowsOf(2_000, 'w', { shift: 0.6, missing: 0.3 }));
    await monitor.settled();
    expect(report.columns.find((c) => c.column === 'amount')!.tests[0]).toMatchObject({
      status: 'failed',
      error: { code: 'TEST_FAILED' },
    });
    expect(report.verdict).toBe('drift');
    expect(new Set(seen.map(([name]) => name))).toEqual(new Set(['listenerError', 'error', 'deliveryFailed']));
    await monitor.process(rowsOf(100, 'v'));
    const last = await monitor.process(rowsOf(100, 'u'));
    expect(last.concept!.note).toContain('out of service');
  });

  it('gives the same future after saving and restoring between any two windows', async () => {
    const changes = [{}, { shift: 0.6 }, { flipped: true }, {}, { shift: 0.6 }, { shift: 0.6 }];
    const options = {
      reference,
      columns: { ...columns, prediction: { role: 'prediction' } },
      concept: adwin(),
    } satisfies MonitorOptions;
    const withPrediction = (n: number, seed: string, change?: Change) => {
      const rows = [...rowsOf(n, seed, change)];
      return rows.map((row) => Object.assign({}, row, { prediction: (row['amount'] as number) > 0 ? 'yes' : 'no' }));
    };
    const opened = { ...options, reference: withPrediction(8_000, 'reference') };
    const whole = new Monitor(opened);
    const expected = [];
    for (const [i, change] of changes.entries())
      expected.push(await whole.process(withPrediction(1_000, `w${i}`, change)));
    for (let cut = 0; cut <= changes.length; cut++) {
      let monitor = new Monitor(opened);
      const reports = [];
      for (const [i, change] of changes.entries()) {
        if (i === cut) monitor = Monitor.fromJSON(JSON.parse(JSON.stringify(monitor)), opened);
        reports.push(await monitor.process(withPrediction(1_000, `w${i}`, change)));
      }
      expect(reports).toEqual(expected);
      expect(JSON.stringify(monitor.toJSON())).toBe(JSON.stringify(whole.toJSON()));
    }
  });

  it('judges windows in the order of the calls, also when nobody waits', async () => {
    const monitor = new Monitor({ reference, columns });
    const reports = await Promise.all(['a', 'b', 'c'].map((id) => monitor.process(rowsOf(500, id), { id })));
    expect(reports.map((r) => r.window.id)).toEqual(['a', 'b', 'c']);
    expect(monitor.toJSON().state.windows).toBe(3);
  });

  it('goes on after a call with something that is no table', async () => {
    const monitor = new Monitor({ reference, columns });
    await expect(monitor.process(7 as never)).rejects.toMatchObject({ code: 'TABLE_INVALID' });
    expect((await monitor.process(rowsOf(500, 'a'))).verdict).toBe('stable');
  });

  it('marks rows of the reference and counts them for nothing', async () => {
    const { monitor, alerter } = await loop();
    const report = await monitor.process(rowsOf(8_000, 'reference'));
    expect(report.window.inReference).toBe(true);
    expect(report.decision.reason).toBe('in-reference');
    expect(report.concept).toBeUndefined();
    expect(alerter.messages).toEqual([]);
  });

  it('refuses windows after close, and a state of another reference', async () => {
    const monitor = new Monitor({ reference, columns });
    const saved = monitor.toJSON();
    await monitor.close();
    await expect(monitor.process(rowsOf(100, 'a'))).rejects.toMatchObject({ code: 'CLOSED' });
    expect(() => Monitor.fromJSON(saved, { reference: rowsOf(900, 'other'), columns })).toThrow(
      expect.objectContaining({
        code: 'STATE_INVALID',
        remedy:
          'give the option `reference` the state was saved with, or start without the state: new Monitor(options)',
      }),
    );
    expect(() => Monitor.fromJSON(saved, { reference, columns, concept: ddm() })).toThrow(
      expect.objectContaining({
        message: 'monitor state: expected detector ddm, got adwin',
        remedy: expect.stringContaining('give the option `concept` the state was saved with') as string,
      }),
    );
  });

  it('takes a new reference on record', async () => {
    const monitor = new Monitor({ reference, columns });
    const seen = collect(monitor, 'rebaselined');
    expect((await monitor.process(rowsOf(2_000, 'a', { shift: 1 }))).verdict).toBe('drift');
    await monitor.rebaseline(rowsOf(8_000, 'b', { shift: 1 }), { reason: 'new market' });
    expect((await monitor.process(rowsOf(2_000, 'c', { shift: 1 }))).verdict).toBe('stable');
    expect(seen[0]![1]).toMatchObject({ reason: 'new market', rows: 8_000 });
  });

  it('cuts a source into windows', async () => {
    const monitor = new Monitor({ reference, columns, window: { rows: 700 } });
    const reports = [];
    for await (const report of monitor.run([rowsOf(1_000, 'a'), rowsOf(1_000, 'b')])) reports.push(report.window.rows);
    expect(reports).toEqual([700, 700, 600]);
  });
});
