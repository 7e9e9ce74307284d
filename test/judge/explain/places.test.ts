import { describe, expect, it } from 'vitest';
import { explainMoved } from '../../../src/judge/explain/moved.js';
import { profile } from '../../../src/profile/profile.js';

/** Deciles of 1,001 ordered values are values of single rows. */
const moved = (valueOf: (i: number) => number) => {
  const rows = (shift: number) => ({ x: Array.from({ length: 1_001 }, (_, i) => valueOf(i + shift)) });
  const reference = profile(rows(0));
  return explainMoved(reference.columns[0]!, profile(rows(100), { on: reference }).columns[0], { redact: false });
};

describe('where the mass of a numeric column moved', () => {
  it.each([
    ['money to the seventh digit', (i: number) => 100 + i * Math.SQRT1_2],
    ['card numbers', (i: number) => 4_929_000_000_000_000 + i * 10_000_070_001],
    ['small numbers', (i: number) => 1e-9 * (1 + i * Math.SQRT1_2)],
  ])('%s: is told to a hundredth of the spread, and no digit more', (_, valueOf) => {
    const { quantiles, ks } = moved(valueOf);
    const values = new Set(Array.from({ length: 1_101 }, (__, i) => valueOf(i)));
    const spread = valueOf(1_000) - valueOf(0);
    const said = [...quantiles!.flatMap(({ reference, window }) => [reference, window]), ks!.location!];
    expect(said.length).toBeGreaterThan(5);
    for (const value of said) expect(values.has(value), String(value)).toBe(false);
    for (const { order, reference, window, bound } of quantiles!) {
      expect(Math.abs(reference - valueOf(order * 1_000))).toBeLessThan(0.01 * spread);
      // Beyond the outermost edge only that is known.
      if (bound === undefined) expect(Math.abs(window - reference - 0.1 * spread)).toBeLessThan(0.05 * spread);
      else expect(window - reference - 0.05 * spread).toBeLessThan(0.05 * spread);
    }
  });

  it('the one value of a constant column is said as it is: every row has it', () => {
    const reference = profile({ x: Array.from({ length: 100 }, () => 7.1234567) });
    const window = profile({ x: Array.from({ length: 100 }, (_, i) => i) }, { on: reference });
    expect(
      explainMoved(reference.columns[0]!, window.columns[0], { redact: false }).view.map(({ cell }) => cell),
    ).toContain('7.123');
  });
});
