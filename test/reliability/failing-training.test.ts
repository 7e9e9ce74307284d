import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import type { ModelTrainer } from '../../src/contracts/model-trainer.js';
import { logisticRegression, memoryRegistry, Monitor, rowBuffer, trainInitialModel } from '../../src/index.js';
import { rowsOf } from '../monitor/loop.js';
import { nightly, record } from './evidence.js';

// Of the built package: a thread needs a file.
const built = new URL('../../dist/bundled/node.js', import.meta.url).href;
const { workerTrainer } = (await import(built)) as typeof import('../../src/node.js');
const module = new URL('../fixtures/trainers/trainers.mjs', import.meta.url);
const trainers = (await import(module.href)) as Record<string, ModelTrainer>;

const failures = {
  endless: 'TRAINING_TIMEOUT',
  full: 'TRAINING_FAILED',
  exits: 'TRAINING_FAILED',
  throws: 'TRAINING_FAILED',
  notFinite: 'TRAINING_NOT_FINITE',
} as const;

const rounds = nightly ? 200 : 1;

describe('a training run that goes wrong in its thread', () => {
  it.each(Object.entries(failures))(
    '%s: the champion serves on, the run ends in time, and the event loop turns meanwhile',
    { timeout: 60_000 * rounds },
    async (name, code) => {
      const registry = memoryRegistry();
      const settings = {
        reference: rowsOf(8_000, 'reference'),
        columns: { label: { role: 'label' } } as const,
        registry,
        trainer: logisticRegression(),
        training: rowBuffer({ rows: 20_000 }),
      };
      await trainInitialModel(settings);
      const aliases = async () => Promise.all(['champion', 'challenger'].map((alias) => registry.alias(alias)));
      const before = await aliases();
      const timeoutMs = code === 'TRAINING_TIMEOUT' ? 700 : 60_000;
      const retrain = { mode: 'auto', strategy: 'replace', minRows: 400, cooldown: { windows: 0 }, timeoutMs } as const;
      let [started, late] = [0, 0];
      const failed: string[] = [];
      const delay = monitorEventLoopDelay({ resolution: 5 });
      for (let round = 0; round < rounds; round++) {
        const trainer = workerTrainer(trainers[name]!, module, { export: name, maxHeapMb: 32 });
        const monitor = new Monitor({ ...settings, trainer, retrain });
        let since = 0;
        monitor.on('retrain', ({ phase, code: found }) => {
          if (phase === 'started') {
            started++;
            since = performance.now();
          } else if (phase === 'failed') {
            failed.push(found!);
            late = Math.max(late, performance.now() - since - timeoutMs);
          }
        });
        // Windows that each ask for a training run: while one is under way, no other begins.
        await monitor.process(rowsOf(2_000, 'before'));
        delay.enable();
        for (const window of [1, 2, 3]) await monitor.process(rowsOf(2_000, `window ${window}`, { flipped: true }));
        await monitor.settled();
        delay.disable();
        const next = await monitor.process(rowsOf(1_000, 'after'));
        expect(next.modelVersion).toBe(1);
        await monitor.close();
      }
      record({
        id: 'REL-16',
        control: name,
        trials: started,
        bad: started - failed.length,
        details: { lateMs: code === 'TRAINING_TIMEOUT' ? late : undefined, eventLoopP99Ms: delay.percentile(99) / 1e6 },
      });
      expect(failed).toEqual(Array.from({ length: started }, () => code));
      expect(started).toBe(rounds);
      expect(await registry.read(2)).toBeUndefined();
      expect(await aliases()).toEqual(before);
    },
  );
});
