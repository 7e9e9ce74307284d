import { expect, it, vi } from 'vitest';
import { defineSchema, Monitor, type ColumnSpec } from '../../src/index.js';
import { readWindow } from '../../src/monitor/judge-rows.js';

vi.mock('../../src/monitor/judge-rows.js', { spy: true });

it('a window of few cells is counted before it is judged where they are texts to be read as numbers or times, and not where they are numbers', async () => {
  const cells = (rows: number, cell: (row: number) => unknown) => ({
    x: Array.from({ length: rows }, (_, row) => cell(row)),
  });
  const isCounted = async (column: ColumnSpec, cell: (row: number) => unknown): Promise<boolean> => {
    const schema = defineSchema({ x: column, other: 'numeric' });
    const monitor = new Monitor({ reference: cells(100, cell), schema, retrain: false });
    vi.mocked(readWindow).mockClear();
    await monitor.process(cells(20_000, cell));
    return 'ahead' in ((await vi.mocked(readWindow).mock.results[0]!.value) as object);
  };
  expect(await isCounted('numeric', (row) => row)).toBe(false);
  expect(await isCounted('numeric', (row) => (row === 0 ? null : String(row)))).toBe(true);
  expect(await isCounted({ role: 'timestamp' }, (row) => new Date(1e12 + row).toISOString())).toBe(true);
  vi.mocked(readWindow).mockReset();
});
