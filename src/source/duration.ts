import { DriftSenseError } from '../errors.js';

const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000, mo: undefined } as const;

/** A length of time as it is written: `15m`, `6h`, `1d`, `1w`, `1mo`. */
export interface Duration {
  readonly count: number;
  readonly unit: keyof typeof units;
  /** Nominal milliseconds; undefined for months. Days and weeks of a zone with clock changes differ from it. */
  readonly ms: number | undefined;
}

/**
 * Reads a duration: a whole number from 1 and `s`, `m` (minutes), `h`, `d`, `w` or `mo` (calendar months).
 *
 * @throws DriftSenseError `OPTION_INVALID` for anything else.
 * @example
 * parseDuration('6h').ms; // 21600000
 */
export function parseDuration(text: string): Duration {
  const match = /^([1-9]\d{0,8})(s|m|h|d|w|mo)$/.exec(text);
  if (match === null)
    throw new DriftSenseError(
      'OPTION_INVALID',
      `expected a duration such as '15m', '6h', '1d', '1w' or '1mo', got '${text}'`,
      { details: { received: text } },
    );
  const unit = match[2] as keyof typeof units;
  const count = Number(match[1]);
  const one = units[unit];
  return { count, unit, ms: one === undefined ? undefined : count * one };
}
