import { hashLanes } from '../hash.js';

/** Seed of {@link counterUniform}: two 32-bit words. */
export type CounterKey = readonly [number, number];

/** A key for one purpose and name: streams of different names are independent. */
export const counterKey = (seed: number | string, purpose: string, name: string): CounterKey =>
  hashLanes(JSON.stringify([String(seed), purpose, name]));

/**
 * The uniform number that belongs to a row: Threefry2x32 with 20 rounds, 53 of its 64 bits. It depends on nothing but key
 * and row, so there is no generator to save, nothing is allocated, and a stream goes on anywhere as if it had not stopped.
 *
 * @param row - From 0 to 2⁵³ − 1.
 * @returns A number in [0, 1), a multiple of 2⁻⁵³.
 * @example counterUniform(counterKey(7, 'ranks', 'amount'), 0); // the same everywhere
 * @see J. Salmon, M. Moraes, R. Dror & D. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011, section 4.2
 */
export function counterUniform(key: CounterKey, row: number): number {
  draw(key, row);
  return drawn[0]!;
}

/** What was drawn last. A function that is too long for its caller to take in would put what it returns on the heap. */
const drawn = new Float64Array(1);

function draw(key: CounterKey, row: number): void {
  const k0 = key[0];
  const k1 = key[1];
  const k2 = 0x1bd11bda ^ k0 ^ k1;
  let a = ((row | 0) + k0) | 0;
  let b = (Math.floor(row / 2 ** 32) + k1) | 0;
  for (let group = 0; group < 5; group++) {
    const even = (group & 1) === 0;
    a = (a + b) | 0;
    b = rotate(b, even ? 13 : 17) ^ a;
    a = (a + b) | 0;
    b = rotate(b, even ? 15 : 29) ^ a;
    a = (a + b) | 0;
    b = rotate(b, even ? 26 : 16) ^ a;
    a = (a + b) | 0;
    b = rotate(b, even ? 6 : 24) ^ a;
    a = (a + keyAt(group + 1, k0, k1, k2)) | 0;
    b = (b + keyAt(group + 2, k0, k1, k2) + group + 1) | 0;
  }
  drawn[0] = ((a >>> 5) * 2 ** 26 + (b >>> 6)) * 2 ** -53;
}

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

const keyAt = (i: number, k0: number, k1: number, k2: number): number => (i % 3 === 0 ? k0 : i % 3 === 1 ? k1 : k2);
