import { isDeepStrictEqual } from 'node:util';
import type * as z from 'zod/mini';
import { describe, expect, it } from 'vitest';
import { leavesOf } from './leaves.js';

/** Two values of one option, and what somebody sees of it. */
export interface OptionCase {
  /** Two settings that differ in this option alone. */
  readonly one: unknown;
  readonly other: unknown;
  /** What comes out; it holds nothing of the setting itself. */
  readonly observe: (setting: never) => unknown;
}

/**
 * One test per option of a schema: two values lead to different results, and the same value twice to the same. An option
 * without a case makes the suite red, and so does a case without an option.
 */
export function everyOption(
  of: string,
  options: readonly string[] | z.core.$ZodType,
  cases: Readonly<Record<string, OptionCase>>,
): void {
  const names = Array.isArray(options) ? options : leavesOf(options as z.core.$ZodType);
  describe(`every option of ${of} changes something`, () => {
    it('each has a case', () => {
      expect(Object.keys(cases).toSorted()).toEqual([...new Set(names as string[])].toSorted());
    });
    // What many cases begin with is looked at twice, not twice for each of them.
    const known: { readonly one: unknown; readonly observe: unknown; readonly seen: readonly [string, string] }[] = [];
    it.each(Object.entries(cases))('%s', async (_, { one, other, observe }) => {
      const see = async (setting: unknown) => JSON.stringify(await observe(setting as never));
      let before = known.find((each) => each.observe === observe && isDeepStrictEqual(each.one, one));
      if (before === undefined) {
        before = { one, observe, seen: [await see(one), await see(one)] };
        known.push(before);
      }
      const [first, again] = before.seen;
      expect(again).toBe(first);
      expect(await see(other)).not.toBe(first);
    });
  });
}
