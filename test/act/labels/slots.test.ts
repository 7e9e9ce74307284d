import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelOptions } from '../../../src/act/labels/label-options.js';
import { LabelLedger } from '../../../src/act/labels/ledger.js';
import { LongArray } from '../../../src/act/labels/long-array.js';
import { Slots, type Chain } from '../../../src/act/labels/slots.js';
import { seededRandom } from '../../../src/stats/random.js';

const chain = (): Chain => ({ head: -1, tail: -1 });

describe('rows by hash', () => {
  it('are found, chained and forgotten like entries of maps, also where many hashes fall together', () => {
    fc.assert(
      fc.property(
        // Few low words, so that whole runs of the index are one beside the other.
        fc.array(fc.tuple(fc.constantFrom('add', 'add', 'remove', 'move'), fc.nat(6), fc.nat(9), fc.nat(1)), {
          maxLength: 500,
          size: 'max',
        }),
        (steps) => {
          const slots = new Slots(1_000);
          const chains = [chain(), chain()] as const;
          const model: string[][] = [[], []];
          for (const [step, high, low, which] of steps) {
            const name = `${high} ${low - 5}`;
            const slot = slots.find(high, low - 5);
            const home = model.findIndex((names) => names.includes(name));
            expect(slot !== undefined).toBe(home >= 0);
            if (step === 'add' && slot === undefined) {
              const added = slots.add(high, low - 5, chains[which as 0 | 1]);
              slots.at.put(added, 10 * high + low);
              model[which]!.push(name);
            } else if (slot !== undefined && step !== 'add') {
              expect(slots.at.of(slot)).toBe(10 * high + low);
              if (step === 'remove') slots.remove(slot, chains[home as 0 | 1]);
              else {
                slots.unlink(slot, chains[home as 0 | 1]);
                slots.link(slot, chains[which as 0 | 1]);
              }
              model[home] = model[home]!.filter((other) => other !== name);
              if (step === 'move') model[which]!.push(name);
            }
            expect(slots.size).toBe(model[0]!.length + model[1]!.length);
            const names = chains.map((one) =>
              Array.from(slots.of(one), (at) => `${slots.high.of(at)} ${slots.low.of(at)}`),
            );
            expect(names).toEqual(model);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('keep all they hold while the arrays grow, and use slots again', () => {
    const slots = new Slots(1_000);
    const all = chain();
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 1_000; i++) {
        const slot = slots.add(i * 7, (i * 2_654_435_761) | 0, all);
        slots.score.put(slot, i);
      }
      expect(slots.isFull).toBe(true);
      for (let i = 0; i < 1_000; i++) expect(slots.score.of(slots.find(i * 7, (i * 2_654_435_761) | 0)!)).toBe(i);
      expect(slots.of(all)).toEqual(Int32Array.from({ length: 1_000 }, (_, i) => (round % 2 === 0 ? i : 999 - i)));
      for (const slot of slots.of(all)) slots.remove(slot, all);
      expect(slots.size).toBe(0);
    }
  });

  it('are taken with as few numbers written however many there are: none is moved for another', () => {
    const settings = { ...labelOptions.parse({}), order: 'prediction', aheadMs: Infinity } as const;
    const ledger = LabelLedger.create(settings, seededRandom(1));
    let written = 0;
    /** The most that one row takes until there are so many. */
    const mostUntil = (rows: number): number => {
      let most = 0;
      for (let i = ledger.size; i < rows; i++) {
        written = 0;
        ledger.record(`row ${i}`, { prediction: 1, at: i });
        most = Math.max(most, written);
      }
      return most;
    };
    const typedArrays = Object.getPrototypeOf(Int32Array.prototype) as object;
    const restore = [
      counted(LongArray.prototype, 'put', () => written++),
      counted(typedArrays, 'set', ([from]) => (written += (from as Int32Array).length)),
    ];
    try {
      expect(mostUntil(8_192)).toBeGreaterThan(4_096); // copies are seen
      expect(mostUntil(66_000)).toBeLessThan(70);
    } finally {
      for (const one of restore) one();
    }
  });
});

/** Has a method told of before it does what it did; gives what ends that. */
function counted(object: object, method: string, tell: (given: unknown[]) => unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(object, method)!;
  const call = before.value as (...given: unknown[]) => unknown;
  const value = function (this: unknown, ...given: unknown[]): unknown {
    tell(given);
    return call.apply(this, given);
  };
  Object.defineProperty(object, method, { ...before, value });
  return () => void Object.defineProperty(object, method, before);
}
