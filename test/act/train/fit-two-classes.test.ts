import { describe, expect, it } from 'vitest';
import type { Design, FitOptions, LinearFit } from '../../../src/act/train/linear-fit.js';
import { fitTwoClasses } from '../../../src/act/train/trainers/fit-two-classes.js';
import { newtonLogistic } from '../../../src/act/train/trainers/newton-logistic.js';
import { sampleRows } from '../../../src/act/train/trainers/sample-rows.js';
import { seededRandom, type SeededRandom } from '../../../src/stats/random.js';

type Cell = (random: SeededRandom, row: number, column: number) => number;

interface Labelled {
  readonly x: Design;
  readonly y: Float64Array;
}

/** Rows of a logistic model with weights of about 1 over the root of the columns. */
function rowsOf(rows: number, columns: number, cell: Cell, intercept = 0.4): Labelled {
  const random = seededRandom(`${rows} × ${columns}`);
  const weights = Array.from({ length: columns }, () => (2 * random.normal()) / Math.sqrt(columns));
  const values = new Float64Array(rows * columns);
  const y = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let eta = intercept;
    for (let j = 0; j < columns; j++) {
      const value = cell(random, i, j);
      values[i * columns + j] = value;
      eta += weights[j]! * value;
    }
    y[i] = random.uniform() < 1 / (1 + Math.exp(-eta)) ? 1 : 0;
  }
  return { x: { values, rows, columns }, y };
}

const options: FitOptions = { ridge: 1, tolerance: 1e-9, maxIterations: 200 };

/** A fit by either way, and the multiply-adds it counted. */
async function both({ x, y }: Labelled, given: FitOptions = options) {
  const work = { now: 0, newton: 0 };
  const now = await fitTwoClasses(x, y, given, async (done) => void (work.now += done));
  const newton = await newtonLogistic(x, y, given, async (done) => void (work.newton += done));
  return { now, newton, work };
}

const distance = (a: LinearFit, b: LinearFit): number =>
  Math.max(
    ...a.weights[0]!.map((weight, j) => Math.abs(weight - b.weights[0]![j]!)),
    Math.abs(a.intercepts[0]! - b.intercepts[0]!),
  );

const normal: Cell = (random) => random.normal();

describe('a fit of two classes', () => {
  it('of many rows is that of Newton’s method, for less than half the work', async () => {
    const { now, newton, work } = await both(rowsOf(42_000, 20, normal));
    expect(now.report.converged).toBe(true);
    expect(now.report.gradNorm).toBeLessThan(1e-9);
    expect(distance(now, newton)).toBeLessThan(1e-8);
    expect(work.now).toBeLessThan(0.5 * work.newton);
  });

  const shapes: [string, Cell][] = [
    [
      'columns that nearly repeat each other',
      (random, row, j) => Math.sin(row * 1.7) + 0.1 * (j + 1) * random.normal(),
    ],
    [
      'two equal columns and a constant one',
      (random, row, j) => (j === 2 ? 0 : Math.sin(row) + (j > 2 ? random.normal() : 0)),
    ],
    [
      'categories that a sample hardly sees',
      (random, _, j) => (j < 3 ? Number(random.uniform() < 0.001) : random.normal()),
    ],
    ['heavy tails', (random, _, j) => (j === 0 ? Math.sinh(4 * random.normal()) : random.normal())],
  ];
  it.each(shapes)('of many rows with %s is that of Newton’s method', async (_, cell) => {
    const data = rowsOf(12_000, 5, cell);
    const rowWeights = data.y.map((label) => (label === 1 ? 1.7 : 0.6));
    for (const given of [options, { ...options, rowWeights }, { ...options, ridge: 100 }]) {
      const { now, newton } = await both(data, given);
      expect(now.report.converged).toBe(true);
      expect(distance(now, newton)).toBeLessThan(1e-6);
    }
  });

  it('of many rows with a rare class does not trust a sample', async () => {
    const { now, newton } = await both(rowsOf(12_000, 5, normal, -7));
    expect(now.weights).toEqual(newton.weights);
  });

  it('of many rows that can be separated stays finite', async () => {
    const { x } = rowsOf(12_000, 3, normal);
    const y = Float64Array.from({ length: x.rows }, (_, i) => Number(x.values[3 * i]! > 0));
    const { now, newton } = await both({ x, y });
    expect(now.report.converged).toBe(true);
    expect(now.weights[0]![0]).toBeGreaterThan(5);
    expect(distance(now, newton)).toBeLessThan(1e-5);
  });

  it('of many columns is that of Newton’s method, without a Hessian where gradients do', async () => {
    const { now, newton, work } = await both(rowsOf(1_000, 150, normal));
    expect(distance(now, newton)).toBeLessThan(1e-7);
    expect(work.now).toBeLessThan(0.5 * work.newton);
  });

  it('is finished by Newton’s method where gradients do not get there', async () => {
    const data = rowsOf(400, 80, (random, row) => 30 * Math.sin(row * 1.7) + 0.01 * random.normal());
    const given = { ...options, ridge: 1e-4 };
    const { now, newton } = await both(data, given);
    expect(now.report).toMatchObject({ converged: true });
    expect(now.report.iterations).toBeGreaterThan(20); // a quarter of the columns
    expect(distance(now, newton)).toBeLessThan(1e-3);
  });

  it('begins at the start it is given, which a sample does not move', async () => {
    const data = rowsOf(12_000, 5, normal);
    const { newton } = await both(data);
    let work = 0;
    const start = { ...options, start: newton };
    const fit = await fitTwoClasses(data.x, data.y, start, async (done) => void (work += done));
    expect(fit.report.iterations).toBeLessThanOrEqual(1);
    expect(distance(fit, newton)).toBeLessThan(1e-8);
    expect(work).toBeLessThan(3 * 12_000 * 40);
  });

  it.each([1, 2, 3])('takes %d steps at most when told so, and says whether that was enough', async (maxIterations) => {
    const data = rowsOf(12_000, 5, normal);
    const fit = await fitTwoClasses(data.x, data.y, { ...options, maxIterations }, async () => {});
    expect(fit.report.iterations).toBeLessThanOrEqual(maxIterations);
    expect(fit.report.converged).toBe(fit.report.gradNorm <= 1e-9);
  });

  it('is the same each time', async () => {
    const data = rowsOf(12_000, 5, normal);
    const fits = [await both(data), await both(data)];
    expect(fits[0]!.now).toEqual(fits[1]!.now);
  });
});

describe('a sample of rows', () => {
  it('has one row of each stretch, with its label and weight, and keeps no period', async () => {
    const rows = 10_000;
    const values = Float64Array.from({ length: 2 * rows }, (_, at) => at);
    const y = Float64Array.from({ length: rows }, (_, row) => row % 2);
    const rowWeights = Float64Array.from({ length: rows }, (_, row) => row + 1);
    const sample = await sampleRows({ x: { values, rows, columns: 2 }, y, rowWeights }, 8, async () => {});
    expect(sample.x.rows).toBe(1_250);
    const picked = Array.from({ length: 1_250 }, (_, i) => sample.x.values[2 * i]! / 2);
    expect(picked.map((row) => Math.floor(row / 8))).toEqual(picked.map((_, i) => i));
    expect([...sample.y]).toEqual(picked.map((row) => row % 2));
    expect([...sample.rowWeights!]).toEqual(picked.map((row) => row + 1));
    // Rows taken at one place of each stretch would all have one label.
    const ones = sample.y.reduce((sum, label) => sum + label, 0);
    expect(Math.abs(ones - 625)).toBeLessThan(60);
  });
});
