import { shiryaevRoberts, type ShiryaevRobertsOptions } from '../../../src/judge/concept-drift/shiryaev-roberts.js';
import { stepRun } from '../../../src/judge/concept-drift/run.js';
import { startRun } from '../../../src/judge/concept-drift/start-run.js';
import { bernoulliStream } from '../../../src/testing/streams.js';
import { cusumAlarm, cusumOf } from '../../oracles/bernoulli-cusum.js';

/** A rise of the error rate, and how a detector that does not know it is prepared. */
export interface ErrorChange {
  readonly from: number;
  readonly to: number;
  readonly options: ShiryaevRobertsOptions;
  /** Rows of the stream that it learns from first. */
  readonly learning: number;
}

/** Mean delay in rows of those who alarmed after the change, and how many did. */
export interface ErrorDelay {
  readonly delay: number;
  readonly found: number;
}

const before = 200;

/**
 * `shiryaevRoberts` beside the CUSUM that knows both rates and was made for the same run length, on the same streams.
 *
 * @param within - Rows after the change.
 */
export function errorDelays(
  { from, to, options, learning }: ErrorChange,
  { runs, rowsPerFalseAlarm, within }: { runs: number; rowsPerFalseAlarm: number; within: number },
): { own: ErrorDelay; best: ErrorDelay } {
  const cusum = cusumOf(from, to, rowsPerFalseAlarm);
  const [own, best]: [number[], number[]] = [[], []];
  for (let seed = 0; seed < runs; seed++) {
    const at = learning + before;
    const stream = bernoulliStream({ rows: at + within, rate: from, changes: [{ at, rate: to }], seed });
    // Each splits its validation rows by itself.
    const detector = shiryaevRoberts({ ...options, rowsPerFalseAlarm, seed });
    const run = startRun(detector);
    const first = stream.findIndex((x) => stepRun(detector, run, x).drift);
    const theirs = cusumAlarm(stream.slice(learning), cusum);
    if (first >= at) own.push(first - at);
    if (theirs !== undefined && theirs >= before) best.push(theirs - before);
  }
  const mean = (delays: readonly number[]): ErrorDelay => ({
    delay: delays.reduce((a, b) => a + b, 0) / delays.length,
    found: delays.length,
  });
  return { own: mean(own), best: mean(best) };
}
