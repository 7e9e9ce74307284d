import { DriftSenseError } from '../errors.js';

/** The error of a number outside the domain its receiver declares; `expected` is a noun phrase. */
export function outOfDomain(where: string, expected: string, received: unknown): DriftSenseError {
  return new DriftSenseError('VALUE_OUT_OF_DOMAIN', `${where}: expected ${expected}, got ${String(received)}`, {
    details: { where, expected, received: String(received) },
  });
}

/** Refuses what is no list. */
export function requireList(values: ArrayLike<unknown>, where: string): void {
  if (typeof (values as Partial<typeof values> | null | undefined)?.length !== 'number')
    throw outOfDomain(where, 'a list', values);
}

/** Refuses NaN; infinities are allowed. */
export function requireNumber(value: number, where: string): void {
  if (typeof value !== 'number' || Number.isNaN(value)) throw outOfDomain(where, 'a number', value);
}

/** Refuses anything but a finite number above zero. */
export function requirePositive(value: number, where: string): void {
  if (!(Number.isFinite(value) && value > 0)) throw outOfDomain(where, 'a finite number above 0', value);
}

/** Refuses anything but a number in [0, 1]. */
export function requireProbability(value: number, where: string): void {
  if (!(value >= 0 && value <= 1)) throw outOfDomain(where, 'a probability in [0, 1]', value);
}

/** Refuses anything but an exact integer of at least `least`. */
export function requireInteger(value: number, least: number, where: string): void {
  if (!(Number.isSafeInteger(value) && value >= least))
    throw outOfDomain(where, `an integer of at least ${least}`, value);
}
