import { DriftSenseError } from '../errors.js';

const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/**
 * Milliseconds of a duration: `30s`, `15m`, `6h`, `1d`, `2w`, or milliseconds as a number.
 *
 * @throws DriftSenseError `OPTION_INVALID` for anything else.
 */
export function parseDuration(duration: string | number): number {
  if (typeof duration === 'number' && Number.isFinite(duration) && duration > 0) return duration;
  const match = /^(\d+)([smhdw])$/.exec(String(duration));
  const ms = match ? Number(match[1]) * units[match[2] as keyof typeof units] : 0;
  if (ms > 0) return ms;
  throw new DriftSenseError(
    'OPTION_INVALID',
    `expected a duration such as 15m, 6h or 1d, got ${JSON.stringify(duration)}`,
  );
}
