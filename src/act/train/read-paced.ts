import type { Batch, Table } from '../../contracts/batch.js';
import type { Schema } from '../../contracts/schema.js';
import { inTurns } from '../../ports/next-turn.js';
import { coercePaced } from '../../profile/coerce-paced.js';
import type { Coerced } from '../../table/coerce.js';
import { readInSteps } from '../../table/read-in-steps.js';
import type { Pace } from './pace.js';

/** Multiply-adds that take as long as what is told in cells that are counted. */
export const workOfCells = 2;

/** Any table as a batch; the event loop turns between rows. @throws DriftSenseError `TABLE_INVALID`; what the pace throws. */
export const readPaced = (given: Table, pace: Pace): Promise<Batch> =>
  inTurns(readInSteps(given), (cells) => pace(cells * workOfCells));

/** The same in the types of a schema, as rows are trained on. */
export const coerceTraining = (rows: Batch, schema: Schema, pace: Pace): Promise<Coerced> =>
  coercePaced(rows, schema, (cells) => pace(cells * workOfCells));
