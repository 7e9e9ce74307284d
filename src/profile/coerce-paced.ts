import type { Batch } from '../contracts/batch.js';
import type { Schema } from '../contracts/schema.js';
import { inTurns, type Pace } from '../ports/next-turn.js';
import { coerceInSteps, type Coerced } from '../table/coerce.js';
import { redactCategories } from './redact.js';

/**
 * Rows in the types of a schema, with the categories of redacted columns hashed; the event loop turns between blocks.
 *
 * @param pace - Told of the work in cells that are counted in that time.
 */
export const coercePaced = async (rows: Batch, schema: Schema, pace: Pace): Promise<Coerced> =>
  redactCategories(await inTurns(coerceInSteps(rows, schema), pace), schema);
