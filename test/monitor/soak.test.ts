import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, expect, it } from 'vitest';
import {
  logisticRegression,
  Monitor,
  rowBuffer,
  trainInitialModel,
  type Alerter,
  type ModelTrainer,
} from '../../src/index.js';
import { fileCheckpoint, fileRegistry } from '../../src/node.js';
import { systemClock } from '../../src/ports/system-clock.js';
import { rowsOf } from './loop.js';

const nightly = process.env['NIGHTLY'] === '1';
/** An hour each night; as fast as it goes on every change. */
const [rows, duration] = nightly ? [1_000_000, 3_600_000] : [40_000, 0];
const perWindow = 500;
const hour = 3_600_000;
const windows = rows / perWindow;

const folder = mkdtempSync(join(tmpdir(), 'driftsense-soak-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
/** Bytes in use when all garbage is gone, typed arrays included. */
function inUse(): number {
  for (let i = 0; i < 3; i++) collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Straight line through the values, over their whole length, with its standard error. */
function growth(values: readonly number[]): { readonly grown: number; readonly se: number } {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const at = (i: number): number => i - (n - 1) / 2;
  const sxx = values.reduce((sum, _, i) => sum + at(i) ** 2, 0);
  const slope = values.reduce((sum, value, i) => sum + at(i) * (value - mean), 0) / sxx;
  const rest = values.reduce((sum, value, i) => sum + (value - mean - slope * at(i)) ** 2, 0);
  return { grown: slope * (n - 1), se: Math.sqrt(rest / (n - 2) / sxx) * (n - 1) };
}

it(
  `a service with everything switched on, ${rows.toLocaleString('en')} rows: nothing grows`,
  { timeout: 2 * duration + 600_000 },
  async () => {
    const linear: ModelTrainer = logisticRegression();
    const held = new Set<unknown>();
    const trainer: ModelTrainer = {
      ...linear,
      predict: (model, batch) => (held.add(model), linear.predict(model, batch)),
      dispose: (model) => void held.delete(model),
    };
    const told = new Map<string, number>();
    const pager: Alerter = { name: 'pager', send: async ({ kind }) => void told.set(kind, (told.get(kind) ?? 0) + 1) };
    const settings = {
      reference: rowsOf(4_000, 'reference'),
      columns: { label: { role: 'label' } } as const,
      registry: fileRegistry(join(folder, 'models')),
      trainer,
    };
    await trainInitialModel(settings);
    // By its own clock each window takes an hour, so that labels come of age.
    let time = Date.UTC(2026, 0, 1);
    const monitor = new Monitor({
      ...settings,
      window: { rows: perWindow },
      checkpoint: fileCheckpoint(join(folder, 'state')),
      training: rowBuffer({ rows: 4_000 }),
      alerters: [pager],
      clock: { ...systemClock, now: () => time },
      labels: { maxPending: 6_000, graceMs: 2 * hour, maxAgeMs: 6 * hour, periodMs: 2 * hour },
      // A few dozen versions in the whole run: what a registry holds is on the disk.
      retrain: { mode: 'auto', minRows: 400, cooldown: { windows: Math.ceil(windows / 40) }, maxPerDay: 1_000 },
    });
    const happened = { windows: 0, performance: 0, retrain: 0, errors: [] as string[] };
    monitor.on('window', () => happened.windows++);
    monitor.on('performance', () => happened.performance++);
    monitor.on('retrain', () => happened.retrain++);
    monitor.on('error', ({ where, message }) => happened.errors.push(`${where}: ${message}`));

    const used: number[] = [];
    const began = performance.now();
    for (let w = 0; w < windows; w++) {
      // One window in ten drifts, the concept turns now and then; some labels never come, and some come twice.
      const batch = [...rowsOf(perWindow, `window ${w}`, { shift: w % 10 === 9 ? 1 : 0, flipped: w % 20 >= 15 })];
      for (const [i, { label: _, ...features }] of batch.entries()) monitor.observe(features, { id: `${w}-${i}` });
      await monitor.settled();
      for (const [i, { label }] of batch.entries()) if (i % 10 > 0) monitor.label(`${w}-${i}`, { label });
      for (let i = 1; i < perWindow; i += 50) monitor.label(`${w}-${i}`, { label: batch[i]!['label'] });
      time += hour;
      if (w % 4 === 3) await monitor.tick();
      if ((w + 1) % (windows / 40) === 0) {
        await monitor.settled();
        used.push(inUse());
      }
      const due = (duration * (w + 1)) / windows - (performance.now() - began);
      if (due > 0) await sleep(due);
    }
    await monitor.settled();
    // The first quarter warms up: code is compiled, buffers and the ledger reach their size.
    const { grown, se } = growth(used.slice(10));
    const minutes = (performance.now() - began) / 60_000;
    console.log(
      `soak: ${minutes.toFixed(1)} min, ${(used.at(-1)! / 1e6).toFixed(1)} MB at the end, grown by ${(grown / 1e6).toFixed(3)} ± ${(se / 1e6).toFixed(3)} MB; ${JSON.stringify({ counts: monitor.labelCounts(), ...happened, told: Object.fromEntries(told) })}`,
    );
    expect(happened).toMatchObject({ windows, errors: [] });
    expect(happened.performance).toBeGreaterThan(0);
    expect(happened.retrain).toBeGreaterThan(0);
    expect(told.size).toBeGreaterThan(1);
    expect(held.size).toBeLessThanOrEqual(2);
    expect(monitor.labelCounts()!.labels.joined).toBeGreaterThan(rows / 2);
    // Some 0.7 to 0.9 MB in runs of 40,000 to 200,000 rows, each time over forty versions: it is those it grows with, not rows.
    expect(grown).toBeLessThan(2e6);
    await monitor.close();
    expect(held.size).toBe(0);
  },
);
