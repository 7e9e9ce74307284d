import * as z from 'zod/mini';
import { followOptions } from '../follow.js';
import { parseOptions } from '../options.js';

const number = z.optional(z.number());
const isSo = z.optional(z.boolean());
const windowInfo = z.strictObject({
  id: z.optional(z.string()),
  from: number,
  to: number,
  rows: number,
  inReference: isSo,
  partial: isSo,
});
const followed = z.strictObject(followOptions);
const signalled = z.strictObject({ signal: followOptions.signal });

/** Refuses what `Monitor.process` cannot take beside its window. @throws DriftSenseError `OPTION_INVALID` */
export function checkArguments(info: unknown, options: unknown): void {
  parseOptions(windowInfo, info, 'process.info');
  parseOptions(followed, withSignal(options), 'process.options');
}

/** The signal among the options of `Monitor.run`. @throws DriftSenseError `OPTION_INVALID` */
export const signalOf = (options: unknown): AbortSignal | undefined =>
  parseOptions(signalled, withSignal(options), 'run').signal;

/** An AbortController will do: its signal is not its own, nor are its other members. */
const withSignal = (options: unknown): unknown =>
  typeof options === 'object' && options !== null && 'signal' in options
    ? { ...options, signal: options.signal }
    : options;
