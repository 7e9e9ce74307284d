import { timeZone, type TimeZone } from '../table/time-zone.js';
import type { Duration } from './duration.js';

const dayMs = 86_400_000;
/** 1970-01-05 was a Monday. */
const firstMonday = 4;

/** One period: times from <= t < to, in epoch milliseconds. */
export interface Period {
  readonly from: number;
  readonly to: number;
  /** ISO form of its beginning: a date for whole days in a zone, else date, time and offset. */
  readonly id: string;
}

/**
 * The periods of a calendar: time is cut into half-open periods of equal nominal length. Days, weeks (from Monday) and
 * months begin at midnight of the zone, so they last 23 or 25 hours where clocks change. Shorter lengths that divide a day
 * are cut from midnight on and end at the next; others run on from 1970-01-01 UTC.
 *
 * @param zone - IANA name. Default UTC.
 */
export function periods(every: Duration, zone = 'UTC'): (time: number) => Period {
  const clock = timeZone(zone);
  const find = finder(every, clock);
  let last: Period | undefined;
  return (time) => {
    if (last === undefined || time < last.from || time >= last.to) last = find(time);
    return last;
  };
}

function finder({ count, unit, ms }: Duration, zone: TimeZone): (time: number) => Period {
  const localDay = (time: number): number => Math.floor((time + zone.offsetAt(time)) / dayMs);
  const midnight = (day: number): number => zone.epochOf(day * dayMs);
  const days = (from: number, to: number): Period => ({ from: midnight(from), to: midnight(to), id: isoDate(from) });

  if (unit === 'mo')
    return (time) => {
      const date = new Date(localDay(time) * dayMs);
      const month = Math.floor((date.getUTCFullYear() * 12 + date.getUTCMonth()) / count) * count;
      return days(dayOfMonth(month), dayOfMonth(month + count));
    };
  if (unit === 'd' || unit === 'w') {
    const length = unit === 'w' ? count * 7 : count;
    const first = unit === 'w' ? firstMonday : 0;
    return (time) => {
      const from = Math.floor((localDay(time) - first) / length) * length + first;
      return days(from, from + length);
    };
  }
  const length = ms!;
  if (dayMs % length === 0)
    return (time) => {
      const day = localDay(time);
      const [start, end] = [midnight(day), midnight(day + 1)];
      const from = start + Math.floor((time - start) / length) * length;
      return { from, to: Math.min(from + length, end), id: isoTime(from, zone) };
    };
  return (time) => {
    const from = Math.floor(time / length) * length;
    return { from, to: from + length, id: isoTime(from, zone) };
  };
}

// `Date.UTC` would read the years 0 to 99 as 1900 to 1999.
const dayOfMonth = (month: number): number => new Date(0).setUTCFullYear(0, month, 1) / dayMs;

// From the end: a year before 0 or after 9999 takes seven characters.
const isoDate = (day: number): string => new Date(day * dayMs).toISOString().slice(0, -14);

/** Local time with its offset: `2024-03-31T06:00+02:00`, or `…Z` in UTC. */
function isoTime(time: number, zone: TimeZone): string {
  const offset = zone.offsetAt(time);
  const text = new Date(time + offset).toISOString();
  const local = text.slice(0, text.endsWith(':00.000Z') ? -8 : -5);
  if (zone.name === 'UTC') return `${local}Z`;
  const minutes = Math.abs(offset) / 60_000;
  return `${local}${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}

const two = (number: number): string => String(Math.floor(number)).padStart(2, '0');
