import type { Registry } from '../contracts/registry.js';
import { DriftSenseError } from '../errors.js';
import { edgeLimits } from '../edge-limits.js';
import type { Clock } from '../ports/clock.js';
import { inTime } from '../ports/in-time.js';

/**
 * The same registry, whose calls fail when they are not answered in time. One that was silent is left alone for a while, as
 * each window would wait for it anew, or until the answer comes after all.
 */
export function registryInTime(registry: Registry, clock: Clock): Registry {
  let silentUntil = -Infinity;
  const ask = async <T>(call: string, work: () => Promise<T>): Promise<T> => {
    if (clock.monotonic() < silentUntil)
      throw new DriftSenseError(
        'IO_FAILED',
        `the registry was not asked for '${call}': it has not answered an earlier call within ${edgeLimits.answerMs} ms`,
        { retryable: true },
      );
    const answer = (async () => work())();
    let answered = false;
    const heard = (): void => {
      answered = true;
      silentUntil = -Infinity;
    };
    answer.then(heard, heard);
    try {
      return await inTime(clock, `the registry, asked for '${call}',`, answer);
    } finally {
      if (!answered) silentUntil = clock.monotonic() + 5 * edgeLimits.answerMs;
    }
  };
  async function* each<T>(call: string, values: AsyncIterable<T>): AsyncGenerator<T> {
    const iterator = values[Symbol.asyncIterator]();
    try {
      for (let next; !(next = await ask(call, () => iterator.next())).done;) yield next.value;
    } finally {
      // Who reads no further leaves nothing open; whether it can be closed is of no matter to them.
      iterator.return?.()?.then(undefined, () => undefined);
    }
  }
  const all: Required<Registry> = {
    append: (entry) => ask('append', () => registry.append(entry)),
    read: (version) => ask('read', () => registry.read(version)),
    list: () => each('list', registry.list()),
    alias: (name) => ask('alias', () => registry.alias(name)),
    setAlias: (...move) => ask('setAlias', () => registry.setAlias(...move)),
    history: (name) => each('history', registry.history!(name)),
    recordDecision: (decision) => ask('recordDecision', () => registry.recordDecision!(decision)),
    decisions: () => each('decisions', registry.decisions!()),
  };
  const has = ([name]: [string, unknown]): boolean => registry[name as keyof Registry] !== undefined;
  return Object.fromEntries(Object.entries(all).filter(has)) as unknown as Registry;
}
