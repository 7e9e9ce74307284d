import { expect, it } from 'vitest';
import {
  logisticRegression,
  memoryAlerter,
  memoryRegistry,
  Monitor,
  rowBuffer,
  trainInitialModel,
  type ConceptDetector,
  type MonitorEvents,
  type MonitorOptions,
  type Row,
  type WindowReport,
} from '../../src/index.js';
import { rowsOf } from './loop.js';
import { unlabelled } from './served.js';

const columns = { label: { role: 'label' } } as const;
const slow = { mode: 'suggest', alpha: 1e-9, probation: { windows: 9 } } as const;

/** Rows with the same features whose rare class is one in ten: a model of them scores far lower. */
const rare = (n: number, seed: string): Row[] =>
  [...rowsOf(n, seed)].map((row, i) => ({ ...row, label: row['label'] === 'yes' && i % 5 === 0 ? 'yes' : 'no' }));

/** Version 1 learned the reference, version 2 other rows; version 1 serves. */
async function withTwoVersions(other: MonitorOptions['reference'], options: Partial<MonitorOptions> = {}) {
  const registry = memoryRegistry();
  const alerter = memoryAlerter();
  const trainer = logisticRegression();
  const settings = { reference: rowsOf(6_000, 'reference'), columns, registry, trainer };
  await trainInitialModel(settings);
  await trainInitialModel({ ...settings, reference: other });
  await registry.setAlias('champion', 1, await registry.alias('champion'), 'by hand');
  const monitor = new Monitor({ ...settings, alerters: [alerter], ...options });
  const told = async () => {
    await monitor.settled();
    return alerter.messages.map(({ kind, transition }) => `${kind} ${transition}`);
  };
  return { monitor, told };
}

const scores = ({ columns: all }: WindowReport) =>
  all.filter(({ role }) => role === 'score' || role === 'prediction').map(({ role, verdict }) => `${role} ${verdict}`);

it('the other scores of another version are no drift: they are compared with those of its own held-out rows', async () => {
  const { monitor, told } = await withTwoVersions(rare(6_000, 'rare'));
  const windows = Array.from({ length: 6 }, (_, i) => [...rowsOf(1_000, `window ${i}`)].map(unlabelled));
  const before = await monitor.process(windows[0]!);
  expect(scores(before).toSorted()).toEqual(['prediction stable', 'score stable']);
  await monitor.promote(2);
  for (const window of windows.slice(1)) {
    const report = await monitor.process(window);
    expect([report.modelVersion, report.verdict]).toEqual([2, 'stable']);
    expect(scores(report)).not.toContain('score drift');
  }
  // Rows without labels are told of; no drift is.
  expect(await told()).toEqual(['too-few-labels firing', 'promotion notice']);
});

it('no alarm about the model before is carried over: it is closed, and its errors count no more', async () => {
  const flipped = { flipped: true };
  const { monitor, told } = await withTwoVersions(rowsOf(6_000, 'flipped', flipped));
  await monitor.process(rowsOf(1_000, 'good'));
  const wrong = await monitor.process(rowsOf(1_000, 'turned', flipped));
  expect(wrong.concept).toMatchObject({ drift: true });
  expect(await told()).toEqual(['concept-drift firing']);
  await monitor.promote(2);
  for (let i = 0; i < 5; i++) {
    const report = await monitor.process(rowsOf(1_000, `after ${i}`, flipped));
    expect(report.concept).toMatchObject({ drift: false });
    expect(report.performance!.metrics['accuracy']!.value).toBeGreaterThan(0.75);
  }
  expect(await told()).toEqual(['concept-drift firing', 'concept-drift superseded']);
});

it('the detector starts anew: what it had gathered of the model before is no evidence against the new one', async () => {
  const gathering: ConceptDetector<{ rows: number }> = {
    name: 'gathering',
    input: 'error',
    initialState: () => ({ rows: 0 }),
    update(state) {
      state.rows++;
      return { drift: state.rows >= 1_500 };
    },
  };
  const { monitor } = await withTwoVersions(rowsOf(6_000, 'other'), { concept: gathering });
  const drift = async (name: string) => (await monitor.process(rowsOf(1_000, name))).concept?.drift;
  expect(await drift('before')).toBe(false);
  await monitor.promote(2);
  expect(await drift('first after')).toBe(false);
  expect(await drift('second after')).toBe(true);
});

it('a promotion before the first window knows what served before: it is told, and that version can be gone back to', async () => {
  const { monitor } = await withTwoVersions(rowsOf(6_000, 'other'), { training: rowBuffer({ rows: 10_000 }) });
  const told: MonitorEvents['promoted'][] = [];
  monitor.on('promoted', (event) => told.push(event));
  await monitor.promote(2);
  expect(told).toEqual([{ version: 2, previous: 1, reason: 'by hand' }]);
  expect(monitor.toJSON().state.probation).toEqual({ version: 2, previous: 1 });
});

it('promoting what serves already changes nothing: no event, no alarm is closed, the detector and the probation go on', async () => {
  const flipped = { flipped: true };
  const other = rowsOf(6_000, 'other');
  const { monitor, told } = await withTwoVersions(other, { training: rowBuffer({ rows: 10_000 }), retrain: slow });
  const promoted: number[] = [];
  monitor.on('promoted', ({ version }) => promoted.push(version));
  await monitor.promote(2);
  await monitor.process(rowsOf(1_000, 'good'));
  await monitor.process(rowsOf(1_000, 'turned', flipped));
  const before = monitor.toJSON().state;
  expect(before.probation).toMatchObject({ version: 2, previous: 1 });
  expect((await monitor.promote(2)).version).toBe(2);
  expect(monitor.toJSON().state).toEqual(before);
  expect(promoted).toEqual([2]);
  expect(await told()).toEqual(['promotion notice', 'concept-drift firing']);
});
