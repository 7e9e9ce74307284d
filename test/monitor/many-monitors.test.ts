import { expect, it } from 'vitest';
import { Monitor, profile, type MonitorOptions } from '../../src/index.js';
import { rowsOf } from './loop.js';

/** Monitors of three references, which differ in columns, and of two kinds. */
const kinds: readonly MonitorOptions[] = ['a', 'b', 'c'].flatMap((seed, k) => {
  const rows = [...rowsOf(1_500, seed, { shift: k })].map((row) => (k === 2 ? { ...row, third: k } : row));
  return [
    { reference: rows, columns: { label: { role: 'label' } } },
    { reference: profile(rows, { range20: true }), preset: 'thresholds', concept: false },
  ] as const;
});
const windowsOf = (monitor: number) =>
  Array.from({ length: 3 }, (_, w) => rowsOf(150, `${monitor} ${w}`, { shift: (monitor + w) % 3 }));

it('monitors in one process share nothing: forty at once, in turns, report and keep what each does alone', async () => {
  const make = (k: number): Monitor => new Monitor({ ...kinds[k % kinds.length]!, name: `monitor ${k}` });
  const numbers = Array.from({ length: 40 }, (_, k) => k);
  const together = numbers.map(make);
  const reports: unknown[][] = numbers.map(() => []);
  for (let w = 0; w < 3; w++)
    await Promise.all(
      together.map(async (monitor, k) => {
        reports[k]!.push(await monitor.process(windowsOf(k)[w]!));
      }),
    );
  for (const k of numbers) {
    const alone = make(k);
    const own: unknown[] = [];
    for (const window of windowsOf(k)) own.push(await alone.process(window));
    expect(JSON.stringify(reports[k])).toBe(JSON.stringify(own));
    expect(JSON.stringify(together[k])).toBe(JSON.stringify(alone));
  }
  // They do differ.
  expect(new Set(reports.map((of) => JSON.stringify(of))).size).toBe(numbers.length);
});
