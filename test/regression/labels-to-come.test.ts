import { expect, it } from 'vitest';
import { compare, defineSchema, Monitor, type WindowReport } from '../../src/index.js';
import { rowsOf } from '../monitor/loop.js';

const schema = defineSchema({ amount: 'numeric', age: 'numeric', channel: 'categorical', label: 'label' });
const served = [...rowsOf(1_000, 'stream')].map(({ amount, age, channel }) => ({ amount, age, channel }));

// A reference with labels and rows without: every window was called drift, because a column was missing.
it('rows that have no label yet are no drift, and no other column may be missing', async () => {
  const monitor = new Monitor({ schema, reference: rowsOf(2_000, 'reference'), window: { rows: 200 } });
  const reports: WindowReport[] = [];
  const drifts: unknown[] = [];
  monitor.on('window', (report) => reports.push(report));
  monitor.on('drift', (drift) => drifts.push(drift));
  served.forEach((row, i) => monitor.observe(row, { id: i }));
  await monitor.settled();
  expect(reports.map(({ verdict }) => verdict)).toEqual(Array.from({ length: 5 }, () => 'stable'));
  expect(reports.flatMap(({ quality }) => quality).filter(({ column }) => column === 'label')).toEqual([]);
  expect(drifts).toEqual([]);

  const without = served.slice(0, 200).map(({ amount, channel }) => ({ amount, channel }));
  expect(compare(rowsOf(2_000, 'reference'), without, { schema })).toMatchObject({
    verdict: 'drift',
    reason: 'quality-changed',
  });
});
