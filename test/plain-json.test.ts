import { describe, expect, it } from 'vitest';
import { DriftSenseError } from '../src/errors.js';
import { assertPlainJson, copyPlain } from '../src/plain-json.js';

const problemOf = (value: unknown): string => {
  try {
    assertPlainJson(value, "detector 'mine'");
  } catch (error) {
    if (DriftSenseError.is(error, 'STATE_NOT_JSON')) return error.message;
    throw error;
  }
  return 'none';
};

describe('assertPlainJson', () => {
  it('lets through what JSON keeps', () => {
    const shared = [1];
    const fine = {
      a: [null, true, 'x', 1.5, -0, { b: [] }],
      c: undefined,
      d: Object.create(null),
      e: shared,
      f: shared,
    };
    expect(problemOf(fine)).toBe('none');
    for (const leaf of [null, 0, '', false]) expect(problemOf(leaf)).toBe('none');
  });

  const circle: Record<string, unknown> = {};
  circle['self'] = { circle };
  const holed: number[] = [];
  holed[1] = 1;
  class Counter {
    n = 0;
  }
  const bad: [string, unknown, string][] = [
    ['NaN', { mean: Number.NaN }, 'state.mean is NaN'],
    ['infinity', [[Infinity]], 'state[0][0] is Infinity'],
    ['undefined in an array', [undefined], 'state[0] is undefined'],
    ['a hole in an array', { holed }, 'state.holed[0] is undefined'],
    ['undefined itself', undefined, 'state is undefined'],
    ['a function', { rule: () => 1 }, 'state.rule is a function'],
    ['a bigint', { n: 1n }, 'state.n is a bigint'],
    ['a symbol', { s: Symbol('s') }, 'state.s is a symbol'],
    ['a symbol key', { [Symbol('s')]: 1 }, 'state is an object with symbol keys'],
    ['a Map', { seen: new Map() }, 'state.seen is a Map'],
    ['a Date', { at: new Date(0) }, 'state.at is a Date'],
    ['a typed array', { values: new Float64Array(2) }, 'state.values is a Float64Array'],
    ['an instance', new Counter(), 'state is a Counter'],
    ['an object with toJSON', { toJSON: () => 1 }, 'state is an object with toJSON'],
    ['a circle', circle, 'state.self.circle is a reference to itself'],
  ];
  it.each(bad)('names owner and place of %s', (_, value, problem) => {
    expect(problemOf(value)).toBe(`detector 'mine': ${problem}, which JSON cannot keep`);
  });

  it('stops at documents nested deeper than the limit', () => {
    let deep: unknown = 0;
    for (let i = 0; i < 40; i++) deep = [deep];
    expect(problemOf(deep)).toContain('nested deeper than 32 levels');
  });
});

describe('copyPlain', () => {
  it('copies plain parts all the way down and keeps a key named __proto__', () => {
    const original = JSON.parse('{"a": [[1], {"b": 2}], "__proto__": {"c": 3}}') as { a: [number[], { b: number }] };
    const copy = copyPlain(original);
    expect(JSON.stringify(copy)).toBe(JSON.stringify(original));
    copy.a[0].push(9);
    copy.a[1].b = 9;
    expect(original.a).toEqual([[1], { b: 2 }]);
  });

  it('passes on what is not plain', () => {
    const map = new Map();
    expect(copyPlain({ map }).map).toBe(map);
  });
});
