import * as z from 'zod/mini';
import { DriftSenseError } from '../../errors.js';
import { byName, fitting, orNull } from '../../options.js';
import type { AlertState } from './alert-state.js';

const count = z.int().check(z.gte(0));
const schema = z.strictObject({
  kind: z.literal('alertState'),
  schemaVersion: z.literal(1),
  keys: byName(
    z.strictObject({
      status: z.enum(['quiet', 'firing']),
      sequence: count,
      since: z.optional(z.string()),
      recent: z.array(orNull(z.string())),
      firingWindows: count,
      clean: count,
      sinceMessage: count,
      acknowledged: z.optional(
        z.strictObject({
          at: z.number(),
          until: z.optional(z.number()),
          as: z.optional(z.enum(['drift', 'benign'])),
        }),
      ),
    }),
  ),
});

/**
 * Checks a stored state.
 *
 * @throws DriftSenseError `STATE_INVALID`.
 */
export function restoreAlertState(json: unknown): AlertState {
  return fitting(schema, json, '', (problems) => {
    return new DriftSenseError('STATE_INVALID', `alert state: ${problems.join('; ')}`);
  });
}
