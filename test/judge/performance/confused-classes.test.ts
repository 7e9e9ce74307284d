import { Monitor } from 'driftsense';
import { describe, expect, it } from 'vitest';
import { confusedClasses } from '../../../src/judge/performance/confused-classes.js';

const classes = ['bus', 'car', 'walk'];
const task = { task: 'multiclass', classes, decisionThreshold: 0.5, lossScale: 1 } as const;

/** Rows by pair of label and prediction. */
function confused(pairs: readonly (readonly [label: number, prediction: number, count: number])[], settings = task) {
  const rows = pairs.flatMap(([label, prediction, count]) => Array.from({ length: count }, () => [label, prediction]));
  const column = (k: number) => Float64Array.from(rows, (row) => row[k]!);
  const outcomes = { rows: rows.length, labels: column(0), predictions: column(1) };
  return confusedClasses(
    outcomes,
    Int32Array.from(rows, (_, i) => i),
    settings,
  ).map(({ label, prediction, count }) => `${label} for ${prediction} ${count}`);
}

describe('confused classes', () => {
  it('are named by label and prediction, the most frequent first; rows that are right are none', () => {
    expect(
      confused([
        [0, 0, 500],
        [1, 2, 30],
        [2, 1, 40],
        [2, 2, 9],
      ]),
    ).toEqual(['walk for car 40', 'car for walk 30']);
  });

  it('are not told below ten rows, nor more than five of them', () => {
    expect(
      confused([
        [0, 1, 9],
        [0, 2, 10],
      ]),
    ).toEqual(['bus for walk 10']);
    const all = [0, 1, 2].flatMap((a) => [0, 1, 2].flatMap((b) => (a === b ? [] : [[a, b, 20 + a] as const])));
    expect(confused(all)).toHaveLength(5);
  });

  it('are told of three classes and more: of two the four counts say it', () => {
    expect(confused([[0, 1, 50]], { ...task, task: 'binary', classes: ['no', 'yes'] } as never)).toEqual([]);
  });

  it('of a redacted label are hashes', async () => {
    const rows = (shift: number) =>
      Array.from({ length: 600 }, (_, i) => ({ kind: classes[i % 3]!, said: classes[(i + shift) % 3]! }));
    const columns = {
      kind: { role: 'label', labels: 'redact' },
      said: { role: 'prediction', labels: 'redact' },
    } as const;
    const monitor = new Monitor({ reference: rows(0), columns });
    const { performance } = await monitor.process(rows(1));
    await monitor.close();
    expect(performance!.confused).toHaveLength(3);
    for (const { label, prediction, count } of performance!.confused!) {
      expect([label, prediction]).toEqual([expect.stringMatching(/^#/), expect.stringMatching(/^#/)]);
      expect(count).toBe(200);
    }
  });
});
