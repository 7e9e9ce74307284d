import { outOfDomain, requireList } from '../domain.js';

/** Refuses vectors of different lengths, and empty ones. */
export function requirePaired(labels: ArrayLike<unknown>, others: ArrayLike<unknown>, where: string): void {
  requireList(labels, `${where}: labels`);
  requireList(others, `${where}: predictions`);
  if (labels.length !== others.length)
    throw outOfDomain(where, 'one prediction per label', `${labels.length} labels and ${others.length} predictions`);
  if (labels.length === 0) throw outOfDomain(where, 'at least one row', 'none');
}

/** A label as 0 or 1; anything else is refused. */
export function binaryLabel(label: unknown, row: number, where: string): 0 | 1 {
  if (label === 1 || label === true) return 1;
  if (label === 0 || label === false) return 0;
  throw outOfDomain(`${where}: labels[${row}]`, '0 or 1', label);
}

/** A finite number; anything else is refused. */
export function finiteNumber(value: unknown, row: number, where: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw outOfDomain(`${where}[${row}]`, 'a finite number', value);
  return value;
}

/** A probability; anything else is refused. */
export function probability(value: unknown, row: number, where: string): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= 1))
    throw outOfDomain(`${where}[${row}]`, 'a probability in [0, 1]', value);
  return value;
}
