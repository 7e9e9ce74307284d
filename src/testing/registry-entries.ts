import type { ModelVersion, Registry } from '../contracts/registry.js';
import { DriftSenseError } from '../errors.js';

export type Entry = Omit<ModelVersion, 'version'>;

/** What a kit calls for a new, empty registry. */
export type MakeRegistry = () => Registry | Promise<Registry>;

/** A small entry that can be told from others. */
export const entry = (n: number): Entry => ({
  trainer: 'majority',
  model: { label: n },
  metrics: { n },
  createdAt: n,
  rows: n,
});

/** 1 to n. */
export const counts = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

/** A registry that holds versions 1 to n. */
export async function filled(make: MakeRegistry, n: number): Promise<Registry> {
  const registry = await make();
  for (const i of counts(n)) await registry.append(entry(i));
  return registry;
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** The code of the DriftSenseError, 'thrown' for another error, or the value itself. */
export async function outcome(attempt: () => Promise<unknown>): Promise<unknown> {
  try {
    return await attempt();
  } catch (error) {
    return DriftSenseError.is(error) ? error.code : 'thrown';
  }
}
