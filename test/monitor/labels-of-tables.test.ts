import { describe, expect, it } from 'vitest';
import { adwin, logisticRegression, memoryRegistry, Monitor, trainInitialModel } from '../../src/index.js';
import type { MonitorEvents, MonitorOptions, Row } from '../../src/index.js';
import { memoryClock } from '../../src/ports/clock.js';
import { seededRandom } from '../../src/stats/random.js';
import { rowsOf } from './loop.js';
import { served, unlabelled } from './served.js';

const day = 86_400_000;
const columns = { order: { role: 'id' }, guess: { role: 'prediction' }, label: { role: 'label' } } as const;

/** Orders with a name each, and what a model says of them. */
const named = (n: number, seed: string, right?: number) =>
  served(n, seed, right).map((row, i) => ({ ...row, order: `${seed}/${i}` }));

function watched(options: Partial<MonitorOptions> = {}) {
  const clock = memoryClock(10 * day);
  const settings = { reference: named(2_000, 'reference'), columns, concept: adwin({ direction: 'increase' }) };
  const monitor = new Monitor({ ...settings, clock, random: seededRandom('key'), ...options });
  const performances: MonitorEvents['performance'][] = [];
  monitor.on('performance', (performance) => performances.push(performance));
  return { monitor, clock, performances };
}

describe('rows of a table given to process', () => {
  it('are joined with labels that come later, as observed rows are: performance and detector are the same', async () => {
    const run = async (give: (monitor: Monitor, rows: readonly Row[]) => Promise<unknown>) => {
      const { monitor, clock, performances } = watched({ window: { rows: 1_500 } });
      const concepts: unknown[] = [];
      monitor.on('concept', ({ rows, index }) => concepts.push([rows, index]));
      for (const [seed, right] of [
        ['right', 0.9],
        ['wrong', 0.5],
      ] as const) {
        const rows = named(1_500, seed, right);
        await give(monitor, rows.map(unlabelled));
        for (const { order, label } of rows) expect(monitor.label(order, { label })).toBe('joined');
      }
      await clock.advance(3 * day);
      await monitor.tick();
      const { rows, labelled, metrics } = performances[0]!;
      return { rows, labelled, metrics, concepts, counts: monitor.labelCounts()!.labels };
    };
    const processed = await run((monitor, rows) => monitor.process(rows));
    const observed = await run(async (monitor, rows) => {
      for (const row of rows) monitor.observe(row);
      await monitor.settled();
    });
    expect(processed).toMatchObject({ rows: 3_000, labelled: 3_000 });
    expect(processed.concepts).toHaveLength(1);
    expect(processed).toEqual(observed);
  });

  it('wait for no label where they bring one, or name no id', async () => {
    const { monitor } = watched();
    const rows = named(100, 'some');
    await monitor.process(rows.map((row, i) => (i < 60 ? row : unlabelled(row))));
    expect(monitor.labelCounts()!.records.waiting).toBe(40);
    await monitor.process(rows.map((row) => unlabelled({ ...row, order: '' })));
    expect(monitor.labelCounts()!.records.waiting).toBe(40);
  });

  it('are joined with what the model of the registry says of them', async () => {
    const registry = memoryRegistry();
    const rows = [...rowsOf(400, 'today')].map((row, i) => ({ ...row, order: i }));
    const settings = {
      reference: [...rowsOf(3_000, 'reference')].map((row, i) => ({ ...row, order: 10_000 + i })),
      columns: { order: { role: 'id' }, label: { role: 'label' } } as const,
      trainer: logisticRegression(),
      registry,
    };
    await trainInitialModel(settings);
    const { monitor } = watched({ ...settings, columns: settings.columns });
    await monitor.process(rows.map(unlabelled));
    expect(monitor.label(17, (rows[17] as Row)['label'])).toBe('joined');
  });

  it('are known to label, those that run reads are not: their labels come with withLabels', async () => {
    const { monitor } = watched({ window: { rows: 100 } });
    const rows = named(100, 'read').map(unlabelled);
    for await (const report of monitor.run([rows])) expect(report.window.rows).toBe(100);
    expect(monitor.label('read/3', { label: 'yes' })).toBe('unmatched');
  });
});
