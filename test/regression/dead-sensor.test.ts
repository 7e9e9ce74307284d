import { describe, expect, it } from 'vitest';
import { memoryAlerter, Monitor, type Row } from '../../src/index.js';
import { readCsv } from '../../src/node.js';
import { sharedData } from '../shared-data.js';

const path = sharedData('air_quality.csv');

// In two months of hours the sensor was silent five times, for up to 146 hours; in May it dies. Its share of missing rows rises
// from .26 to .999, and counted as the few runs they are (φ = 102) that has a p-value of .07: no verdict.
describe.skipIf(path === undefined)('a gas sensor that dies', () => {
  it('is told with its first silent month, and neither while it lives nor of the other sensors', async () => {
    const hours: Row[] = [...(await readCsv(path!, { delimiter: ';', decimal: ',', missing: ['-200'] }))];
    const month = (id: string) => hours.filter((row) => String(row['Date']).endsWith(id));
    const alerter = memoryAlerter();
    const monitor = new Monitor({ reference: [...month('/03/2004'), ...month('/04/2004')], alerters: [alerter] });
    await monitor.process(month('/04/2004'));
    await monitor.settled();
    expect(alerter.messages.filter(({ kind }) => kind === 'frozen-column')).toEqual([]);
    const report = await monitor.process(month('/05/2004'));
    await monitor.settled();
    const question = report.quality.find(({ kind, column }) => kind === 'missing' && column === 'NMHC(GT)');
    expect(question).toMatchObject({ count: 743, verdict: 'stable' });
    const told = alerter.messages.filter(({ kind }) => kind === 'frozen-column');
    expect(told).toHaveLength(1);
    expect(told[0]!.columns.map(({ column }) => column)).toEqual(['NMHC(GT)']);
    expect(told[0]!.text).toContain('missing for at least 372 rows in a row');
    await monitor.close();
  });
});
