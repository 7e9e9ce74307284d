import { Ajv } from 'ajv';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { adwin, memoryAlerter, Monitor, ndjsonLine, profile } from '../../src/index.js';
import { memoryClock } from '../../src/ports/clock.js';
import { rowsOf } from '../monitor/loop.js';

const validator = (name: string) =>
  new Ajv({ allErrors: true, allowUnionTypes: true }).compile(
    JSON.parse(readFileSync(new URL(`../../docs/schemas/${name}.schema.json`, import.meta.url), 'utf8')) as object,
  );
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('the published schemas', () => {
  it('describe every report and alert of a run with drift, missing values, odd columns and a detector', async () => {
    const guessed = (rows: Iterable<object>) => [...rows].map((row) => ({ ...row, guess: 'yes' }));
    const alerter = memoryAlerter();
    const monitor = new Monitor({
      reference: guessed(rowsOf(2_000, 'reference')),
      columns: { label: { role: 'label' }, guess: { role: 'prediction' } },
      concept: adwin(),
      alerters: [alerter],
      clock: memoryClock(),
    });
    const report = validator('window-report');
    const windows = [
      guessed(rowsOf(500, 'calm')),
      guessed(rowsOf(500, 'moved', { shift: 2, missing: 0.5 })),
      guessed(rowsOf(10, 'few')),
      [{ amount: 'x', other: 1 }],
      [],
    ];
    for (const rows of windows) {
      report(JSON.parse(ndjsonLine(await monitor.process(rows))));
      expect(report.errors ?? []).toEqual([]);
    }
    await monitor.settled();
    const alert = validator('alert');
    expect(alerter.messages.length).toBeGreaterThan(2);
    for (const message of alerter.messages) {
      alert(plain(message));
      expect(alert.errors ?? []).toEqual([]);
    }
  });

  it('describe profiles', () => {
    const reference = profile(rowsOf(1_000, 'reference'), { sample: true });
    const stored = validator('reference-profile');
    stored(plain(reference));
    expect(stored.errors ?? []).toEqual([]);
    const window = validator('window-profile');
    window(plain(profile(rowsOf(100, 'window'), { on: reference })));
    expect(window.errors ?? []).toEqual([]);
  });

  it('refuse what is none', () => {
    const report = validator('window-report');
    expect(report({ kind: 'windowReport' })).toBe(false);
  });
});
