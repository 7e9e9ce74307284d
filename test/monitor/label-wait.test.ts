import { expect, it } from 'vitest';
import type { Batch } from '../../src/index.js';
import { LabelWait, type LabelWaitHost } from '../../src/monitor/label-wait.js';
import type { MonitorState } from '../../src/monitor/state.js';
import { defineSchema } from '../../src/table/schema.js';
import { fromColumns } from '../../src/table/batch.js';

const rows = 25_000;
const features = Array.from({ length: 20 }, (_, i) => `x${i}`);
const x = Array.from({ length: rows }, (_, row) => row);
const schema = defineSchema({
  ...Object.fromEntries(features.map((name) => [name, 'numeric'] as const)),
  label: { role: 'label', type: 'categorical' },
});

/** A source of one window whose labels are known of some rows, which tells what columns it was asked for. */
function waiting(known: number) {
  const label = x.map((row) => (row < known ? 'yes' : null));
  const batch = fromColumns({ ...Object.fromEntries(features.map((name) => [name, x])), label });
  const asked: string[] = [];
  const told: Batch = { ...batch, column: (name) => (asked.push(name), batch.column(name)) };
  let state = { awaited: [{ window: 'w', at: 0 }] } as Partial<MonitorState> as MonitorState;
  const host = {
    options: {
      labels: { graceMs: 10 },
      training: {
        rows: async function* () {
          yield told;
        },
      },
    },
    now: () => 1,
    prepared: () => ({ reference: { schema }, task: { task: 'binary', classes: ['no', 'yes'] } }),
    state: () => state,
    setState: (change: Partial<MonitorState>) => (state = { ...state, ...change }),
    labelsComeLate: () => true,
    failed: (where: string, error: unknown) => {
      throw new Error(where, { cause: error });
    },
    signal: new AbortController().signal,
  } as unknown as LabelWaitHost;
  return { wait: new LabelWait(host), asked, state: () => state };
}

it('looks at the labels of a window alone until they are known', async () => {
  const { wait, asked, state } = waiting(rows / 2);
  expect(await wait.take()).toEqual([]);
  expect(state().awaited).toHaveLength(1);
  const request = {
    window: 'w',
    at: 0,
    triggers: ['w'],
    decision: { action: 'train', reason: 'confirmed-data-drift' },
  } as const;
  expect(await wait.isOver(request)).toBe(false);
  expect(new Set(asked)).toEqual(new Set(['label']));
});

it('reads the columns of a window with turns of the event loop in between', async () => {
  const { wait, state } = waiting(rows);
  let [turns, isOver] = [0, false];
  const turn = (): void => {
    turns++;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  const [window] = await wait.take().finally(() => (isOver = true));
  expect(turns).toBeGreaterThan(5);
  expect(window!.labels).toEqual(new Float64Array(rows).fill(1));
  expect([...window!.table.columns.keys()]).toEqual([...features, 'label']);
  expect(window!.table.columns.get('x19')).toMatchObject({ values: Float64Array.from(x) });
  expect(state().awaited).toEqual([]);
});
