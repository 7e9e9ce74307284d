import { describe, expect, it } from 'vitest';
import type { ColumnSchema } from '../../../src/contracts/schema.js';
import { encodeLabel } from '../../../src/judge/performance/encode-label.js';
import { readOutcomes, readPredictions, type TaskSettings } from '../../../src/judge/performance/outcomes.js';
import { redactCategories } from '../../../src/profile/redact.js';
import { toBatch } from '../../../src/table/batch.js';
import { coerce } from '../../../src/table/coerce.js';
import type { Schema } from '../../../src/contracts/schema.js';

const categorical: ColumnSchema = { name: 'fraud', role: 'label', type: 'categorical' };
const numeric: ColumnSchema = { name: 'price', role: 'label', type: 'numeric' };
const task = (...classes: string[]): TaskSettings => ({
  task: classes.length === 0 ? 'regression' : classes.length === 2 ? 'binary' : 'multiclass',
  classes,
  decisionThreshold: 0.5,
  lossScale: 1,
});

const schemaOf = (column: ColumnSchema, ...more: ColumnSchema[]): Schema => ({
  kind: 'schema',
  schemaVersion: 1,
  origin: 'declared',
  columns: [column, ...more],
});

describe('a label', () => {
  it('is the index of its class, in whatever form the class comes', () => {
    const yes = [true, 'true'].map((value) => encodeLabel(value, categorical, task('false', 'true')));
    const one = [1, '1', 1n].map((value) => encodeLabel(value, categorical, task('0', '1')));
    expect([yes, one]).toEqual([
      [1, 1],
      [1, 1, 1],
    ]);
    expect(encodeLabel('b', categorical, task('a', 'b', 'c'))).toBe(1);
  });

  it('is its number for regression', () => {
    expect([7.5, '7.5', 0, '1e3', 5n].map((value) => encodeLabel(value, numeric, task()))).toEqual([
      7.5, 7.5, 0, 1000, 5,
    ]);
  });

  it('is NaN when it is missing, of another type or of no known class', () => {
    const classes = task('no', 'yes');
    for (const value of [undefined, null, Number.NaN, 'maybe', 1, true, {}, ['yes'], { fraud: 'yes' }, Symbol.iterator])
      expect(encodeLabel(value, categorical, classes), String(value)).toBeNaN();
    for (const value of [undefined, null, 'NA', '', 'high', Infinity, {}, [], Number.NaN])
      expect(encodeLabel(value, numeric, task()), String(value)).toBeNaN();
    expect(encodeLabel('n/k', { ...categorical, missing: ['n/k'] }, task('n/k', 'x'))).toBeNaN();
  });

  it('is NaN when it throws at whoever looks at it', () => {
    const refuse = (): never => {
      throw new Error('do not look');
    };
    const hostile = new Proxy({}, { ownKeys: refuse, get: refuse, getPrototypeOf: refuse });
    for (const column of [categorical, numeric]) expect(encodeLabel(hostile, column, task('no', 'yes'))).toBeNaN();
  });

  it('is what the same cell of a table is, also where its categories are redacted', () => {
    for (const labels of ['plain', 'redact'] as const) {
      const column: ColumnSchema = { ...categorical, labels };
      const prediction: ColumnSchema = { ...categorical, name: 'guess', role: 'prediction', labels };
      const schema = schemaOf(column, prediction);
      const cells = ['no', 'yes', 'yes', null];
      const table = redactCategories(coerce(toBatch({ fraud: cells, guess: cells }), schema), schema);
      const known = table.columns.get('fraud');
      const classes = task(...(known?.kind === 'categorical' ? known.categories : []));
      expect(classes.classes).toHaveLength(2);
      const outcomes = readOutcomes(table, schema, classes)!;
      expect(Float64Array.from(cells, (cell) => encodeLabel(cell, column, classes))).toEqual(outcomes.labels);
    }
  });
});

describe('predictions without labels', () => {
  const schema = schemaOf(
    { name: 'score', role: 'score', type: 'numeric' },
    { name: 'guess', role: 'prediction', type: 'categorical' },
    categorical,
  );

  it('are read as with labels, from the score where no prediction is', () => {
    const both = coerce(toBatch({ score: [0.2, 0.7], guess: ['yes', 'no'] }), schema);
    expect(readPredictions(both, schema, task('no', 'yes'))).toEqual({
      rows: 2,
      predictions: Float64Array.of(1, 0),
      scores: Float64Array.of(0.2, 0.7),
    });
    expect(readOutcomes(both, schema, task('no', 'yes'))).toBeUndefined();
    const scored = coerce(toBatch({ score: [0.2, 0.7, null] }), schema);
    expect(readPredictions(scored, schema, task('no', 'yes'))?.predictions).toEqual(Float64Array.of(0, 1, Number.NaN));
  });

  it('are none where there is neither a prediction nor a score', () => {
    expect(readPredictions(coerce(toBatch({ x: [1] }), schema), schema, task('no', 'yes'))).toBeUndefined();
  });
});
