import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TurnQueue } from '../../../src/act/labels/turn-queue.js';

describe('the queue of turns', () => {
  it('gives entries in their order, and gives up any of them, like a sorted list', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('push', 'first', 'remove'), fc.nat(300), fc.nat(20)), {
          maxLength: 400,
          size: 'max',
        }),
        (steps) => {
          const keys = new Map<number, number>();
          const before = (a: number, b: number) =>
            keys.get(a)! < keys.get(b)! || (keys.get(a) === keys.get(b) && a < b);
          const queue = new TurnQueue(before);
          let list: number[] = [];
          for (const [step, entry, key] of steps) {
            if (step === 'push' && !list.includes(entry)) {
              keys.set(entry, key);
              queue.push(entry);
              list = [...list, entry].sort((a, b) => (before(a, b) ? -1 : 1));
            } else if (step === 'remove') {
              queue.remove(entry);
              list = list.filter((other) => other !== entry);
            } else if (step === 'first' && list.length > 0) {
              queue.remove(list[0]!);
              list.shift();
            }
            expect(queue.first()).toBe(list[0]);
            expect(queue.size).toBe(list.length);
            expect(queue.has(entry)).toBe(list.includes(entry));
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});
