import { describe, expect, it } from 'vitest';
import { compare, type MonitorOptions } from 'driftsense';
import { multiclassLogLoss } from 'driftsense/stats';

const classes = ['bus', 'car', 'walk'];
/** Rows whose class has .6 for itself, but every fourth, where the next class has it. */
const rows = (n: number) =>
  Array.from({ length: n }, (_, i) => {
    const k = i % 3;
    const favoured = i % 4 === 0 ? (k + 1) % 3 : k;
    const p = classes.map((_name, c) => (c === favoured ? 0.6 : c === (favoured + 1) % 3 ? 0.3 : 0.1));
    return { x: (i * 37) % 101, p_walk: p[2]!, p_bus: p[0]!, p_car: p[1]!, trip: classes[k]! };
  });
const score = { role: 'score' } as const;
const columns: MonitorOptions['columns'] = { p_walk: score, p_bus: score, p_car: score, trip: { role: 'label' } };

describe('one score per class', () => {
  it('is the prediction of the likeliest class, whatever the order of the columns, and its log loss', () => {
    const window = rows(600);
    const { performance } = compare(rows(3_000), window, { columns });
    expect(performance!.labelled).toBe(600);
    expect(performance!.metrics['accuracy']!.value).toBeCloseTo(0.75, 12);
    const expected = multiclassLogLoss(
      window.map(({ trip }) => classes.indexOf(trip)),
      window.flatMap(({ p_bus: bus, p_car: car, p_walk: walk }) => [bus, car, walk]),
      3,
    );
    expect(performance!.metrics['logLoss']!.value).toBeCloseTo(expected, 12);
  });

  it('is judged for drift like any score, and is no feature', () => {
    const report = compare(rows(3_000), rows(600), { columns });
    expect(
      report.columns
        .filter(({ role }) => role === 'score')
        .map(({ column }) => column)
        .toSorted(),
    ).toEqual(['p_bus', 'p_car', 'p_walk']);
  });

  it('says nothing of rows in which one of them is missing', () => {
    const window = rows(600).map((row, i) => (i < 60 ? { ...row, p_car: null } : row));
    const { performance } = compare(rows(3_000), window, { columns });
    expect(performance).toMatchObject({ rows: 540, labelled: 540, maturity: 1 });
    expect(performance!.metrics).toHaveProperty('logLoss');
  });

  it('gives no log loss where one is no probability, and leaves the prediction of the row as it is given', () => {
    const window = rows(600).map((row, i) => ({ ...(i === 0 ? { ...row, p_car: 1.2 } : row), said: 'car' }));
    const reference = rows(3_000).map((row) => ({ ...row, said: row.trip }));
    const { performance } = compare(reference, window, { columns: { ...columns, said: { role: 'prediction' } } });
    expect(performance!.metrics).not.toHaveProperty('logLoss');
    expect(performance!.metrics['accuracy']!.value).toBeCloseTo(1 / 3, 12);
  });

  it('is none where the columns do not name the classes', () => {
    const { p_car: _, ...two } = columns as Record<string, object>;
    expect(
      compare(rows(3_000), rows(600), { columns: { ...two, p_car: { role: 'ignore' } } }).performance,
    ).toBeUndefined();
  });
});
