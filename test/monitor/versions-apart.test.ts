import { expect, it } from 'vitest';
import { memoryCheckpoint, memoryRegistry, Monitor, type ModelVersion, type WindowReport } from '../../src/index.js';
import { schema, served } from './served.js';

// Two versions serve at a time, as in a canary, and rows bring their labels: what is told of one is not told of the other.
const version: Omit<ModelVersion, 'version'> = {
  name: 'default',
  trainer: 'own',
  trainerVersion: '1',
  libVersion: '0',
  model: {},
  metrics: {},
  createdAt: 0,
  rows: 1,
  features: [],
  classes: ['no', 'yes'],
  reason: 'initial',
  notes: '',
};

async function twoVersions() {
  const registry = memoryRegistry();
  for (const _ of [1, 2]) await registry.append(version);
  await registry.setAlias('champion', 2, undefined);
  return registry;
}

const reference = served(1_000, 'reference');
const [right, wrong] = [served(300, 'rows', 1), served(300, 'rows', 0)];
/** One in three is of version 1, which is always wrong. */
const rowOf = (i: number) => (i % 3 === 0 ? ([wrong[i]!, 1] as const) : ([right[i]!, 2] as const));
const inOneSecond = { rows: 200, labelled: 200, maturity: 1, modelVersion: 2 };

it('a window of rows of two versions measures the one that serves', async () => {
  const monitor = new Monitor({ schema, reference, window: { rows: 300 }, registry: await twoVersions() });
  const reports: WindowReport[] = [];
  monitor.on('window', (report) => reports.push(report));
  for (let i = 0; i < 300; i++) {
    const [row, modelVersion] = rowOf(i);
    monitor.observe(row, { modelVersion });
  }
  await monitor.close();
  expect(reports.map(({ window, modelVersion }) => [window.rows, modelVersion])).toEqual([[300, 2]]);
  expect(reports[0]!.performance).toMatchObject(inOneSecond);
  expect(reports[0]!.performance!.metrics['accuracy']!.value).toBe(1);
});

it('also where the rows of the other version came long after those that name none', async () => {
  const monitor = new Monitor({ schema, reference, window: { rows: 300 }, registry: await twoVersions() });
  const reports: WindowReport[] = [];
  monitor.on('window', (report) => reports.push(report));
  for (let i = 0; i < 200; i++) monitor.observe(right[i]!);
  monitor.toJSON(); // what came by now is put together
  for (let i = 0; i < 100; i++) monitor.observe(wrong[i]!, { modelVersion: 1 });
  await monitor.close();
  expect(reports[0]!.performance).toMatchObject(inOneSecond);
  expect(reports[0]!.performance!.metrics['accuracy']!.value).toBe(1);
});

it('and so does one whose rows of before a restart were of the other version', async () => {
  const checkpoint = memoryCheckpoint();
  const registry = await twoVersions();
  const reports: WindowReport[] = [];
  for (const modelVersion of [1, 2]) {
    const monitor = new Monitor({ schema, reference, window: { rows: 300 }, registry, checkpoint });
    monitor.on('window', (report) => reports.push(report));
    await monitor.settled();
    for (let i = 0; i < 300; i++) if (rowOf(i)[1] === modelVersion) monitor.observe(rowOf(i)[0], { modelVersion });
    await monitor.close();
  }
  expect(reports).toHaveLength(1);
  expect(reports[0]!.performance).toMatchObject(inOneSecond);
  expect(reports[0]!.performance!.metrics['accuracy']!.value).toBe(1);
});
