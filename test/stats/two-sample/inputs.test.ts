import { describe, expect, it } from 'vitest';
import * as stats from '../../../src/stats.js';

type OnSamples = (x: ArrayLike<number>, y: ArrayLike<number>) => unknown;
const onSamples: Record<string, OnSamples> = {
  ksTest: stats.ksTest,
  wassersteinDistance: stats.wassersteinDistance,
  energyDistance: stats.energyDistance,
  cramerVonMisesTest: stats.cramerVonMisesTest,
  andersonDarlingTest: stats.andersonDarlingTest,
  mannWhitneyTest: stats.mannWhitneyTest,
  welchTest: stats.welchTest,
  eppsSingletonTest: stats.eppsSingletonTest,
  kuiperTest: stats.kuiperTest,
};
const onCounts: Record<string, OnSamples> = {
  ksBinned: stats.ksBinned,
  chiSquareTest: stats.chiSquareTest,
  gTest: stats.gTest,
};
const [x, y] = [
  [5, 3, 1, 4, 2, 9, 7],
  [8, 6, 2, 7, 5, 3],
];
const refusal = (text: string) =>
  expect.objectContaining({ code: 'VALUE_OUT_OF_DOMAIN', message: expect.stringContaining(text) });

describe.each(Object.entries(onSamples))('%s', (name, test) => {
  it('takes plain, frozen and typed arrays alike and leaves them as they were', () => {
    const [frozenX, frozenY] = [Object.freeze([...x]), Object.freeze([...y])];
    const [typedX, typedY] = [Float64Array.from(x), Float32Array.from(y)];
    const expected = test(frozenX, frozenY);
    expect(test(typedX, typedY)).toEqual(expected);
    expect([...typedX]).toEqual(x);
    expect([...typedY]).toEqual(y);
  });

  it.each([NaN, Infinity, -Infinity])('refuses %s and says where it is', (value) => {
    expect(() => test([...x, value], y)).toThrow(refusal(`${name}: x[7]: expected a finite number, got ${value}`));
    expect(() => test(x, [value, ...y])).toThrow(refusal(`${name}: y[0]`));
  });

  it('refuses an empty sample and what is no number', () => {
    expect(() => test([], y)).toThrow(refusal(`${name}: x: expected at least`));
    expect(() => test(x, [])).toThrow(refusal(`${name}: y: expected at least`));
    expect(() => test(['1', '2', '3', '4', '5'] as unknown as number[], y)).toThrow(refusal(`${name}: x[0]`));
    expect(() => test([1, 2, null, 4, 5] as unknown as number[], y)).toThrow(refusal(`${name}: x[2]`));
  });

  it('works on more values than could be spread into arguments', () => {
    const size = process.env['NIGHTLY'] ? 1_000_000 : 150_000;
    const many = Array.from({ length: size }, (_, i) => (i * 7919) % 1_000_003);
    const result = test(
      many,
      Float64Array.from(many, (v) => v + 0.25),
    );
    for (const value of Object.values(Object(result)))
      if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
  });

  it('does not tell −0 from 0', () => {
    expect(test([-0, 1, 2, 3, 4], [0, 1, -0, 3, 4])).toEqual(test([0, 1, 2, 3, 4], [-0, 1, 0, 3, 4]));
  });
});

describe.each(Object.entries(onCounts))('%s', (name, test) => {
  it('takes plain, frozen and typed arrays alike and leaves them as they were', () => {
    const counts = Uint32Array.of(3, 0, 5);
    expect(test(counts, [1, 0, 2])).toEqual(test(Object.freeze([3, 0, 5]), Uint8Array.of(1, 0, 2)));
    expect([...counts]).toEqual([3, 0, 5]);
  });

  it('refuses other cells, negative or infinite counts and an empty side', () => {
    expect(() => test([1, 2], [1, 2, 3])).toThrow(refusal(name));
    expect(() => test([1, -2], [1, 2])).toThrow(refusal(`${name}: a[1]`));
    expect(() => test([1, 2], [NaN, 2])).toThrow(refusal(`${name}: b[0]`));
    expect(() => test([1, 2], [Infinity, 2])).toThrow(refusal(`${name}: b[0]`));
    expect(() => test([0, 0], [1, 2])).toThrow(refusal(name));
    expect(() => test([], [])).toThrow(refusal(name));
  });
});

describe('options', () => {
  it('are refused by name and by value, all problems at once', () => {
    const options = { method: 'exakt', altenative: 'less' } as unknown as stats.KsTestOptions;
    expect(() => stats.ksTest(x, y, options)).toThrow(
      expect.objectContaining({
        code: 'OPTION_INVALID',
        message:
          "ksTest.method: expected one of auto, exact, exactTies, asymptotic, limit, got exakt\nksTest: unknown option 'altenative'; did you mean 'alternative'?",
      }),
    );
  });

  it('named like a member of every object are unknown like any other', () => {
    const options = JSON.parse('{"constructor": 1, "__proto__": 2}') as stats.KsTestOptions;
    expect(() => stats.ksTest(x, y, options)).toThrow("unknown option 'constructor'");
  });

  it('that are undefined mean the default', () => {
    expect(stats.ksTest(x, y, { method: undefined } as unknown as stats.KsTestOptions)).toEqual(stats.ksTest(x, y));
  });
});
