import { describe, expect, it } from 'vitest';
import {
  defineSchema,
  logisticRegression,
  memoryAlerter,
  memoryRegistry,
  Monitor,
  psi,
  trainInitialModel,
  wasserstein,
  type DataDriftTest,
  type MonitorOptions,
} from '../../src/index.js';
import { rowsOf } from './loop.js';

const schema = defineSchema({ amount: 'numeric', age: 'numeric', channel: 'categorical', label: 'label' });
const label = { role: 'label' } as const;

function options(columns: MonitorOptions['columns'], more: Partial<MonitorOptions> = {}) {
  const reference = rowsOf(2_000, 'reference');
  return {
    reference,
    columns: { label, ...columns },
    trainer: logisticRegression(),
    registry: memoryRegistry(),
    ...more,
  };
}

describe('the columns that the serving model makes', () => {
  it('can be judged as is set for them, from the first window on', async () => {
    const settings = options({
      score: { test: wasserstein({ threshold: 0.5 }), tolerance: 0.2 },
      prediction: { enabled: false },
    });
    await trainInitialModel(settings);
    const monitor = new Monitor(settings);
    const errors: unknown[] = [];
    monitor.on('error', (error) => errors.push(error));
    const { columns } = await monitor.process(rowsOf(1_000, 'moved', { shift: 3 }));
    const score = columns.find(({ column }) => column === 'score')!;
    expect(score).toMatchObject({ decider: 'wasserstein', verdict: 'drift', reason: 'beyond-threshold' });
    expect(columns.find(({ column }) => column === 'prediction')).toMatchObject({ reason: 'column-disabled' });
    expect(errors).toEqual([]);
  });

  it.each([
    ['of another kind', { score: { missing: 'as-category' } }, {}, 'columns.score.missing'],
    ['of another role', { score: { role: 'score' } }, { schema }, 'columns.score.role: the monitor makes this column'],
    ['of another type', { prediction: { type: 'numeric' } }, { schema }, 'columns.prediction.type: the monitor makes'],
    ['that does not fit', { prediction: { test: wasserstein() } }, {}, "'wasserstein' applies to numeric columns"],
    ['without a trainer', { score: { test: psi() } }, { trainer: undefined }, "the reference has no column 'score'"],
    ['misspelt', { scoer: { test: psi() } }, {}, "no column 'scoer'; did you mean 'score'?"],
  ] as const)('are refused what makes no sense: %s', (_name, columns, more, message) => {
    const { trainer, ...rest } = options(columns, more as never);
    expect(() => new Monitor({ ...rest, ...(trainer && { trainer }) })).toThrow(message);
  });

  it('are judged by all tests of either preset, whichever the version was trained under', async () => {
    const registry = memoryRegistry();
    await trainInitialModel(options({}, { registry }));
    const monitor = new Monitor(options({}, { registry, preset: 'thresholds' }));
    const errors: unknown[] = [];
    monitor.on('error', (error) => errors.push(error));
    const { columns } = await monitor.process(rowsOf(1_000, 'moved', { shift: 3 }));
    const score = columns.find(({ column }) => column === 'score')!;
    expect(score.tests.find(({ test }) => test === 'jsDivergence')).toMatchObject({ status: 'tested', bins: 20 });
    expect(errors).toEqual([]);
  });

  it('are judged by the preset where the version was stored without the sample that a test needs, and it is told once', async () => {
    const registry = memoryRegistry();
    await trainInitialModel(options({}, { registry }));
    const alerter = memoryAlerter();
    const sampled: DataDriftTest<'sample'> = {
      name: 'sampled',
      appliesTo: ['numeric'],
      needs: ['sample'],
      compare: (before, now) => ({ statistic: before.sample.length + now.sample.length }),
    };
    const monitor = new Monitor(options({ score: { test: sampled } }, { registry, alerters: [alerter] }));
    const errors: unknown[] = [];
    monitor.on('error', ({ where, code, message }) => errors.push([where, code, message]));
    const reports = [];
    for (const seed of ['a', 'b']) reports.push(await monitor.process(rowsOf(1_000, seed, { shift: 3 })));
    const score = reports.map(({ columns }) => columns.find(({ column }) => column === 'score'));
    expect(score.map((column) => [column?.verdict, column?.decider])).toEqual([
      ['drift', 'psi'],
      ['drift', 'psi'],
    ]);
    expect(reports[0]!.performance).toMatchObject({
      labelled: 1_000,
      metrics: { accuracy: { value: expect.any(Number) } },
    });
    expect(errors[0]).toEqual([
      'the test set for scores of version 1',
      'OPTION_INVALID',
      "columns.score.test: 'sampled' needs a reference with sample",
    ]);
    await monitor.close();
    expect(alerter.messages.filter(({ kind }) => kind === 'broken-part').map(({ transition }) => transition)).toEqual([
      'firing',
    ]);
  });
});
