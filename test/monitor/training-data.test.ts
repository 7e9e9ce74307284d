import { describe, expect, it, vi } from 'vitest';
import { compare, Monitor, type Logger, type MonitorOptions } from 'driftsense';

const rows = (seed: number) =>
  Array.from({ length: 200 }, (_, i) => ({
    amount: (i * 37 + seed) % 101,
    p: ((i * 53 + seed) % 100) / 100,
    blocked: (i * 53 + seed) % 100 >= 50,
    fraud: (i * 59 + seed) % 100 >= 50,
  }));
const columns = { p: { role: 'score' }, blocked: { role: 'prediction' }, fraud: { role: 'label' } } as const;
const declared = { reference: rows(0), columns, referenceIsTrainingData: true } as const;
const said = 'the model was trained on the reference';

function watched(options: MonitorOptions, heard = true) {
  const logged: unknown[] = [];
  const log = (fields: object, message?: string) => void logged.push({ ...fields, message });
  const logger: Logger = { debug: log, info: log, warn: log, error: log };
  const monitor = new Monitor({ ...options, logger });
  const warnings: { code: string; message: string }[] = [];
  if (heard) monitor.on('warning', (warning) => warnings.push(warning));
  return { monitor, logged, warnings };
}

describe('a reference that holds the rows the model was trained on', () => {
  it('is warned of when the monitor is made: listeners added behind it, and the log where there are none', async () => {
    const { logged, warnings } = watched(declared);
    const unheard = watched(declared, false);
    await vi.waitFor(() => {
      expect(warnings).toContainEqual({
        code: 'REFERENCE_IS_TRAINING_DATA',
        message: expect.stringContaining("'p', 'blocked'") as string,
      });
      expect(unheard.logged).toContainEqual(
        expect.objectContaining({ event: 'warning', code: 'REFERENCE_IS_TRAINING_DATA', message: 'unheard event' }),
      );
    });
    expect(logged).toEqual([]);
  });

  it('is among the guarantees of every report, by monitor and by compare, under either preset', async () => {
    const { monitor } = watched(declared);
    const line = expect.stringContaining(
      `${said}, where it errs too little: nothing is promised of 'p', 'blocked' and performance`,
    );
    expect((await monitor.process(rows(1))).guarantee).toContainEqual(line);
    expect((await monitor.process(rows(2))).guarantee).toContainEqual(line);
    const { reference, ...options } = declared;
    expect(compare(reference, rows(1), options).guarantee).toContainEqual(line);
    expect(compare(reference, rows(1), { ...options, preset: 'thresholds' }).guarantee).toContainEqual(line);
  });

  it.each([
    ['it is not declared', { reference: rows(0), columns }],
    [
      'it holds no score and no prediction',
      { ...declared, columns: { p: { role: 'feature' }, blocked: { role: 'ignore' } } },
    ],
  ] as const)('is no matter when %s', async (_, options) => {
    const { monitor, logged, warnings } = watched(options);
    expect((await monitor.process(rows(1))).guarantee.join()).not.toContain(said);
    expect(logged).toEqual([]);
    expect(warnings.map(({ code }) => code)).not.toContain('REFERENCE_IS_TRAINING_DATA');
  });

  it('is over with another reference, also after a restart', async () => {
    const { monitor } = watched(declared);
    await monitor.rebaseline(rows(3), { reason: 'held-out rows' });
    expect((await monitor.process(rows(1))).guarantee.join()).not.toContain(said);
    const resumed = Monitor.fromJSON(JSON.parse(JSON.stringify(monitor)), declared);
    expect((await resumed.process(rows(1))).guarantee.join()).not.toContain(said);
  });
});
