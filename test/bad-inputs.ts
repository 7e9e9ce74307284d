import { renderReport, type MonitorOptions, type Table, type WindowReport } from 'driftsense';
import { expect } from 'vitest';
import { seededRandom } from '../src/stats/random.js';

/**
 * The inputs on which a newcomer's first hour with other tools goes wrong, and what is right or clear instead. Wrong paths
 * and columns of the same name exist only in files; they have tests of their own.
 */

/** Inputs that end in a clear error or a stated status, and lose nothing: from code and on the command line. */
export const besides = [
  'missing file',
  'empty file',
  'header only',
  'ragged row',
  'unknown key',
  'unknown detector',
  'wrong type',
  'all missing',
  'one class',
  'NaN',
  'unwritable folder',
  'no label column',
  'foreign file in the registry',
] as const;
export type Beside = (typeof besides)[number];

const random = seededRandom('bad input');
const normals = (n: number, by = 0) => Array.from({ length: n }, () => random.normal() + by);
const cities = (n: number) => Array.from({ length: n }, () => ['Oslo', 'Rome', 'Graz'][random.integer(3)]!);
export const goodRows = (n = 2_000) => ({ x: normals(n), city: cities(n) });
export const goodReference = goodRows(5_000);
export interface BadInput {
  readonly name: string;
  readonly reference?: Table;
  readonly window?: Table;
  readonly options?: Omit<MonitorOptions, 'reference'>;
  /** The report is right. */
  readonly report?: (report: WindowReport, column: (name: string) => WindowReport['columns'][number]) => void;
  /** Or the error is clear. */
  readonly error?: { readonly code: string; readonly message: RegExp };
}

export const badInputs: readonly BadInput[] = [
  {
    name: 'an empty table as reference',
    reference: [],
    window: goodRows(),
    error: { code: 'REFERENCE_EMPTY', message: /0 rows/ },
  },
  {
    name: 'an empty table as window',
    window: { x: [], city: [] },
    report: (r) => expect(r).toMatchObject({ verdict: 'undecided', reason: 'no-column-tested' }),
  },
  {
    name: 'one row',
    window: { x: [1], city: ['Oslo'] },
    report: (_, column) => expect(column('x').reason).toBe('too-few-rows'),
  },
  {
    name: 'a column all missing',
    window: { ...goodRows(), x: Array.from({ length: 2_000 }, () => null) },
    report: (r, column) => {
      expect(column('x').reason).toBe('all-missing');
      expect(r.quality.find((q) => q.column === 'x' && q.kind === 'missing')!.verdict).toBe('drift');
      expect(r.verdict).toBe('drift');
    },
  },
  {
    name: 'a column missing in the window',
    window: { x: normals(2_000) },
    report: (r, column) => {
      expect(column('city').reason).toBe('column-missing');
      expect(r.violations).toContainEqual(expect.objectContaining({ column: 'city', kind: 'missing-column' }));
      expect(r.verdict).toBe('drift');
    },
  },
  {
    name: 'an extra column',
    window: { ...goodRows(), extra: normals(2_000) },
    report: (r) => {
      expect(r.violations).toContainEqual(expect.objectContaining({ column: 'extra', kind: 'extra-column' }));
      expect(r.verdict).toBe('stable');
    },
  },
  {
    name: 'strings in a numeric column',
    window: { ...goodRows(), x: [...normals(1_995), 'five', 'six', 'n.v.', '1,5', '--'] },
    report: (r, column) => {
      expect(r.violations).toContainEqual(expect.objectContaining({ column: 'x', kind: 'wrong-type', count: 5 }));
      expect(r.quality.find((q) => q.kind === 'unparsable')!.count).toBe(5);
      expect(column('x').verdict).toBe('stable');
    },
  },
  {
    name: '±Infinity',
    window: { ...goodRows(), x: normals(2_000).map((x, i) => (i % 4 ? x : i % 8 ? Infinity : -Infinity)) },
    report: (r) => {
      expect(r.quality.find((q) => q.kind === 'non-finite')!.verdict).toBe('drift');
      expect(JSON.stringify(r)).not.toMatch(/Infinity|NaN|:null/);
    },
  },
  {
    name: 'a constant column',
    reference: { x: Array.from({ length: 500 }, () => 7) },
    window: { x: Array.from({ length: 300 }, () => 7) },
    report: (_, column) => expect(column('x').reason).toBe('constant-on-both-sides'),
  },
  {
    name: 'a constant column that comes alive',
    reference: { x: Array.from({ length: 500 }, () => 7) },
    window: { x: normals(300) },
    report: (r) => expect(r.verdict).toBe('drift'),
  },
  {
    name: 'a new category',
    window: { ...goodRows(), city: cities(2_000).map((city, i) => (i % 5 ? city : 'Bern')) },
    report: (_, column) => {
      expect(column('city').verdict).toBe('drift');
      expect(column('city').moved.appeared).toContainEqual({ category: 'Bern', count: 400 });
    },
  },
  {
    name: '100,000 categories',
    reference: { id: Array.from({ length: 100_000 }, (_, i) => `k${i}`) },
    window: { id: Array.from({ length: 1_000 }, (_, i) => `m${i}`) },
    report: (r, column) => {
      expect(column('id').reason).toBe('id-like');
      expect(JSON.stringify(r.columns)).not.toContain('k17');
    },
  },
  {
    name: 'names that are HTML or not ASCII',
    reference: {
      '<img src=x onerror=alert(1)>': normals(500),
      Größe: normals(500),
      年齢: normals(500),
      ['__proto__']: normals(500),
    },
    window: {
      '<img src=x onerror=alert(1)>': normals(500, 2),
      Größe: normals(500),
      年齢: normals(500),
      ['__proto__']: normals(500),
    },
    report: (r) => {
      expect(r.columns.map((c) => c.column)).toEqual(expect.arrayContaining(['Größe', '年齢', '__proto__']));
      expect(r.columns[0]!.column).toBe('<img src=x onerror=alert(1)>');
      expect(renderReport({ monitor: '<b>m</b>', reports: [r] })).not.toMatch(/<img|<b>m/);
    },
  },
  {
    name: 'mixed types',
    reference: { x: Array.from({ length: 600 }, (_, i) => [1, 'a', true, null, 2.5, 'b'][i % 6]) },
    window: { x: Array.from({ length: 600 }, (_, i) => [1, 'a', true, null, 2.5, 'b'][i % 6]) },
    report: (_, column) => expect(column('x').verdict).toBe('stable'),
  },
  {
    name: 'dates as strings',
    reference: {
      day: Array.from({ length: 300 }, (_, i) => `2024-01-${String(1 + (i % 28)).padStart(2, '0')}`),
      x: normals(300),
    },
    window: { day: Array.from({ length: 300 }, () => '2024-02-03'), x: normals(300) },
    report: (r) => expect(r.columns.map((c) => c.column)).toEqual(['x']),
  },
  {
    name: 'NaN labels',
    reference: {
      ...goodReference,
      label: normals(5_000).map((x) => (x > 0 ? 'yes' : 'no')),
      prediction: normals(5_000).map((x) => (x > 0 ? 'yes' : 'no')),
    },
    window: {
      ...goodRows(),
      label: Array.from({ length: 2_000 }, () => Number.NaN),
      prediction: cities(2_000).map(() => 'no'),
    },
    options: { columns: { label: { role: 'label' }, prediction: { role: 'prediction' } } },
    report: (r) => {
      expect(r.performance).toBeUndefined();
      expect(r.quality.find((q) => q.column === 'label' && q.kind === 'missing')!.verdict).toBe('drift');
    },
  },
  {
    name: 'one class only',
    reference: { x: normals(500), label: Array.from({ length: 500 }, () => 'yes') },
    window: { x: normals(500), label: Array.from({ length: 500 }, () => 'yes') },
    options: { columns: { label: { role: 'label' } } },
    report: (_, column) => expect(column('label').reason).toBe('constant-on-both-sides'),
  },
  {
    name: '1e308',
    window: { ...goodRows(), x: normals(2_000).map((x, i) => (i === 7 ? 1e308 : x)) },
    report: (r, column) => {
      expect(column('x').verdict).toBe('stable');
      expect(JSON.stringify(r)).not.toMatch(/Infinity|NaN|:null/);
    },
  },
  {
    name: 'zero-length strings',
    window: { ...goodRows(), city: cities(2_000).map((city, i) => (i % 4 ? city : '')) },
    report: (_, column) => expect(column('city').moved.appeared).toContainEqual({ category: '', count: 500 }),
  },
  {
    name: 'columns in another order',
    window: { city: cities(2_000), x: normals(2_000) },
    report: (r) => expect(r.verdict).toBe('stable'),
  },
];
