import { expect, it } from 'vitest';
import { compare, Monitor, profile } from 'driftsense';

const rows = (n: number) => Array.from({ length: n }, (_, i) => ({ load: (i * 7) % 100 }));
const reference = profile(rows(200));
const window = profile(rows(100), { on: reference });

const ways = {
  process: async (given: unknown) => {
    await using monitor = new Monitor({ reference });
    await monitor.process(given as typeof window);
  },
  compare: async (given: unknown) => void compare(reference, given as typeof window),
};

it.each(
  Object.entries(ways).flatMap(([name, way]) => [
    [name, 'a list of WindowProfiles', [window, window], 'merge them, and give the one that comes out', way] as const,
    [name, 'a list of ReferenceProfiles', [reference], 'profile(rows, { on: reference })', way] as const,
    [name, 'a ReferenceProfile', reference, 'profile(rows, { on: reference })', way] as const,
  ]),
)('%s refuses %s, which is no row of cells', async (_, what, given, remedy, way) => {
  await expect(way(given)).rejects.toMatchObject({
    code: 'TABLE_INVALID',
    message: `expected rows or a WindowProfile, got ${what}`,
    remedy: expect.stringContaining(remedy) as string,
  });
});

it.each(Object.entries(ways))('%s takes rows with a column named like the kind of a profile', async (_, way) => {
  await way(rows(100).map((row) => ({ ...row, kind: 'window' })));
  await way([]);
  await way(window);
});
