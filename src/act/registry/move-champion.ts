import type { Registry } from '../../contracts/registry.js';
import { DriftSenseError } from '../../errors.js';
import type { MoveOptions } from './alias-move.js';

const champion = 'champion';
const previous = 'previous';
/** Each lost attempt means that another writer got through; so many in a row means something else. */
const attempts = 100;

/** Where the champion stands now, and the version a rollback would go to. */
export interface Promotion {
  readonly version: number;
  readonly previous?: number;
}

/**
 * The way by which the champion was reached, oldest first, the champion last. A promotion goes one step on, a move to the
 * version before goes one step back and leaves no trace: so repeated rollbacks never return to what was rolled back.
 * Read from the history; a registry without one remembers a single step, in the alias `previous` (equal to the champion
 * when there is none).
 */
async function wayOf(registry: Registry): Promise<number[]> {
  if (registry.history === undefined) {
    const [now, before] = [await registry.alias(champion), await registry.alias(previous)];
    if (now === undefined) return [];
    return before === undefined || before === now ? [now] : [before, now];
  }
  let way: number[] = [];
  for await (const { version, previous: from } of registry.history(champion)) {
    if (from !== undefined) way = step(way, from); // the move to it cannot be read
    way = step(way, version);
  }
  return way;
}

function step(way: readonly number[], version: number): number[] {
  if (way.at(-1) === version) return [...way];
  return way.at(-2) === version ? way.slice(0, -1) : [...way, version];
}

/** Makes a version the champion, as `promote` says. @param expected - The champion now, `null` for none; absent: any. */
export async function moveChampion(
  registry: Registry,
  version: number,
  mover: MoveOptions,
  expected?: number | null,
): Promise<Promotion> {
  await loadable(registry, version);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const way = await wayOf(registry);
    if (expected !== undefined && (way.at(-1) ?? null) !== expected) throw unexpected(expected, way.at(-1));
    const moved = await move(registry, way, version, mover);
    if (moved !== undefined) return moved;
  }
  throw conflict(`lost ${attempts} attempts to promote version ${version} to other writers`, true);
}

/**
 * Makes the version that served before the champion again, as `rollback` says.
 *
 * @param expected - The champion now; absent: any.
 */
export async function moveBack(registry: Registry, mover: MoveOptions, expected?: number): Promise<Promotion> {
  let way = await wayOf(registry);
  const [from, target] = [way.at(-1), way.at(-2)];
  if (expected !== undefined && from !== expected) throw unexpected(expected, from);
  if (target === undefined)
    throw new DriftSenseError(
      'NO_PREVIOUS_VERSION',
      from === undefined ? 'rollback: there is no champion' : `rollback: nothing served before version ${from}`,
    );
  await loadable(registry, target);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const moved = await move(registry, way, target, mover);
    if (moved !== undefined) return moved;
    way = await wayOf(registry);
    if (way.at(-1) === target) return standing(way); // somebody else had the same thought
    if (way.at(-1) !== from) break;
  }
  throw conflict(`rollback from version ${from} to ${target}: the champion is now ${way.at(-1)}`);
}

/**
 * One step by compare-and-set. `previous` is moved first: a crash between the two moves then leaves no champion whose
 * rollback would go wrong.
 *
 * @returns undefined when another writer came between.
 */
async function move(
  registry: Registry,
  way: readonly number[],
  version: number,
  { reason, actor }: MoveOptions,
): Promise<Promotion | undefined> {
  const next = step(way, version);
  const now = way.at(-1);
  if (now === version) return standing(next);
  const behind = next.at(-2);
  // A damaged champion must not stand in the way of its successor: nothing to go back to, then.
  const back = behind !== undefined && (await isLoadable(registry, behind)) ? behind : version;
  const marked = await registry.alias(previous);
  if (marked !== back && !(await registry.setAlias(previous, back, marked, reason, actor))) return undefined;
  return (await registry.setAlias(champion, version, now, reason, actor)) ? standing(next) : undefined;
}

function standing(way: readonly number[]): Promotion {
  const before = way.at(-2);
  return { version: way.at(-1)!, ...(before !== undefined && { previous: before }) };
}

async function loadable(registry: Registry, version: number): Promise<void> {
  if ((await registry.read(version)) === undefined)
    throw new DriftSenseError('MODEL_NOT_FOUND', `the registry holds no version ${version}`);
}

async function isLoadable(registry: Registry, version: number): Promise<boolean> {
  try {
    return (await registry.read(version)) !== undefined;
  } catch (error) {
    if (DriftSenseError.is(error)) return false;
    throw error;
  }
}

const unexpected = (expected: number | null, found: number | undefined): DriftSenseError =>
  conflict(`expected champion ${expected ?? 'none'}, found ${found ?? 'none'}`);

const conflict = (what: string, retryable = false): DriftSenseError =>
  new DriftSenseError('REGISTRY_CONFLICT', what, { retryable });
