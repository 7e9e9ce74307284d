import { readFileSync, statSync } from 'node:fs';
import { memoryClock } from 'driftsense';
import { afterAll, describe, expect, it } from 'vitest';
import { openLogFile } from '../../src/cli/log-file.js';
import { folderWith, removeFolders } from './command-line.js';
import { trainedWorkspace } from './workspace.js';

afterAll(removeFolders);

const yaml = (level: string) => `
retraining: {mode: auto, strategy: replace, min_rows: 200}
alerting: {slack: {enabled: true}}
logging: {level: ${level}}
`;

async function logOf(level: string) {
  const here = await trainedWorkspace(yaml(level));
  await here.run('run-monitor');
  return { here, log: here.log() };
}

describe('the log of a run', () => {
  it('is one JSON object a line: time, level, message, event and names, verdicts and counts', async () => {
    const { here, log } = await logOf('info');
    for (const line of log) {
      expect(line['time']).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
      expect(['info', 'warn', 'error']).toContain(line['level']);
      expect(String(line['message']).length).toBeGreaterThan(3);
    }
    const times = log.map(({ time }) => String(time));
    expect(times).toEqual(times.toSorted());
    const events = new Set(log.map(({ event }) => event));
    for (const event of [
      'dry-run',
      'started',
      'window',
      'concept',
      'alert',
      'delivered',
      'retrain',
      'gate',
      'promoted',
      'finished',
    ])
      expect(events, event).toContain(event);
    expect(log.filter(({ event }) => event === 'window').length).toBe(14);
    expect(log.find(({ event }) => event === 'started')).toMatchObject({
      preset: 'budget',
      files: 14,
      champion: 1,
      expected: { columns: 9, windowRows: 300, still: { mean: expect.any(Number) as number } },
    });
    expect(log.find(({ window, event }) => window === 'stream_0009.csv' && event === 'window')).toMatchObject({
      rows: 300,
      verdict: 'drift',
      drifted: ['income', 'channel'],
      modelVersion: 1,
      decision: { action: 'none', reason: 'drift-not-confirmed' },
    });
    expect(log.at(-1)).toMatchObject({ event: 'finished', windows: 14, inReference: 7 });
    expect(statSync(here.path('logs/driftsense.ndjson')).mode & 0o777).toBe(0o600);
  });

  it('says of every delivery that was a dry run that it was one, once', async () => {
    const { log } = await logOf('info');
    const delivered = log.filter(({ event }) => event === 'delivered');
    expect(delivered.length).toBeGreaterThan(0);
    for (const line of delivered) expect(line).toMatchObject({ channel: 'slack', delivery: 'dry-run' });
    const of = ({ key, sequence }: Record<string, unknown>) => `${String(key)} ${String(sequence)}`;
    expect(log.filter((line) => line['delivery'] === 'dry-run' && 'key' in line).map(of)).toEqual(
      log.filter(({ event }) => event === 'alert').map(of),
    );
    expect(log.find(({ event }) => event === 'dry-run')).toMatchObject({ level: 'warn', missing: ['webhook_url'] });
  });

  it('holds nothing below its level', async () => {
    const { log } = await logOf('warn');
    expect(new Set(log.map(({ level }) => level))).toEqual(new Set(['warn']));
    expect(log.map(({ event }) => event)).toContain('alert');
    const { here } = await logOf('error');
    expect(here.read('logs', 'driftsense.ndjson')).toBe('');
  });

  it('grows by each run', async () => {
    const { here, log } = await logOf('info');
    await here.run('run-monitor');
    const after = here.log();
    expect(after.slice(0, log.length)).toEqual(log);
    expect(after.filter(({ event }) => event === 'started').length).toBe(2);
  });
});

describe('openLogFile', () => {
  const clock = memoryClock(Date.parse('2026-02-03T04:05:06Z'));

  it('writes time and level first, then the message, then the fields, and nothing undefined', () => {
    const folder = folderWith();
    const log = openLogFile(`${folder}/l.ndjson`, 'debug', clock);
    log.debug({ a: 1, b: undefined }, 'hello\nworld');
    log.error({});
    log.close();
    expect(readFileSync(`${folder}/l.ndjson`, 'utf8')).toBe(
      '{"time":"2026-02-03T04:05:06.000Z","level":"debug","message":"hello\\nworld","a":1}\n{"time":"2026-02-03T04:05:06.000Z","level":"error"}\n',
    );
    expect(log.lost()).toBe(0);
  });

  it('counts lines that could not be written, and does not stop the work', () => {
    const log = openLogFile('/dev/full', 'info', clock);
    log.info({}, 'lost');
    log.debug({}, 'below the level');
    log.warn({}, 'lost as well');
    expect(log.lost()).toBe(2);
    log.close();
  });

  it('refuses a path that cannot be opened, with the path', () => {
    const folder = folderWith();
    expect(() => openLogFile(`${folder}/none/l.ndjson`, 'info', clock)).toThrow(
      expect.objectContaining({ code: 'IO_FAILED', message: `could not write '${folder}/none/l.ndjson' (ENOENT)` }),
    );
  });
});
