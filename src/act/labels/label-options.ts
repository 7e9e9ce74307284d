import * as z from 'zod/mini';

const dayMs = 86_400_000;
const ms = z.number().check(z.gte(0), z.lte(36_500 * dayMs));

/** How labels that come late are waited for. The option `labels` of the Monitor. */
export const labelOptions = z
  .strictObject({
    /**
     * Milliseconds after a prediction within which its label is expected; set it above what nine of ten labels take. 0 where they are told
     * at once. Default 1 day.
     */
    graceMs: z._default(ms, dayMs),
    /** Milliseconds after a prediction within which a label is taken at all. Default 90 days. */
    maxAgeMs: z._default(ms, 90 * dayMs),
    /** Predictions and labels kept at most, together, some 100 bytes each; the oldest go first. Default 1,000,000. */
    maxPending: z._default(z.int().check(z.gte(1), z.lte(10_000_000)), 1_000_000),
    /** Length of the periods (UTC, from 1970 on) by which labelled predictions are reported. Default 1 day. */
    periodMs: z._default(z.int().check(z.gte(1_000), z.lte(36_500 * dayMs)), dayMs),
  })
  .check(z.refine(({ graceMs, maxAgeMs }) => graceMs <= maxAgeMs, 'expected graceMs to be at most maxAgeMs'));

/** How labels that come late are waited for. The option `labels` of the Monitor. */
export interface LabelOptions extends z.input<typeof labelOptions> {}
export type LabelSettings = z.output<typeof labelOptions>;
