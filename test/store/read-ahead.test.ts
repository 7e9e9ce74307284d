import { describe, expect, it } from 'vitest';
import { readAhead } from '../../src/store/read-ahead.js';
import { collect } from '../../src/testing/registry-entries.js';

const items = Array.from({ length: 20 }, (_, i) => i);

describe('reading ahead', () => {
  it('gives every item once, in order, however long each takes', async () => {
    const read = async (i: number): Promise<number> => {
      for (let wait = (i * 7) % 5; wait > 0; wait--) await Promise.resolve();
      return i * i;
    };
    expect(await collect(readAhead(items, read))).toEqual(items.map((i) => [i, { value: i * i }]));
  });

  it('has no more than four readings under way', async () => {
    let running = 0;
    let most = 0;
    const read = async (): Promise<void> => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
    };
    await collect(readAhead(items, read));
    expect(most).toBe(4);
  });

  it('tells an error at the turn of its item and goes on', async () => {
    const error = new Error('damaged');
    const read = (i: number): Promise<number> => (i === 3 ? Promise.reject(error) : Promise.resolve(i));
    const readings = await collect(readAhead(items, read));
    expect(readings[3]).toEqual([3, { error }]);
    expect(readings.length).toBe(20);
  });

  it('reads little more than was asked for when left early, and what fails then disturbs nobody', async () => {
    const read: number[] = [];
    const failing = (i: number): Promise<number> => {
      read.push(i);
      return i > 1 ? Promise.reject(new Error('gone')) : Promise.resolve(i);
    };
    for await (const [i] of readAhead(items, failing)) if (i === 1) break;
    await new Promise((resolve) => setImmediate(resolve));
    expect(read.length).toBeLessThanOrEqual(6);
  });

  it('has nothing to give of nothing', async () => {
    expect(await collect(readAhead([], () => Promise.resolve(1)))).toEqual([]);
  });
});
