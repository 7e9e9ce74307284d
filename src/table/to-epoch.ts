import { DriftSenseError } from '../errors.js';
import { describe } from '../require-given.js';
import { readTime } from './time.js';

/** How times without an offset are read. */
export interface TimeOptions {
  /** IANA name of the zone whose clocks wrote times without offset. Without it they are refused. */
  readonly timeZone?: string | undefined;
}

/**
 * A value as epoch milliseconds, UTC.
 *
 * @throws DriftSenseError `TIME_AMBIGUOUS` for a time without zone (unless `timeZone` is given) and for anything that is
 *   no time, `03/04/2024` included.
 * @example
 * toEpoch('2024-03-31T02:30:00+01:00'); // 1711848600000
 * toEpoch('2024-03-31', { timeZone: 'Europe/Paris' }); // 1711839600000, a day of 23 hours
 */
export function toEpoch(value: unknown, options: TimeOptions = {}): number {
  const read = readTime(value, (options as TimeOptions | null)?.timeZone);
  if (typeof read === 'number') return read;
  const expected = 'expected ISO-8601 with offset, epoch milliseconds or a Date';
  const came = read === 'zone-less' ? 'a time without zone' : `${describe(value)} of another form`;
  throw new DriftSenseError('TIME_AMBIGUOUS', `${expected}, got ${came}`, { details: { expected, received: came } });
}
