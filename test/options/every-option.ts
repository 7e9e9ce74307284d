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
    it.each(Object.entries(cases))('%s', async (_, { one, other, observe }) => {
      const seen = async (setting: unknown) => JSON.stringify(await observe(setting as never));
      const first = await seen(one);
      expect(await seen(one)).toBe(first);
      expect(await seen(other)).not.toBe(first);
    });
  });
}
