import { timeZone } from './time-zone.js';

/** A `Date` exists up to 8.64e15 milliseconds (ECMAScript 21.4.1.1); the period that a time lies in must exist, too. */
const farthest = 8.6e15;

const iso =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?: ?([Zz]|[+-]\d{2}(?::?\d{2})?))?)?$/;

/** A time that could not be read: `zone-less` is a valid date or time of an unknown zone, `invalid` anything else. */
export type UnreadTime = 'zone-less' | 'invalid';

/**
 * A cell as epoch milliseconds, or why not. Read are `Date`, numbers and bigint (epoch milliseconds) and ISO-8601 texts
 * `YYYY-MM-DD[T| ]hh:mm[:ss[.fff]]` with `Z`, `±hh`, `±hh:mm`; without an offset only when `zone` names the clocks that
 * wrote them. Never follows the zone of the machine. A date alone is its first instant in `zone`.
 */
export function readTime(value: unknown, zone?: string): number | UnreadTime {
  if (typeof value === 'number') return Math.abs(value) <= farthest ? value : 'invalid';
  if (typeof value === 'string') return readText(value, zone);
  if (value instanceof Date) return readTime(value.getTime());
  if (typeof value === 'bigint') return readTime(Number(value));
  return 'invalid';
}

function readText(text: string, zone: string | undefined): number | UnreadTime {
  const match = iso.exec(text);
  if (match === null) return 'invalid';
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((digits) => Number(digits ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return 'invalid';
  if (hour > 23 || minute > 59 || second > 59) return 'invalid';
  const local = utc(year, month, day) + ((hour * 60 + minute) * 60 + second) * 1_000 + thousandths(match[7]);
  const offset = match[8];
  if (offset === undefined) return zone === undefined ? 'zone-less' : timeZone(zone).epochOf(local);
  const minutes = offsetMinutes(offset);
  return minutes === undefined ? 'invalid' : local - minutes * 60_000;
}

/** `Date.UTC` without its reading of the years 0 to 99 as 1900 to 1999. */
function utc(year: number, month: number, day: number): number {
  const date = new Date(0);
  return date.setUTCFullYear(year, month - 1, day);
}

const daysIn = (year: number, month: number): number =>
  month === 2
    ? year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
      ? 29
      : 28
    : [4, 6, 9, 11].includes(month)
      ? 30
      : 31;

const thousandths = (digits: string | undefined): number =>
  digits === undefined ? 0 : Number(digits.slice(0, 3).padEnd(3, '0'));

function offsetMinutes(offset: string): number | undefined {
  if (offset === 'Z' || offset === 'z') return 0;
  const digits = offset.slice(1).replace(':', '');
  const hours = Number(digits.slice(0, 2));
  const minutes = Number(digits.slice(2) || 0);
  if (hours > 23 || minutes > 59) return undefined;
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
