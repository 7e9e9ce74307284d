import {
  logisticRegression,
  memoryAlerter,
  memoryRegistry,
  Monitor,
  renderReport,
  rowBuffer,
  trainInitialModel,
  type MonitorOptions,
  type Row,
} from 'driftsense';
import { describe, expect, it } from 'vitest';
import { rowsOf } from './loop.js';

describe('a redacted column', () => {
  it('leaves none of its texts in reports, alerts, models, the registry, the profile or the state, also after retraining', async () => {
    const alerter = memoryAlerter();
    const registry = memoryRegistry();
    const options = {
      reference: rowsOf(4_000, 'reference'),
      columns: { label: { role: 'label' }, channel: { labels: 'redact' } },
      registry,
      alerters: [alerter],
      trainer: logisticRegression(),
      training: rowBuffer({ rows: 20_000 }),
      retrain: { mode: 'auto', strategy: 'replace' },
    } satisfies MonitorOptions;
    await trainInitialModel(options);
    const monitor = new Monitor(options);
    const reports = [];
    for (const flipped of [false, true, true]) {
      const rows: Row[] = [...rowsOf(2_000, `w${reports.length}`, { flipped })].map((row, i) =>
        Object.assign({}, row, i % 3 ? {} : { channel: 'sentinel-kiosk' }),
      );
      reports.push(await monitor.process(rows));
      await monitor.settled();
    }
    expect(await registry.alias('champion')).toBe(2);
    expect(reports[1]!.columns.find((column) => column.column === 'channel')!.verdict).toBe('drift');
    const everything = [
      reports,
      alerter.messages,
      monitor.reference,
      monitor,
      await registry.read(1),
      await registry.read(2),
      renderReport({ monitor: 'm', reports }),
    ];
    expect(JSON.stringify(everything)).not.toMatch(/sentinel-kiosk|"web"|"app"|"shop"/);
  });
});
