import { Monitor, renderReport, trainInitialModel, type MonitorOptions } from 'driftsense';
import { alerterKit, conceptDetectorKit, dataDriftTestKit, modelTrainerKit, registryKit } from 'driftsense/testing';
import { describe, expect, it } from 'vitest';
import { errorRun } from '../../examples/custom/error-run.js';
import { majority } from '../../examples/custom/majority.js';
import { mapRegistry } from '../../examples/custom/map-registry.js';
import { medianShift } from '../../examples/custom/median-shift.js';
import { pager } from '../../examples/custom/pager.js';
import { rowsOf } from '../monitor/loop.js';

const runner = { describe, it, expect };
const ok: typeof fetch = () => Promise.resolve(new Response('', { status: 200 }));

dataDriftTestKit(() => medianShift, runner);
conceptDetectorKit(() => errorRun({ length: 3 }), runner);
modelTrainerKit(() => majority, runner);
alerterKit(() => pager('https://pager.example.com', ok), runner);
registryKit(mapRegistry, runner);

describe('custom parts together', () => {
  it('run through the Monitor, a report, save and restore', async () => {
    const posted: string[] = [];
    const post: typeof fetch = (_, init) => {
      posted.push(String(init?.body));
      return ok('');
    };
    const options = {
      reference: rowsOf(3_000, 'reference'),
      columns: { label: { role: 'label' }, amount: { test: medianShift } },
      concept: errorRun({ length: 12 }),
      trainer: majority,
      registry: mapRegistry(),
      alerters: [pager('https://pager.example.com', post)],
    } satisfies MonitorOptions;
    const first = await trainInitialModel(options);
    expect(first.metrics).toMatchObject({
      share: expect.any(Number) as number,
      positives: expect.any(Number) as number,
    });
    expect((await options.registry.read(1))!.metrics).toEqual(first.metrics);

    const monitor = new Monitor(options);
    const calm = await monitor.process(rowsOf(1_000, 'calm'), { id: 'calm' });
    const saved = JSON.parse(JSON.stringify(monitor)) as object;
    // The detector's run of errors is in the state.
    expect(JSON.stringify(saved)).toMatch(/"state":\{"run":\d+\}/);
    const restored = Monitor.fromJSON(saved, options);
    const later = rowsOf(1_000, 'moved', { shift: 1 });
    const moved = await restored.process(later, { id: 'moved' });
    await restored.settled();
    expect(await monitor.process(later, { id: 'moved' })).toEqual(moved);
    await monitor.settled();

    expect(calm.columns.find((column) => column.column === 'amount')).toMatchObject({
      verdict: 'stable',
      decider: 'medianShift',
    });
    expect(moved.columns[0]).toMatchObject({
      column: 'amount',
      verdict: 'drift',
      decider: 'medianShift',
      reason: 'beyond-threshold',
    });
    expect(moved.concept!.detector).toBe('errorRun');
    expect(moved.modelVersion).toBe(1);
    expect(posted.join()).toContain('amount');
    expect(renderReport({ monitor: 'custom', reports: [calm, moved] })).toContain('medianShift');
  });
});
