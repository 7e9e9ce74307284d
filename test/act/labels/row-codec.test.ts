import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allSteps } from '../../../src/all-steps.js';
import { base64, fromBase64 as bytesOf } from '../../../src/act/labels/base64.js';
import { ByteReader, ByteWriter } from '../../../src/act/labels/byte-io.js';
import { decodeRows, encodeRows } from '../../../src/act/labels/row-codec.js';
import { bits, Slots, type Chain } from '../../../src/act/labels/slots.js';

const letters = (text: string): Uint8Array => new TextEncoder().encode(text);
const fromBase64 = (text: string): Uint8Array | undefined => allSteps(bytesOf(letters(text)));
const toBase64 = (bytes: Uint8Array): string => new TextDecoder().decode(base64(bytes));

const time = fc.integer({ min: -(2 ** 51), max: 2 ** 51 });
const value = fc.oneof(
  fc.nat(300),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0),
);
const row = fc.record({
  high: fc.integer(),
  low: fc.integer(),
  at: time,
  turn: fc.nat(),
  prediction: value,
  score: fc.oneof(fc.constant(Number.NaN), value),
  flags: fc.nat(15),
  label: value,
  labelAt: fc.oneof(fc.constant(Number.NaN), time),
  before: fc.oneof(fc.constant(Number.NaN), fc.nat()),
});

const rowsOf = (slots: Slots, chain: Chain) =>
  Array.from(slots.of(chain), (slot) => ({
    hash: [slots.high.of(slot), slots.low.of(slot)],
    times: [slots.at.of(slot), slots.labelAt.of(slot), slots.labelFirst.of(slot), slots.turn.of(slot)],
    values: [slots.prediction.of(slot), slots.score.of(slot), slots.label.of(slot)],
    flags: slots.flags.of(slot),
  }));

function filled(rows: readonly (typeof row extends fc.Arbitrary<infer R> ? R : never)[]) {
  const slots = new Slots(1_000);
  const chain = { head: -1, tail: -1 };
  for (const { high, low, at, turn, prediction, score, flags, label, labelAt, before } of rows) {
    if (slots.find(high, low) !== undefined) continue;
    const slot = slots.add(high, low, chain);
    slots.at.put(slot, at);
    slots.turn.put(slot, turn);
    slots.prediction.put(slot, prediction);
    slots.score.put(slot, score);
    slots.flags.put(slot, flags);
    if ((flags & bits.labelled) === 0) continue;
    slots.label.put(slot, label);
    slots.labelAt.put(slot, labelAt);
    slots.labelFirst.put(slot, labelAt - before);
  }
  return { slots, chain };
}

function decoded(text: string) {
  const slots = new Slots(1_000);
  const chain = { head: -1, tail: -1 };
  const sound = allSteps(
    decodeRows(
      letters(text),
      slots,
      chain,
      () => true,
      () => undefined,
    ),
  );
  return { sound, rows: rowsOf(slots, chain) };
}

describe('stored rows', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), (rows) => {
        const { slots, chain } = filled(rows);
        expect(decoded(encodeRows(slots, chain.head))).toEqual({ sound: true, rows: rowsOf(slots, chain) });
      }),
      { numRuns: 1_000 },
    );
  });

  it('are refused when they are cut, doubled or no base64', () => {
    const { slots, chain } = filled(fc.sample(row, { numRuns: 5, seed: 1 }));
    const text = encodeRows(slots, chain.head);
    const bytes = fromBase64(text)!;
    expect(decoded(toBase64(Uint8Array.of(...bytes, ...bytes))).sound).toBe(false);
    expect(decoded(`${text.slice(0, -2)}*=`).sound).toBe(false);
    expect(decoded(text.slice(1)).sound).toBe(false);
    const starts = new Set<number>();
    for (let end = 0; end < bytes.length; end++) if (decoded(toBase64(bytes.slice(0, end))).sound) starts.add(end);
    expect(starts.size).toBe(rowsOf(slots, chain).length); // only between two rows is a cut not seen
  });

  it('never make the reader throw, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        for (const { times, values } of decoded(toBase64(bytes)).rows) {
          expect(Number.isFinite(times[0]! + times[3]!)).toBe(true);
          expect(Number.isFinite(values[0])).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('are written in few bytes: 15 for a class that waits an hour behind the one before', () => {
    const slots = new Slots(10);
    const chain = { head: -1, tail: -1 };
    for (let i = 0; i < 3; i++) {
      const slot = slots.add(i, i, chain);
      slots.at.put(slot, 3_600_000 * i);
      slots.turn.put(slot, i);
      slots.prediction.put(slot, 1);
      slots.set(slot, bits.predicted);
    }
    const bytes = fromBase64(encodeRows(slots, chain.head))!;
    expect(bytes.length).toBe(12 + 2 * 15);
  });
});

describe('numbers as bytes', () => {
  it('come back as they were, up to 2⁵³', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeNat()), (numbers) => {
        const writer = new ByteWriter();
        for (const x of [...numbers, 2 ** 53]) writer.unsigned(x);
        for (const x of numbers) writer.signed(x % 2 === 0 ? x / 2 : -(x + 1) / 2);
        const reader = new ByteReader(writer.take(1));
        expect([...numbers, 2 ** 53].map(() => reader.unsigned())).toEqual([...numbers, 2 ** 53]);
        expect(numbers.map(() => reader.signed())).toEqual(numbers.map((x) => (x % 2 === 0 ? x / 2 : -(x + 1) / 2)));
        expect([reader.left, reader.failed]).toEqual([0, false]);
      }),
    );
  });

  it('end where the bytes do', () => {
    const reader = new ByteReader(Uint8Array.of(255, 255));
    expect([reader.unsigned(), reader.failed, reader.left, reader.double()]).toEqual([0, true, 0, 0]);
    const endless = new ByteReader(new Uint8Array(40).fill(255));
    expect([endless.unsigned(), endless.failed]).toEqual([0, true]);
  });
});

describe('base64', () => {
  it('is what Node writes and reads', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64');
        expect(toBase64(bytes)).toBe(text);
        expect([...fromBase64(text)!]).toEqual([...bytes]);
      }),
    );
  });

  it('is refused with other letters, another length or padding inside', () => {
    for (const text of ['A', 'AB', 'ABC', 'AB*D', 'A=BC', '====', 'AAA ', 'ÀAAA', 'A\u2014AA'])
      expect(fromBase64(text), text).toBeUndefined();
    expect(fromBase64('')).toHaveLength(0);
  });
});
