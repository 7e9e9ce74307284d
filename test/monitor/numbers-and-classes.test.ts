import {
  linearRegression,
  logisticRegression,
  memoryRegistry,
  Monitor,
  renderReport,
  rowBuffer,
  trainInitialModel,
  type MonitorEvents,
  type MonitorOptions,
  type WindowReport,
} from 'driftsense';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/stats/random.js';

const columns = { label: { role: 'label' } } as const;

/** Trains a first model and watches what a monitor with it tells. */
async function loop(options: MonitorOptions) {
  const all = { columns, training: rowBuffer({ rows: 20_000 }), registry: memoryRegistry(), ...options };
  const first = await trainInitialModel(all);
  const monitor = new Monitor(all);
  const told: { [E in 'concept' | 'retrain' | 'gate' | 'promoted']: MonitorEvents[E][] } = {
    concept: [],
    retrain: [],
    gate: [],
    promoted: [],
  };
  for (const event of ['concept', 'retrain', 'gate', 'promoted'] as const)
    monitor.on(event, (payload) => void (told[event] as unknown[]).push(payload));
  return { monitor, told, first };
}

describe('the loop where the label is a number', () => {
  const random = seededRandom('regression loop');
  const rows = (n: number, coefficient: number) => {
    const [size, age] = [random, random].map(() => Float64Array.from({ length: n }, () => random.normal()));
    const noise = Float64Array.from({ length: n }, () => random.normal());
    const label = size!.map((x, i) => 10 + coefficient * x + 2 * age![i]! + noise[i]!);
    return { size: size!, age: age!, label };
  };

  it('finds a changed coefficient by its errors alone, trains, gates, and the new model errs as little as the first', async () => {
    const { monitor, told, first } = await loop({
      reference: rows(4_000, 3),
      trainer: linearRegression(),
      retrain: { mode: 'auto', strategy: 'replace', minRows: 500 },
    });
    // The noise has sd 1: its mean size is √(2/π).
    const least = Math.sqrt(2 / Math.PI);
    expect(first.metrics['mae']).toBeCloseTo(least, 1);
    const maes: number[] = [];
    const versions: (number | undefined)[] = [];
    for (const [i, coefficient] of [3, 3, -1, -1, -1, -1, -1].entries()) {
      const report = await monitor.process(rows(2_000, coefficient), { id: `w${i}` });
      await monitor.settled();
      // Live as at training.
      expect(Object.keys(report.performance!.metrics).toSorted()).toEqual(Object.keys(first.metrics).toSorted());
      for (const { value, interval } of Object.values(report.performance!.metrics))
        expect(interval[0] <= value && value <= interval[1]).toBe(true);
      // The features stand still: nobody could see it there.
      expect(report.columns.filter(({ role, verdict }) => role === 'feature' && verdict === 'drift')).toEqual([]);
      maes.push(report.performance!.metrics['mae']!.value);
      versions.push(report.modelVersion);
    }
    expect(maes.slice(0, 2).every((mae) => mae < 1.2 * least)).toBe(true);
    expect(maes[2]).toBeGreaterThan(3 * least);
    expect(told.concept[0]!.window).toBe('w2');
    expect(told.retrain.map(({ phase }) => phase)).toEqual(expect.arrayContaining(['started', 'trained']));
    expect(told.gate.at(0)).toMatchObject({ verdict: 'promote', champion: 1, version: 2 });
    expect(told.promoted[0]).toMatchObject({ version: 2, previous: 1 });
    expect(versions.slice(0, 3)).toEqual([1, 1, 1]);
    expect(versions.at(-1)).toBeGreaterThanOrEqual(2);
    expect(maes.at(-1)).toBeLessThan(1.2 * least);
    await monitor.close();
  });
});

describe('the loop with three classes', () => {
  const random = seededRandom('three classes');
  const names = ['bus', 'car', 'walk'] as const;
  /** The class is the direction of a point; `label` may tell it otherwise. */
  const rows = (n: number, shares = [1, 1, 1], label: (name: string, i: number) => string = (name) => name) => {
    const sum = shares.reduce((a, b) => a + b, 0);
    const kinds = Array.from({ length: n }, () => {
      const u = random.uniform() * sum;
      return u < shares[0]! ? 0 : u < shares[0]! + shares[1]! ? 1 : 2;
    });
    const at = (kind: number, turn: number) => 2 * Math.cos((2 * Math.PI * kind) / 3 - turn) + 0.6 * random.normal();
    return {
      x: Float64Array.from(kinds, (kind) => at(kind, 0)),
      y: Float64Array.from(kinds, (kind) => at(kind, Math.PI / 2)),
      label: kinds.map((kind, i) => label(names[kind], i)),
    };
  };
  const started = () => loop({ reference: rows(3_000), trainer: logisticRegression() });
  const labelOf = (report: { columns: readonly { column: string }[] }) =>
    report.columns.find(({ column }) => column === 'label') as MonitorEvents['window']['columns'][number];

  it('has accuracy, macro F1 and log loss, and predicts one of the three', async () => {
    const { monitor, first } = await started();
    expect(first.metrics['accuracy']).toBeGreaterThan(0.95);
    expect(first.metrics['logLoss']).toBeLessThan(0.2);
    const report = await monitor.process(rows(1_000), { id: 'calm' });
    // Live as at training, and of the same size.
    expect(Object.keys(report.performance!.metrics).toSorted()).toEqual(Object.keys(first.metrics).toSorted());
    const { value, interval } = report.performance!.metrics['logLoss']!;
    expect(interval[0] < first.metrics['logLoss']! && first.metrics['logLoss']! < interval[1]).toBe(true);
    expect(value).toBeGreaterThan(interval[0]);
    expect(report.verdict).toBe('stable');
    expect(report.concept!.drift).toBe(false);
    // Its predictions are compared with those on rows it was not fitted on.
    expect(report.columns.find(({ role }) => role === 'prediction')).toMatchObject({ verdict: 'stable' });
    await monitor.close();
  });

  it('has the same log loss where a restart cuts the window', async () => {
    const options: MonitorOptions = {
      reference: rows(3_000),
      columns,
      registry: memoryRegistry(),
      trainer: logisticRegression(),
      window: { rows: 600 },
    };
    await trainInitialModel(options);
    const { x, y, label } = rows(600);
    const before = new Monitor(options);
    const whole = await before.process({ x, y, label });
    const observed = Array.from(x, (_, i) => ({ x: x[i], y: y[i], label: label[i] }));
    for (const row of observed.slice(0, 250)) before.observe(row);
    await before.settled();
    const after = Monitor.fromJSON(JSON.parse(JSON.stringify(before)), options);
    const reports: WindowReport[] = [];
    after.on('window', (report) => void reports.push(report));
    for (const row of observed.slice(250)) after.observe(row);
    await after.settled();
    expect(reports[0]!.performance!.labelled).toBe(600);
    expect(reports[0]!.performance!.metrics).toEqual(whole.performance!.metrics);
    await Promise.all([before.close(), after.close()]);
  });

  it('names a class that appears, with its count', async () => {
    const { monitor } = await started();
    const report = await monitor.process(rows(1_000, [1, 1, 1], (name, i) => (i % 10 === 0 ? 'tram' : name)));
    expect(labelOf(report)).toMatchObject({ role: 'label', verdict: 'drift' });
    expect(labelOf(report).moved.appeared).toEqual([{ category: 'tram', count: 100 }]);
    await monitor.close();
  });

  it('names the classes whose shares swap', async () => {
    const reference = rows(3_000, [6, 3, 1]);
    const { monitor } = await loop({ reference, trainer: logisticRegression() });
    const report = await monitor.process(rows(1_000, [6, 1, 3]));
    expect(labelOf(report).verdict).toBe('drift');
    const moved = labelOf(report).moved.cells.toSorted((a, b) => b.contribution - a.contribution);
    expect(
      moved
        .slice(0, 2)
        .map(({ cell }) => cell)
        .toSorted(),
    ).toEqual(['car', 'walk']);
    // The model knows all three: its predictions move with them, its errors do not.
    expect(report.columns.find(({ role }) => role === 'prediction')!.verdict).toBe('drift');
    expect(report.concept!.drift).toBe(false);
    await monitor.close();
  });

  it('finds two classes that swap their meaning by the errors alone, and names both', async () => {
    const swapped = { bus: 'bus', car: 'walk', walk: 'car' } as Record<string, string>;
    const { monitor, told } = await started();
    const calm = await monitor.process(rows(1_000), { id: 'calm' });
    expect(calm.performance!.confused ?? []).toEqual([]);
    const report = await monitor.process(
      rows(2_000, [1, 1, 1], (name) => swapped[name]!),
      { id: 'swapped' },
    );
    expect(labelOf(report).verdict).not.toBe('drift');
    expect(report.performance!.metrics['accuracy']!.value).toBeLessThan(0.4);
    expect(told.concept.map(({ window }) => window)).toEqual(['swapped']);
    // About a third of the rows each; what the model confuses anyway comes behind.
    const { confused } = report.performance!;
    const said = confused!.map(({ label, prediction }) => `${label} for ${prediction}`);
    expect(said.slice(0, 2).toSorted()).toEqual(['car for walk', 'walk for car']);
    for (const { count } of confused!.slice(0, 2)) expect(count).toBeGreaterThan(550);
    const page = renderReport({ monitor: 'm', reports: [calm, report] });
    expect(page).toMatch(/(?:walk was taken for car|car was taken for walk) in \d+ rows, /);
    await monitor.close();
  });
});
