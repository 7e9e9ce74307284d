import { describe, expect, it } from 'vitest';
import type { PairResult } from '../../benchmarks/compare-pair.js';
import { spreadOf } from '../../benchmarks/measure.js';
import { slower, withNew, type Results } from '../../benchmarks/results.js';

const circumstances = { machine: 'a machine', load: '0.1', date: '2026-01-01' };
const about = { job: 'a job', peer: 'peer 1.0', ...circumstances };
const spread = (median: number) => ({ low: median, median, high: median });
const pair = (name: string, ratio: number): PairResult => ({
  name,
  ...about,
  by: 'processor',
  rounds: 3,
  ratio: spread(ratio),
  ours: spread(1),
  theirs: spread(ratio),
});
const notRun = (name: string): PairResult => ({ name, ...about, notRun: 'not installed' });
const growth = (name: string, slope: number) => ({ name, slope, points: [], ...circumstances });
const results = (pairs: readonly PairResult[], slopes: readonly ReturnType<typeof growth>[] = []): Results => ({
  pairs,
  growth: slopes,
  large: [],
});

describe('the gate of speed', () => {
  it('passes what is at most 30 % slower beside the same peer, and names what is more', () => {
    const stored = results([pair('a', 13), pair('b', 13)]);
    expect(slower(stored, results([pair('a', 10.01), pair('b', 9.99)]))).toEqual([
      "b: 9.99 times the peer's speed, stored are 13.0",
    ]);
  });

  it('compares with what the same machine showed, else with the machine on which a pair is slowest beside its peer', () => {
    const on = (machine: string, ratio: number): PairResult => ({ ...pair('a', ratio), machine });
    const stored = results([on('fast', 26), on('slow', 13), on('slower', 6.5)]);
    const passes = (machine: string, ratio: number): boolean =>
      slower(stored, results([on(machine, ratio)])).length === 0;
    expect([passes('fast', 20.1), passes('fast', 19.9)]).toEqual([true, false]);
    expect([passes('slow', 10.1), passes('slow', 9.9)]).toEqual([true, false]);
    expect([passes('new', 5.1), passes('new', 4.9)]).toEqual([true, false]);
  });

  it('says nothing of a pair that was not run, then or now, or is new', () => {
    const stored = results([notRun('a'), pair('b', 13)]);
    expect(slower(stored, results([pair('a', 1), notRun('b'), pair('c', 1)]))).toEqual([]);
  });

  it('passes growth that is linear, and names growth that is no longer', () => {
    const stored = results([], [growth('rows', 0.5), growth('cells', 1)]);
    const now = [growth('rows', 1.05), growth('cells', 1.06), growth('new', 1.07), growth('flat', 0.2)];
    expect(slower(stored, results([], now))).toEqual([
      'cells: slope 1.06, stored is 1.00',
      'new: slope 1.07, nothing is stored',
    ]);
  });
});

it('the middle of two rounds lies between them', () => {
  expect(spreadOf([2, 1])).toEqual({ median: 1.5, low: 1.25, high: 1.75 });
  expect(spreadOf([4, 1, 3, 2, 5])).toEqual({ median: 3, low: 2, high: 4 });
});

it('a large job beyond its goal is named', () => {
  const large = (value: number) => ({
    ...results([]),
    large: [{ name: 'wide', job: 'a job', figures: [{ what: 'both', value, unit: 's', most: 60 }], ...circumstances }],
  });
  expect(slower(results([]), large(60))).toEqual([]);
  expect(slower(results([]), large(61))).toEqual(['wide, both: 61.0 s, at most 60']);
});

it('what was seen of a pair stays where its peer is not installed', () => {
  const stored = results([pair('a', 1)]);
  expect(withNew(stored, results([notRun('a'), notRun('b')])).pairs).toEqual([pair('a', 1), notRun('b')]);
});

it('what another machine showed stays', () => {
  const other = { ...pair('a', 2), machine: 'z' };
  expect(withNew(results([pair('a', 1)]), results([other, pair('a', 3)])).pairs).toEqual([pair('a', 3), other]);
});

it('a run of some pairs leaves the stored results of the others', () => {
  const stored = results([pair('a', 1), pair('b', 2)], [growth('rows', 1)]);
  const { pairs } = withNew(stored, results([pair('b', 3)]));
  expect(pairs.map((one) => [one.name, 'ratio' in one && one.ratio.median])).toEqual([
    ['a', 1],
    ['b', 3],
  ]);
});
