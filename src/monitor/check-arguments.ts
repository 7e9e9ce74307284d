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

/** Refuses what `Monitor.process` cannot take beside its window. @throws DriftSenseError `OPTION_INVALID` */
export function checkArguments(info: unknown, options: unknown): void {
  parseOptions(windowInfo, info, 'process.info');
  parseOptions(followed, options, 'process.options');
}
