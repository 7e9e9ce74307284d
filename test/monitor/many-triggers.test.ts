import { expect, it } from 'vitest';
import { logisticRegression, memoryRegistry, Monitor, rowBuffer, trainInitialModel } from '../../src/index.js';
import type { MonitorEvents, ModelTrainer } from '../../src/index.js';
import { memoryClock } from '../../src/ports/clock.js';
import { rowsOf } from './loop.js';

const day = 86_400_000;

/** A monitor that trains whenever a window drifts, with a trainer that waits until it is let go. */
async function eager(maxPerDay: number) {
  let trainings = 0;
  const permits: true[] = [];
  let wake: () => void = () => undefined;
  const sound = logisticRegression();
  const trainer: ModelTrainer = {
    ...sound,
    async train(data, context) {
      if (++trainings > 1) while (!permits.pop()) await new Promise<void>((resolve) => (wake = resolve));
      return sound.train(data, context);
    },
  };
  const clock = memoryClock(20_000 * day);
  const settings = {
    reference: rowsOf(1_000, 'reference'),
    columns: { label: { role: 'label' } } as const,
    registry: memoryRegistry(),
    trainer,
    training: rowBuffer({ rows: 50_000 }),
    clock,
    retrain: {
      on: 'data',
      mode: 'candidate',
      confirm: { windows: 1, of: 1 },
      cooldown: { windows: 0 },
      minRows: 100,
      maxPerDay,
    } as const,
  };
  await trainInitialModel(settings);
  const monitor = new Monitor(settings);
  const phases: string[] = [];
  monitor.on('retrain', ({ phase }: MonitorEvents['retrain']) => phases.push(phase));
  const drifts = (n: number) =>
    Promise.all(
      Array.from({ length: n }, (_, i) => monitor.process(rowsOf(150, `${phases.length} ${i}`, { shift: 3 }))),
    );
  // Its rows are put together in turns: it may not have come so far.
  const release = () => {
    permits.push(true);
    wake();
  };
  return { monitor, clock, phases, drifts, release, trainings: () => trainings - 1 };
}

it('a hundred windows at once that each ask for a training start one run', async () => {
  const { monitor, phases, drifts, release, trainings } = await eager(1_000);
  const reports = await drifts(100);
  const decisions = reports.map(({ decision }) => `${decision.action} ${decision.reason}`);
  expect(decisions).toEqual([
    'train confirmed-data-drift',
    ...Array.from({ length: 99 }, () => 'none run-in-progress'),
  ]);
  expect(phases).toEqual(['started']);
  release();
  await monitor.settled();
  expect([phases, trainings()]).toEqual([['started', 'trained'], 1]);
});

it(
  'with a limit of two a day the third is refused, on record, and begins the day after',
  { timeout: 600_000 },
  async () => {
    const { monitor, clock, phases, drifts, release, trainings } = await eager(2);
    const one = async () => {
      const [report] = await drifts(1);
      release();
      await monitor.settled();
      return `${report!.decision.action} ${report!.decision.reason}`;
    };
    expect([await one(), await one(), await one()]).toEqual([
      'train confirmed-data-drift',
      'train confirmed-data-drift',
      'none daily-limit',
    ]);
    expect(trainings()).toBe(2);
    await clock.advance(day + 1);
    expect(await one()).toBe('train confirmed-data-drift');
    expect(phases.filter((phase) => phase === 'started')).toHaveLength(3);
  },
);
