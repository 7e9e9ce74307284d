import { describe, expect, it, vi } from 'vitest';
import { logisticRegression, memoryRegistry, Monitor, trainInitialModel } from '../../src/index.js';
import { countAhead } from '../../src/monitor/count-ahead.js';
import { LazyParts } from '../../src/monitor/lazy-parts.js';
import { profile, profileWindow } from '../../src/profile/profile.js';
import { seededRandom } from '../../src/stats/random.js';
import { fromColumns } from '../../src/table/batch.js';
import { codedColumn } from '../../src/table/columns.js';
import { coerce } from '../../src/table/coerce.js';
import { rowsOf } from './loop.js';

const names = Array.from({ length: 24 }, (_, k) => `x${k}`);
const table = (rows: number, seed: string) => {
  const random = seededRandom(seed);
  const numbers = names.map((name) => [
    name,
    Float64Array.from({ length: rows }, () => (random.uniform() < 0.01 ? Number.NaN : random.normal())),
  ]);
  const codes = Int32Array.from({ length: rows }, () => random.integer(5) - 1);
  return fromColumns({ ...Object.fromEntries(numbers), c: codedColumn(codes, ['a', 'b', 'c', 'd']) });
};

describe('a large window is counted before it is judged', () => {
  it('to the same counts, with turns of the event loop in between', async () => {
    const reference = profile(table(2_000, 'reference'));
    const window = table(50_000, 'window');
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    const { table: typed, columns } = await countAhead(window, reference);
    clearInterval(timer);
    expect(turns).toBeGreaterThanOrEqual(4);
    expect(columns.size).toBe(reference.columns.length);
    expect(profileWindow(typed, reference, columns)).toEqual(
      profileWindow(coerce(window, reference.schema), reference),
    );
    // Nothing is counted twice.
    expect(profileWindow(typed, reference, columns).columns.every((of) => [...columns.values()].includes(of))).toBe(
      true,
    );
  });

  it('leaves out the columns that the window lacks', async () => {
    const reference = profile(table(2_000, 'reference'));
    const { columns } = await countAhead(fromColumns({ x3: new Float64Array(10) }), reference);
    expect([...columns.values()].map(({ name }) => name)).toEqual(['x3']);
  });

  it('and its report is that of a window judged at once, with the model that scores it', async () => {
    const settings = {
      reference: rowsOf(3_000, 'reference'),
      columns: { label: { role: 'label' } } as const,
      registry: memoryRegistry(),
      trainer: logisticRegression(),
      concept: false as const,
    };
    await trainInitialModel(settings);
    const window = rowsOf(130_000, 'window', { shift: 0.2 });
    const monitor = new Monitor(settings);
    let turned = false;
    const judging = monitor.process(window, { id: 'w' });
    setTimeout(() => (turned = true), 0);
    const { columns, quality, verdict, modelVersion } = await judging;
    expect(turned).toBe(true);
    expect(modelVersion).toBe(1);
    vi.spyOn(LazyParts.prototype, 'countAhead').mockResolvedValue(undefined);
    const atOnce = await new Monitor(settings).process(window, { id: 'w' });
    vi.restoreAllMocks();
    expect(columns).toEqual(atOnce.columns);
    expect([quality, verdict]).toEqual([atOnce.quality, atOnce.verdict]);
    await monitor.close();
  });
});
