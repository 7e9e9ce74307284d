import { describe, expect, it } from 'vitest';
import { aliasAt } from '../../../src/act/registry/alias-at.js';
import { memoryRegistry } from '../../../src/act/registry/memory-registry.js';
import { memoryClock } from '../../../src/ports/clock.js';
import { seededRandom } from '../../../src/stats/random.js';

const entry = { trainer: 'majority', model: 1, metrics: {}, createdAt: 0, rows: 0 };

describe('aliasAt', () => {
  it('says which version served at a time: from the very moment of a move, and none before the first', async () => {
    const clock = memoryClock(100);
    const registry = memoryRegistry({ clock });
    for (let n = 0; n < 2; n++) await registry.append(entry);
    await registry.setAlias('champion', 1, undefined);
    await clock.advance(50);
    await registry.setAlias('champion', 2, 1);
    const times = [-Infinity, 99, 100, 149, 150, 1e15];
    expect(await Promise.all(times.map((at) => aliasAt(registry, 'champion', at)))).toEqual([
      undefined,
      undefined,
      1,
      1,
      2,
      2,
    ]);
    expect(await aliasAt(registry, 'challenger', 1e15)).toBe(undefined);
  });

  it('equals what was noted while random moves were made', async () => {
    const random = seededRandom('aliasAt');
    for (let trial = 0; trial < 50; trial++) {
      const clock = memoryClock(1_000);
      const registry = memoryRegistry({ clock });
      for (let n = 0; n < 5; n++) await registry.append(entry);
      const noted: (number | undefined)[] = [];
      for (let at = 1_000; at < 1_060; at++) {
        if (random.uniform() < 0.2)
          await registry.setAlias('champion', 1 + random.integer(5), await registry.alias('champion'));
        noted.push(await registry.alias('champion'));
        await clock.advance(1);
      }
      const replayed = await Promise.all(noted.map((_, i) => aliasAt(registry, 'champion', 1_000 + i)));
      expect(replayed).toEqual(noted);
    }
  });

  it('cannot tell without a history', async () => {
    const { history: _, ...forgetful } = memoryRegistry();
    await expect(aliasAt(forgetful, 'champion', 0)).rejects.toMatchObject({ code: 'OPTION_INVALID' });
  });
});
