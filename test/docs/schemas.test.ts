import { describe, expect, it } from 'vitest';
import { adwin, memoryAlerter, Monitor, ndjsonLine, profile } from '../../src/index.js';
import { memoryClock } from '../../src/ports/clock.js';
import { rowsOf } from '../monitor/loop.js';
import { unpublished } from '../published-schemas.js';

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
    const windows = [
      guessed(rowsOf(500, 'calm')),
      guessed(rowsOf(500, 'moved', { shift: 2, missing: 0.5 })),
      guessed(rowsOf(10, 'few')),
      [{ amount: 'x', other: 1 }],
      [],
    ];
    for (const rows of windows)
      expect(unpublished('window-report', JSON.parse(ndjsonLine(await monitor.process(rows))))).toEqual([]);
    await monitor.settled();
    expect(alerter.messages.length).toBeGreaterThan(2);
    for (const message of alerter.messages) expect(unpublished('alert', message)).toEqual([]);
  });

  it('describe profiles', () => {
    const reference = profile(rowsOf(1_000, 'reference'), { sample: true });
    expect(unpublished('reference-profile', reference)).toEqual([]);
    expect(unpublished('window-profile', profile(rowsOf(100, 'window'), { on: reference }))).toEqual([]);
  });

  it('refuse what is none', () => {
    expect(unpublished('window-report', { kind: 'windowReport' })).not.toEqual([]);
  });
});
