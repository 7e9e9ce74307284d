import { defineSchema, memoryAlerter, Monitor, type Table } from 'driftsense';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/stats/random.js';

const random = seededRandom('schema alerts');
const good = (rows = 400) => ({
  amount: Array.from({ length: rows }, () => 50 + random.normal()),
  grade: Array.from({ length: rows }, () => ['A', 'B'][random.integer(2)]!),
  score: Array.from({ length: rows }, () => random.uniform()),
});
const schema = defineSchema({ amount: { min: 0, max: 100 }, grade: { categories: ['A', 'B'] }, score: 'score' });
const first = (values: readonly unknown[], ...instead: readonly unknown[]): unknown[] => [
  ...instead,
  ...values.slice(instead.length),
];
const { grade: _, ...withoutGrade } = good();

const breaches: readonly (readonly [kind: string, column: string, count: number, window: Table])[] = [
  ['missing-column', 'grade', 400, withoutGrade],
  ['extra-column', 'surprise', 400, { ...good(), surprise: good().score }],
  ['wrong-type', 'amount', 2, { ...good(), amount: first(good().amount, 'n/k', '$5') }],
  ['out-of-range', 'amount', 1, { ...good(), amount: first(good().amount, 100.5) }],
  ['out-of-range', 'score', 2, { ...good(), score: first(good().score, 1.01, -0.01) }],
  ['unknown-category', 'grade', 1, { ...good(), grade: first(good().grade, 'C') }],
  ['invalid-value', 'amount', 1, { ...good(), amount: first(good().amount, { deep: [1] }) }],
];

describe('a window that breaks its schema (R24.1, R27.3)', () => {
  it.each(breaches)('by %s of %s raises one alert, and no error', async (kind, column, count, window) => {
    const alerter = memoryAlerter();
    const monitor = new Monitor({ schema, reference: good(2_000), alerters: [alerter] });
    const errors: unknown[] = [];
    monitor.on('error', (error) => errors.push(error));
    expect((await monitor.process(good())).violations).toEqual([]);
    const report = await monitor.process(window);
    await monitor.settled();
    expect(report.violations).toEqual([expect.objectContaining({ kind, column, count })]);
    const alerts = alerter.messages.filter((message) => message.kind === 'schema');
    expect(alerts).toHaveLength(1);
    expect(alerts[0]!.text).toContain(column);
    expect(alerts[0]!.text).toContain(kind);
    expect(errors).toEqual([]);
    await monitor.close();
  });

  it('says of a column that only the schema has that nothing can be compared with it', async () => {
    const declared = defineSchema({ amount: 'numeric', later: 'numeric' });
    const monitor = new Monitor({ schema: declared, reference: { amount: good(500).amount } });
    expect(monitor.reference.notes).toEqual([
      "column 'later' of the reference: missing-column in 500 rows; there is no such column",
    ]);
    const report = await monitor.process({ amount: good(500).amount, later: good(500).amount });
    expect(report.notes).toContain("column 'later' is not compared: the reference has no such column");
    await monitor.close();
  });
});
