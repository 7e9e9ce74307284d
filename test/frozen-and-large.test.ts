import { isDeepStrictEqual } from 'node:util';
import {
  calibrate,
  compare,
  explain,
  fromColumns,
  fromRows,
  gate,
  inferSchema,
  logisticRegression,
  memoryRegistry,
  merge,
  minimumDetectableEffect,
  Monitor,
  profile,
  sliceBatch,
  toBatch,
  trainInitialModel,
} from 'driftsense';
import * as stats from 'driftsense/stats';
import { describe, expect, it } from 'vitest';
import { deepFreeze } from '../src/freeze.js';
import { seededRandom } from '../src/stats/random.js';
import * as every from './stats/every-statistic.js';

/** More than V8 takes as arguments of one call, about 120,000. */
const n = process.env['NIGHTLY'] ? 1_000_000 : 150_000;
const random = seededRandom('frozen and large');
const many = (draw: () => number, length = n) => Object.freeze(Array.from({ length }, draw));
const numbers = [many(() => random.normal()), many(() => random.normal() + 0.01)];
const counts = [many(() => 5 + random.integer(9)), many(() => 5 + random.integer(9))];
const classes = [many(() => random.integer(2)), many(() => random.integer(2))];
const shares = many(() => random.uniform());

const given: readonly (readonly [
  Readonly<Record<string, (...arrays: never[]) => unknown>>,
  ...(readonly number[])[],
])[] = [
  [every.onSamples, ...numbers],
  [every.onCounts, ...counts],
  [every.onPredictions, ...numbers],
  [every.onClasses, ...classes],
  [every.onProbabilities, classes[0]!, shares],
  [every.onClassProbabilities, classes[0]!, many(() => random.uniform(), 2 * n)],
  [every.onLogarithms, many(() => Math.log(1 - random.uniform()))],
  [every.onShares, shares],
];
const functions = given.flatMap(([called, ...arrays]) =>
  Object.entries(called).map(([name, call]) => ({
    name,
    call: call as (...arrays: ArrayLike<number>[]) => unknown,
    arrays,
  })),
);
const sameBytes = (a: ArrayBufferView, b: ArrayBufferView) =>
  Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(Buffer.from(b.buffer, b.byteOffset, b.byteLength));

describe(`on ${n.toLocaleString('en')} elements (R26.7)`, () => {
  it.each(functions)('$name says the same of frozen and typed arrays, and changes none', ({ call, arrays }) => {
    const typed = arrays.map((array) => Float64Array.from(array));
    const [ofFrozen, ofTyped] = [call(...arrays), call(...typed)];
    expect(ofFrozen).toBeDefined();
    expect(isDeepStrictEqual(ofTyped, ofFrozen)).toBe(true);
    expect(typed.every((array, i) => sameBytes(array, Float64Array.from(arrays[i]!)))).toBe(true);
  });

  it('is every function of driftsense/stats that takes an array', () => {
    const tested = new Set(functions.map(({ name }) => name));
    const others = Object.entries(stats).flatMap(([name, value]) =>
      typeof value === 'function' && !tested.has(name) ? [name] : [],
    );
    expect(others.toSorted()).toEqual(
      `beta binomial chiSquared clopperPearson fDistribution kolmogorovTwoSided mcnemarTest newFlagTest
      nonCentralChiSquared normalMixtureBoundary pairedErrorEvidence rangeTest shareTest stitchedBoundary studentT
      unseenTest wilson`.split(/\s+/),
    );
  });
});

describe(`on tables of ${n.toLocaleString('en')} rows (R26.7)`, () => {
  const table = (x: readonly number[]) => ({ x, shop: many(() => random.integer(40)).map((shop) => `s${shop}`) });
  const [before, now] = numbers.map((x) => deepFreeze(table(x)));
  const rows = deepFreeze(before!.x.map((x, i) => ({ x, shop: before!.shop[i]! })));
  const typed = { x: Float64Array.from(before!.x), shop: before!.shop };
  const reference = deepFreeze(profile(before!));
  const [window, other] = [before, now].map((one) => deepFreeze(profile(one!, { on: reference })));
  const report = compare(reference, window!);
  const kept = JSON.stringify([reference, window, other]);

  const calls: [name: string, ofFrozen: () => unknown, ofTyped?: () => unknown][] = [
    ['toBatch', () => toBatch(rows).size],
    ['fromRows', () => fromRows(rows).size],
    ['fromColumns', () => fromColumns(before!).size, () => fromColumns(typed).size],
    ['sliceBatch', () => sliceBatch(fromColumns(before!), 1, n).size, () => sliceBatch(fromColumns(typed), 1, n).size],
    ['inferSchema', () => inferSchema(fromColumns(before!)), () => inferSchema(fromColumns(typed))],
    ['profile', () => profile(before!), () => profile(typed)],
    ['profile of a window', () => profile(before!, { on: reference }), () => profile(typed, { on: reference })],
    ['merge', () => merge(window!, other!)],
    ['compare', () => compare(before!, now!), () => compare(typed, now!)],
    ['compare of profiles', () => compare(reference, other!)],
    ['explain', () => explain(report, 'x')],
    ['minimumDetectableEffect', () => minimumDetectableEffect(reference, { windowSize: 1_000 })],
  ];
  it.each(calls)('%s takes frozen rows, columns and profiles, and changes none', (_, ofFrozen, ofTyped = ofFrozen) => {
    const said = ofFrozen();
    expect(said).toBeDefined();
    expect(isDeepStrictEqual(ofTyped(), said)).toBe(true);
    expect(sameBytes(typed.x, Float64Array.from(before!.x))).toBe(true);
    expect(JSON.stringify([reference, window, other])).toBe(kept);
  });

  it('calibrate takes them too', async () => {
    const settings = deepFreeze({
      windowSize: 1_000,
      alarmBudget: { falseAlarms: 1, per: { windows: 100 } },
      replicates: 100,
    });
    expect(await calibrate(typed, settings)).toEqual(await calibrate(before!, settings));
    expect(sameBytes(typed.x, Float64Array.from(before!.x))).toBe(true);
  });

  it('what trains and what decides at the gate take them, and change none', async () => {
    const labels = classes[0]!;
    // Ten shops: each is a feature more.
    const shop = before!.shop.map((name) => name.slice(0, 2));
    const [frozen, loose] = [
      deepFreeze({ x: before!.x, shop, label: labels }),
      { x: typed.x, shop: [...shop], label: [...labels] },
    ];
    const trained = async (labelled: typeof frozen | typeof loose) => {
      const registry = memoryRegistry();
      const columns = { label: { role: 'label' } } as const;
      await trainInitialModel({ reference: labelled, columns, registry, trainer: logisticRegression() });
      const version = await registry.read(1);
      expect(version).toMatchObject({ version: 1, rows: n });
      return version?.model;
    };
    expect(await trained(frozen)).toEqual(await trained(loose));

    const [champion, challenger] = [shares, shares.map((p) => p / 2)].map((p) => Float64Array.from(p));
    const scored = Object.freeze({ labels: Float64Array.from(labels), champion: champion!, challenger: challenger! });
    const copies = [scored.labels, scored.champion, scored.challenger].map((values) => values.slice());
    expect(gate(scored, deepFreeze({ classes: 2 })).looks).toMatchObject([{ rows: n }]);
    for (const [i, values] of [scored.labels, scored.champion, scored.challenger].entries())
      expect(sameBytes(values, copies[i]!)).toBe(true);
  });

  it('a monitor takes them whole or cut into windows, and changes none', async () => {
    const seen = async (read: typeof before | typeof typed) => {
      const monitor = new Monitor({ reference, window: { rows: 50_000 } });
      const one = await monitor.process(read!);
      const others: unknown[] = [];
      for await (const each of monitor.run([read!])) others.push(each);
      await monitor.close();
      expect(others).toHaveLength(Math.floor(n / 50_000));
      return [one, ...others];
    };
    expect(await seen(before)).toEqual(await seen(typed));
    expect(sameBytes(typed.x, Float64Array.from(before!.x))).toBe(true);
    expect(JSON.stringify([reference, window, other])).toBe(kept);
  });
});
