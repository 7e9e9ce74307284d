import { DriftSenseError } from '../errors.js';

const dayMs = 86_400_000;
/** Offsets change at whole quarters of an hour of UTC. */
const quarterMs = 900_000;
/** The year 1800. */
const eldest = -5_364_662_400_000;
const offsetsKept = 4_096;

/** A time zone of the IANA database: what its clocks show at an instant, and which instant a clock reading means. */
export interface TimeZone {
  readonly name: string;
  /** Milliseconds by which local clocks are ahead of UTC at `epoch`. */
  offsetAt(epoch: number): number;
  /**
   * The instant at which local clocks show `local` (milliseconds as if the reading were UTC). A reading that occurs twice
   * means the first; one that a clock change skips means that much after the change.
   */
  epochOf(local: number): number;
}

const zones = new Map<string, TimeZone>();

/**
 * The zone of that name, by `Intl`; days of 23 and 25 hours come out right.
 *
 * @throws DriftSenseError `OPTION_INVALID` when the platform knows no such zone.
 */
export function timeZone(name: string): TimeZone {
  let zone = zones.get(name);
  if (zone === undefined) zones.set(name, (zone = makeZone(name)));
  return zone;
}

/** True when the platform knows this zone. */
export function isTimeZone(name: string): boolean {
  try {
    return timeZone(name).name === name;
  } catch {
    return false;
  }
}

function makeZone(name: string): TimeZone {
  if (name === 'UTC') return { name, offsetAt: () => 0, epochOf: (local) => local };
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (cause) {
    throw new DriftSenseError('OPTION_INVALID', `timeZone: no time zone is named '${name}'`, {
      cause,
      remedy: "use a name such as 'Europe/Paris' or 'UTC'",
    });
  }
  const known = new Map<number, number>();
  const read = (epoch: number): number => {
    let offset = known.get(epoch);
    if (offset === undefined) {
      if (known.size === offsetsKept) known.clear();
      known.set(epoch, (offset = readOffset(format, epoch)));
    }
    return offset;
  };
  const offsetAt = (at: number): number => {
    // No zone changed its clocks before; `Intl` leaves the sign of a year out, and `Date.UTC` reads 0 to 99 as 1900 to 1999.
    const epoch = Math.max(at, eldest);
    // No zone changes its clocks and back within one day, so equal offsets at both its ends hold all day.
    const day = Math.floor(epoch / dayMs) * dayMs;
    const offset = read(day);
    return offset === read(day + dayMs) ? offset : read(Math.floor(epoch / quarterMs) * quarterMs);
  };
  const epochOf = (local: number): number => {
    // The zone's offsets a day before and after enclose any single clock change near the reading.
    const before = offsetAt(local - dayMs);
    const after = offsetAt(local + dayMs);
    if (before === after || offsetAt(local - before) === before) return local - before;
    return offsetAt(local - after) === after ? local - after : local - before;
  };
  return { name, offsetAt, epochOf };
}

function readOffset(format: Intl.DateTimeFormat, epoch: number): number {
  const read = new Map<string, number>();
  for (const { type, value } of format.formatToParts(epoch)) read.set(type, Number(value));
  const part = (type: string): number => read.get(type) ?? 0;
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) - epoch;
}
