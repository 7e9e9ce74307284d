import * as z from 'zod/mini';
import type { SequentialState } from './state.js';
import { parseOptions } from '../../options.js';
import type { SequentialEngine } from './engine.js';

/** What a stream that is watched row by row shows, whatever its rows are. */
export interface SequentialWatch {
  /** Evidence over its limit, M/N, from 0 to below 1; an alarm leaves it at 0. */
  readonly level: number;
  /** Rows so far, alarms so far, and how many of them to expect without any drift, at most. */
  readonly rows: number;
  readonly alarms: number;
  readonly expected: number;
  /**
   * Says what the alarms since the last time were. `drift`: the columns that had a part in them start anew, with the rows since
   * the alarm as their normal state; there is no alarm about them before 100 such rows have come. `benign`: nothing changes.
   *
   * @returns The columns that start anew.
   * @throws DriftSenseError `OPTION_INVALID`
   */
  acknowledge(said: { readonly as: 'drift' | 'benign' }): readonly string[];
  /** Which guarantee holds, in words. */
  readonly guarantee: readonly string[];
  /** Where it stands, as plain JSON without any row. */
  toJSON(): SequentialState;
}

const saidOptions = z.strictObject({ as: z.enum(['drift', 'benign']) });

/** Shows an engine, and has it fed by `own`, which is shown besides; getters of `own` stay getters. */
export function watchOf<Own extends object>(engine: SequentialEngine, own: Own): SequentialWatch & Own {
  const watch: SequentialWatch = {
    get level() {
      return engine.level;
    },
    get rows() {
      return engine.rows;
    },
    get alarms() {
      return engine.alarms;
    },
    get expected() {
      return engine.rows / engine.plan.rowsPerFalseAlarm;
    },
    acknowledge: (said) => engine.acknowledge(parseOptions(saidOptions, said, 'acknowledge').as),
    guarantee: engine.plan.guarantee,
    toJSON: () => engine.toJSON(),
  };
  return Object.defineProperties(watch, Object.getOwnPropertyDescriptors(own)) as SequentialWatch & Own;
}
