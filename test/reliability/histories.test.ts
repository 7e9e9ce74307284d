import { describe, expect, it } from 'vitest';
import { aliasAt } from '../../src/act/registry/alias-at.js';
import { fileRegistry } from '../../src/act/registry/file-registry.node.js';
import { memoryRegistry } from '../../src/act/registry/memory-registry.js';
import { promote, rollback } from '../../src/act/registry/rollback.js';
import type { AliasRecord, Registry } from '../../src/contracts/registry.js';
import { DriftSenseError } from '../../src/errors.js';
import type { Clock } from '../../src/ports/clock.js';
import type { FileSystem } from '../../src/ports/file-system.js';
import { memoryFileSystem } from '../../src/ports/memory-file-system.js';
import { seededRandom, type SeededRandom } from '../../src/stats/random.js';
import { dyingFileSystem } from './dying-file-system.js';
import { nightly, record } from './evidence.js';

/** The promise in a few lines: promotions climb, going back descends, and nothing else moves the champion. */
class Model {
  versions = 0;
  climbed: number[] = [];
  log: number[] = [];

  get champion(): number | undefined {
    return this.climbed.at(-1);
  }
  get before(): number | undefined {
    return this.climbed.at(-2);
  }
  move(version: number): void {
    if (version === this.champion) return;
    if (version === this.before) this.climbed.pop();
    else this.climbed.push(version);
    this.log.push(version);
  }
}

type Store = { open(): Registry; dying?(allowed: number): { registry: Registry; died: Promise<void> } };

const entry = (n: number) => ({ trainer: 'a', model: n, metrics: {}, createdAt: 0, rows: 0 });

/** A clock that jumps, also backwards. */
const jumpingClock = (random: SeededRandom): Clock => ({
  now: () => 1_000_000 + random.integer(1_000),
  monotonic: () => 0,
  sleep: async () => undefined,
});

async function codeOf(attempt: () => Promise<unknown>): Promise<string> {
  try {
    await attempt();
    return 'done';
  } catch (error) {
    if (DriftSenseError.is(error)) return error.code;
    throw error;
  }
}

async function movesOf(registry: Registry): Promise<AliasRecord[]> {
  const moves: AliasRecord[] = [];
  for await (const move of registry.history!('champion')) moves.push(move);
  return moves;
}

/** Plays one random history against the model and returns what did not agree. */
async function play(store: Store, random: SeededRandom, steps: number): Promise<string[]> {
  const model = new Model();
  const bad: string[] = [];
  const told: string[] = [];
  let registry = store.open();
  const check = (what: string, found: unknown, wanted: unknown): void => {
    if (found !== wanted) bad.push(`${told.join(', ')}: ${what} ${String(found)}, should be ${String(wanted)}`);
  };

  for (let step = 0; step < steps && bad.length === 0; step++) {
    const target = 1 + random.integer(model.versions + 1); // at times one that does not exist
    const kind = ['register', 'promote', 'promote', 'rollback', 'crash'][
      random.integer(store.dying === undefined ? 4 : 5)
    ]!;
    told.push(kind === 'promote' ? `promote ${target}` : kind);
    if (kind === 'register') check('number', (await registry.append(entry(step))).version, ++model.versions);
    if (kind === 'promote') {
      const exists = target <= model.versions;
      check('promotion', await codeOf(() => promote(registry, target)), exists ? 'done' : 'MODEL_NOT_FOUND');
      if (exists) model.move(target);
    }
    if (kind === 'rollback') {
      const { before } = model;
      check('rollback', await codeOf(() => rollback(registry)), before === undefined ? 'NO_PREVIOUS_VERSION' : 'done');
      if (before !== undefined) model.move(before);
    }
    if (kind === 'crash') {
      registry = await crash(store, random, model, check, told);
    } else if (model.champion !== undefined && kind !== 'register') {
      check('previous', await registry.alias('previous'), model.before ?? model.champion);
    }
    check('champion', await registry.alias('champion'), model.champion);
  }
  const moves = await movesOf(registry);
  check('history', moves.map(({ version }) => version).join(), model.log.join());
  for (let i = 0; i < 3; i++) {
    const at = 999_900 + random.integer(1_200);
    check(
      `champion at ${at}`,
      await aliasAt(registry, 'champion', at),
      moves.findLast((move) => move.at <= at)?.version,
    );
  }
  check(
    'order in time',
    moves.every(({ at }, i) => at >= (moves[i - 1]?.at ?? at)),
    true,
  );
  return bad;
}

/** A process dies while it works; the work is done or not done, and the next process sees which. */
async function crash(
  store: Store,
  random: SeededRandom,
  model: Model,
  check: (what: string, found: unknown, wanted: unknown) => void,
  told: string[],
): Promise<Registry> {
  const { registry: doomed, died } = store.dying!(random.integer(40));
  const work = random.integer(3);
  const target = 1 + random.integer(Math.max(1, model.versions));
  told.push(['registering', `promoting ${target}`, 'rolling back'][work]!);
  const going = work === 1 ? target : model.before;
  const attempt = codeOf(() =>
    work === 0 ? doomed.append(entry(-1)) : work === 1 ? promote(doomed, target) : rollback(doomed),
  );
  const ended = await Promise.race([attempt, died.then(() => 'died')]);
  const registry = store.open();
  let versions = 0;
  for await (const { version } of registry.list()) versions = version;
  if (work === 0 && (ended === 'done' || versions > model.versions)) model.versions++;
  check('versions', versions, model.versions);
  const champion = await registry.alias('champion');
  const moved = work > 0 && going !== undefined && champion === going && champion !== model.champion;
  if (moved) model.move(going);
  if (ended === 'done' && work > 0) check('champion after a finished move', champion, going);
  return registry;
}

function inFiles(random: SeededRandom): Store {
  const fs = memoryFileSystem();
  const clock = jumpingClock(random);
  const on = (disk: FileSystem): Registry => fileRegistry('models', { fs: disk, clock });
  return {
    open: () => on(fs),
    dying(allowed) {
      const disk = dyingFileSystem(fs, allowed);
      return { registry: on(disk), died: disk.died };
    },
  };
}

function inMemory(random: SeededRandom): Store {
  const registry = memoryRegistry({ clock: jumpingClock(random) });
  return { open: () => registry };
}

describe('random histories of register, promote, rollback and crash (REL-22)', () => {
  const histories = nightly ? 20_000 : 400;
  for (const [name, make] of Object.entries({ inFiles, inMemory }))
    it(`agree with a model of ten lines: ${name}`, { timeout: 1_200_000 }, async () => {
      const bad: string[] = [];
      for (let seed = 0; seed < histories; seed++) {
        const random = seededRandom(`REL-22 ${name} ${seed}`);
        bad.push(...(await play(make(random), random, 12)).map((what) => `seed ${seed}: ${what}`));
      }
      record({ id: 'REL-22', variant: name, seed: 0, trials: histories, bad: bad.length });
      expect(bad).toEqual([]);
    });

  it('do not agree with a registry that sets aliases without comparing and loses one in ten', async () => {
    const random = seededRandom('control');
    const careless = (): Store => {
      const registry = memoryRegistry();
      const setAlias: Registry['setAlias'] = async (name, version, expected) =>
        random.uniform() < 0.1 ? true : await registry.setAlias(name, version, expected);
      return { open: () => ({ ...registry, setAlias }) };
    };
    const bad: string[] = [];
    for (let seed = 0; seed < 20; seed++) bad.push(...(await play(careless(), random, 12)));
    expect(bad.length).toBeGreaterThan(0);
  });
});
