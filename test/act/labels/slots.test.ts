import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Slots, type Chain } from '../../../src/act/labels/slots.js';

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
              slots.at[added] = 10 * high + low;
              model[which]!.push(name);
            } else if (slot !== undefined && step !== 'add') {
              expect(slots.at[slot]).toBe(10 * high + low);
              if (step === 'remove') slots.remove(slot, chains[home as 0 | 1]);
              else {
                slots.unlink(slot, chains[home as 0 | 1]);
                slots.link(slot, chains[which as 0 | 1]);
              }
              model[home] = model[home]!.filter((other) => other !== name);
              if (step === 'move') model[which]!.push(name);
            }
            expect(slots.size).toBe(model[0]!.length + model[1]!.length);
            const names = chains.map((one) => Array.from(slots.of(one), (at) => `${slots.high[at]} ${slots.low[at]}`));
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
        slots.score[slot] = i;
      }
      expect(slots.isFull).toBe(true);
      for (let i = 0; i < 1_000; i++) expect(slots.score[slots.find(i * 7, (i * 2_654_435_761) | 0)!]).toBe(i);
      expect(slots.score).toHaveLength(1_000);
      for (const slot of slots.of(all)) slots.remove(slot, all);
      expect(slots.size).toBe(0);
    }
  });
});
