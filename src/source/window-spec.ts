import * as z from 'zod/mini';

/** How windows are cut: by rows, by event time (with `rows`: by whichever is reached first), or one per file. */
export type WindowSpec =
  | { readonly rows: number; readonly trailing?: Trailing | undefined }
  | {
      /** Length of a period, such as `15m`, `6h`, `1d`, `1w`, `1mo`. */
      readonly every: string;
      /** IANA zone of the calendar, and of times without offset. Default UTC for the calendar; such times are refused. */
      readonly timeZone?: string | undefined;
      /** How far behind the latest time a row may come: a duration or milliseconds. Default 0. */
      readonly allowedLateness?: string | number | undefined;
      /** Rows until which a window goes on over further periods. Default 1. Not together with `rows`. */
      readonly minRows?: number | undefined;
      /** Periods after which it closes all the same. Default 7. */
      readonly maxPeriods?: number | undefined;
      /** Rows at which a window closes before its period ends. Default none. */
      readonly rows?: number | undefined;
      /** As beside windows by rows. */
      readonly trailing?: Trailing | undefined;
    }
  | 'file';

/**
 * What becomes of the last window when the source ends before it is full: left out, part of the one before, told as `partial`
 * without a verdict, or judged as if it were full.
 */
export type Trailing = 'drop' | 'merge' | 'report' | 'judge';

/** What is set for windows, of whatever kind they are. */
export const settingsOf = (window: WindowSpec): Partial<Extract<WindowSpec, { every: string }>> =>
  window === 'file' ? {} : window;

const count = z.int().check(z.gt(0));
export const trailings = z.enum(['drop', 'merge', 'report', 'judge']);
const trailing = z.optional(trailings);
export const windowSpec = z.union([
  z.literal('file'),
  z.strictObject({ rows: count, trailing }),
  z
    .strictObject({
      every: z.string(),
      timeZone: z.optional(z.string()),
      allowedLateness: z.optional(z.union([z.string(), z.number().check(z.gte(0))])),
      minRows: z.optional(count),
      maxPeriods: z.optional(count),
      rows: z.optional(count),
      trailing,
    })
    .check(
      z.refine(
        ({ minRows, rows }) => minRows === undefined || rows === undefined,
        'expected minRows or rows, not both',
      ),
    ),
]);
