import { describe, expect, it } from 'vitest';
import { compare, ks, psi, type MonitorColumnOptions } from '../../src/index.js';
import { seededRandom } from '../../src/stats/random.js';

const names = ['first', 'own', 'last'] as const;

/** Three columns of small whole numbers that move a little, some of whose values are missing. */
function table(rows: number, shift: number, seed: string) {
  const random = seededRandom(seed);
  const draw = () => (random.uniform() < 0.02 ? null : Math.round(5 * random.uniform() + shift));
  return Object.fromEntries(names.map((name) => [name, Array.from({ length: rows }, draw)]));
}
const past = table(6_000, 0, 'past');
const now = table(2_000, 0.8, 'now');

/** What is said of each column and its quality. Left out: the level that the budget leaves it, which columns share. */
function said(own: MonitorColumnOptions): Readonly<Record<(typeof names)[number], string>> {
  const { columns, quality } = compare(past, now, { columns: { own } });
  const of = (name: string) =>
    JSON.stringify(
      [columns.find(({ column }) => column === name), quality.filter(({ column }) => column === name)],
      (key, value: unknown) => (key === 'threshold' ? undefined : value),
    );
  return { first: of('first'), own: of('own'), last: of('last') };
}

describe('an override of one column', () => {
  it.each<[string, MonitorColumnOptions]>([
    ['type', { type: 'categorical' }],
    ['role', { role: 'segment' }],
    ['test', { test: ks() }],
    ['threshold', { test: psi(), threshold: 0.3 }],
    ['tolerance', { tolerance: 0.9 }],
    ['missingTolerance', { missingTolerance: 0.4 }],
    ['enabled', { enabled: false }],
    ['missing', { missing: 'ignore' }],
    ['labels', { labels: 'redact' }],
  ])('%s changes what is said of that column, and of no other', (_, own) => {
    const [usual, changed] = [said({}), said(own)];
    expect(changed.own === usual.own).toBe(false);
    expect(changed.first === usual.first && changed.last === usual.last).toBe(true);
  });
});
