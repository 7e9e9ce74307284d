import * as z from 'zod/mini';
import { limits } from '../../limits.js';

const windows = z.int().check(z.gt(0));

/** When alerts fire, repeat and clear, in windows. The option `alerts` of the Monitor. */
export const alertOptions = z.strictObject({
  /** A key fires on a firing window when at least `windows` of the last `of` judged windows fired. Default 1 of 1. */
  confirm: z._default(
    z.strictObject({ windows, of: windows }).check(z.refine(({ windows: k, of }) => k <= of, 'expected windows ≤ of')),
    { windows: 1, of: 1 },
  ),
  /** Judged windows between messages of an episode that goes on; false = never remind. Default 7. */
  remindEvery: z._default(z.union([windows, z.literal(false)]), 7),
  /** Consecutive clean windows that end an episode. Default 2. */
  clearAfter: z._default(windows, 2),
  /**
   * Rise of the mean loss over that of the validation (share of wrong predictions; of numbers e/(e + usual error)) that is
   * no fall of performance; false = no alert on performance. Default 0.02.
   */
  performanceTolerance: z._default(z.union([z.number().check(z.gte(0), z.lt(1)), z.literal(false)]), 0.02),
  /** Columns listed in a message, worst first; the rest is a number. Default 5. */
  topColumns: z._default(z.int().check(z.gte(0), z.lte(limits.digestBlocks)), 5),
  /** Whether the end of an episode is told. Default true. */
  resolved: z._default(z.boolean(), true),
  /** Address of a page where more is to be seen, a dashboard or a report, added to every message. */
  link: z.optional(
    z.string().check(
      z.refine((text) => text.length <= 500 && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), {
        error: 'expected an http(s) address of at most 500 characters',
      }),
    ),
  ),
  /** Whether promotions, rollbacks and what the gate decided are told. Default true; under the preset `thresholds`, which promotes what it trains, false. */
  promotions: z.optional(z.boolean()),
});

/** When alerts fire, repeat and end. The option `alerts` of the Monitor. */
export interface AlertOptions extends z.input<typeof alertOptions> {}
export type AlertSettings = z.output<typeof alertOptions>;
