import { readFileSync } from 'node:fs';

/** A golden file by name, parsed; the caller says what it holds. */
export function golden(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../fixtures/golden/${name}.json`, import.meta.url), 'utf8'));
}

/** |actual − expected| over |expected|; 0 when both are equal, infinities included. */
export function relativeError(actual: number, expected: number): number {
  return actual === expected ? 0 : Math.abs(actual - expected) / Math.abs(expected);
}
