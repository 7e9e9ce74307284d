import type { AnyDataDriftTest } from '../contracts/data-drift-test.js';
import type { ColumnKind } from '../contracts/column-profile.js';
import { profilePair } from '../profile/column-profile.js';
import { profile } from '../profile/profile.js';
import { runTest } from '../judge/verdict/run-test.js';
import { seededRandom } from '../stats/random.js';
import { runnerOf, type TestRunner } from './test-runner.js';

/** Options of {@link dataDriftTestKit}. */
export interface DataDriftTestKitOptions {
  /** Whether the test is one for shifts and changed shares, and must answer more strongly to a larger one. Default true. */
  readonly growsWithDrift?: boolean;
}

type Values = Float64Array | (string | null)[];

/** Makes columns of one kind; `by` is the size of the change, `n` the rows. */
function valuesOf(kind: ColumnKind, n: number, by: number, seed: string): Values {
  const random = seededRandom(`data-drift-test-kit/${seed}`);
  if (kind === 'numeric') return Float64Array.from({ length: n }, () => random.normal() + by);
  return Array.from({ length: n }, () => (random.uniform() < 0.5 + 0.4 * by ? 'a' : 'bcd'[random.integer(3)]!));
}

function pairOf(reference: Values, window: Values) {
  const profiled = profile({ x: reference }, { sample: true, range20: true });
  const counted = profile({ x: window }, { on: profiled });
  return profilePair(profiled.columns[0]!, counted.columns[0]!);
}

/**
 * Checks that a data-drift test keeps the contract, as tests of your own runner: what it declares, the shape of its
 * outcome, that it is pure, that degenerate columns make it neither throw nor answer with a number that is not finite, and
 * that it answers more strongly to a larger change.
 *
 * @param make - Makes the test anew, the same each time.
 * @param runner - `describe`, `it` and `expect` of vitest, jest or bun.
 *
 * @example
 * import { describe, expect, it } from 'vitest';
 * dataDriftTestKit(() => medianShift, { describe, it, expect });
 */
export function dataDriftTestKit(
  make: () => AnyDataDriftTest,
  runner: TestRunner,
  options: DataDriftTestKitOptions = {},
): void {
  const { describe, it, expect } = runnerOf('dataDriftTestKit', make, runner);
  const { growsWithDrift = true } = options;
  const context = { tolerance: 0.05, dispersion: 1 };
  const run = (reference: Values, window: Values) => {
    const pair = pairOf(reference, window);
    return runTest(make(), pair.reference, pair.window, context);
  };
  describe(`data-drift test '${make().name}'`, () => {
    const kinds = make().appliesTo;

    it('declares a name, the kinds of columns it applies to and what it needs', () => {
      const { name, appliesTo, needs = [], threshold } = make();
      expect(typeof name === 'string' && name.length > 0).toBe(true);
      expect(appliesTo.length > 0 && appliesTo.every((kind) => kind === 'numeric' || kind === 'categorical')).toBe(
        true,
      );
      expect(needs.every((need) => ['sample', 'range20', 'gaps'].includes(need))).toBe(true);
      expect(threshold === undefined || Number.isFinite(threshold)).toBe(true);
    });

    for (const kind of kinds) {
      it(`answers on ${kind} columns, and can alarm: by a p-value or against a threshold`, () => {
        const result = run(valuesOf(kind, 2_000, 0, 'reference'), valuesOf(kind, 1_000, 0, 'window'));
        expect(result.status).toBe('tested');
        expect(Number.isFinite(result.statistic)).toBe(true);
        const { pValue } = result;
        expect(pValue === undefined || (pValue > 0 && pValue <= 1)).toBe(true);
      });

      it(`is pure on ${kind} columns: the same answer twice, and nothing changed`, () => {
        const pair = pairOf(valuesOf(kind, 500, 0, 'reference'), valuesOf(kind, 300, 0.5, 'window'));
        const before = JSON.stringify(pair);
        const test = make();
        const first = JSON.stringify(test.compare(pair.reference as never, pair.window as never, context));
        expect(JSON.stringify(make().compare(pair.reference as never, pair.window as never, context))).toBe(first);
        expect(JSON.stringify(pair)).toBe(before);
      });

      it(`answers degenerate ${kind} columns with a status, never by throwing`, () => {
        for (const [reference, window] of degenerate(kind)) {
          const result = run(reference, window);
          expect(['tested', 'skipped', 'insufficient'].includes(result.status)).toBe(true);
          expect(JSON.stringify(result).includes('null')).toBe(false);
        }
      });

      if (growsWithDrift)
        it(`answers a larger change on ${kind} columns more strongly`, () => {
          const reference = valuesOf(kind, 4_000, 0, 'reference');
          const strength = (by: number) => Math.abs(run(reference, valuesOf(kind, 2_000, by, 'window')).statistic ?? 0);
          expect(strength(1) > strength(0.2)).toBe(true);
        });
    }
  });
}

function degenerate(kind: ColumnKind): [Values, Values][] {
  const fill = (n: number, value: (i: number) => number) => Float64Array.from({ length: n }, (_, i) => value(i));
  const text = (n: number, value: (i: number) => string | null) => Array.from({ length: n }, (_, i) => value(i));
  if (kind === 'numeric')
    return [
      [fill(200, () => 7), fill(100, () => 7)],
      [fill(200, () => 7), fill(100, () => 8)],
      [fill(200, () => 7), fill(100, (i) => i)],
      [fill(200, (i) => (i % 100 ? 0 : i)), fill(100, () => 0)],
      [fill(200, (i) => i % 2), fill(100, (i) => i % 3)],
      [fill(200, (i) => i), fill(100, () => Number.NaN)],
      [fill(200, (i) => (i % 2 ? 1e308 : -1e308)), fill(100, (i) => i)],
      [fill(10, (i) => i), fill(10, (i) => i)],
      [fill(200, (i) => i), fill(100, (i) => (i % 2 ? Infinity : i))],
    ];
  return [
    [text(200, () => 'a'), text(100, () => 'a')],
    [text(200, () => 'a'), text(100, () => 'b')],
    [text(200, (i) => 'ab'[i % 2]!), text(100, () => null)],
    [text(200, (i) => 'ab'[i % 2]!), text(100, (i) => `new ${i}`)],
    [text(200, (i) => 'ab'[i % 2]!), text(100, () => '__proto__')],
    [text(5, () => 'a'), text(5, () => 'b')],
  ];
}
