import { exactPowers } from './number.js';

const zero = 48;
/** A little more than half the relative distance of doubles: added so many times itself, a double becomes the next (Rump 2009). */
const pastHalf = 2 ** -53 * (1 + 2 ** -52);

/** The upper 26 bits of a double, so that products of halves are exact (Veltkamp 1968). */
function upperHalf(x: number): number {
  const scaled = 134_217_729 * x;
  return scaled - (scaled - x);
}

/**
 * Reads `bytes[from..to)`, digits with a point at `point`, the first a zero only where it stands alone, as a number of 16 or 17 significant digits, the form in which most
 * programs write doubles that are no round numbers.
 *
 * The digits are a whole number M, the value is M/10^f for f digits behind the point. A first quotient of doubles is corrected
 * by its remainder, which is known to twice their precision (Dekker 1971), so that the sum rounds correctly unless M/10^f lies
 * within 2^-47 of the middle between two doubles. It is the shortest text of that double when no multiple of ten lies as near
 * to it as M may, which the same remainder tells.
 *
 * @returns The double nearest to it if that prints as it is written; NaN if it does not, or if that is not certain.
 */
export function longNumber(bytes: Uint8Array, from: number, point: number, to: number): number {
  const fraction = to - point - 1;
  if (fraction > 22) return Number.NaN;
  let i = from;
  while (i < to && (bytes[i] === zero || i === point)) i++;
  const digits = to - i - (i < point ? 1 : 0);
  if (digits < 16 || digits > 17) return Number.NaN;
  let first = 0;
  for (let count = 0; count < 9; i++)
    if (i !== point) {
      first = first * 10 + (bytes[i]! - zero);
      count++;
    }
  let rest = 0;
  for (; i < to; i++) if (i !== point) rest = rest * 10 + (bytes[i]! - zero);

  // M as a sum of two doubles: 30 bits times 5^8 are exact.
  const most = first * exactPowers[digits - 9]!;
  const sum = most + rest;
  const left = rest - (sum - most);
  const power = exactPowers[fraction]!;
  const quotient = sum / power;
  const product = quotient * power;
  const upper = upperHalf(quotient);
  const lower = quotient - upper;
  const high = upperHalf(power);
  const low = power - high;
  const error = upper * high - product + upper * low + lower * high + lower * low;
  const remainder = sum - product - error + left;
  const correction = remainder / power;
  const value = quotient + correction;
  const doubt = value * 2 ** -100;
  if (quotient + (correction + doubt) !== quotient + (correction - doubt)) return Number.NaN;

  // In units of M: how far M is from the double, and half the way from that to the next one.
  const away = remainder - (value - quotient) * power;
  const half = ((value + value * pastHalf - value) / 2) * power;
  const last = bytes[to - 1]! - zero;
  const margin = 1e-6;
  const isShortest = last > away + half + margin && 10 - last > half - away + margin;
  return isShortest && Math.abs(away) < 0.5 - margin ? value : Number.NaN;
}
