import { DriftSenseError } from './errors.js';
import { limits } from './limits.js';

type Parent = { readonly value: object; readonly above: Parent | undefined };

/**
 * Asserts that a value survives JSON unchanged: finite numbers, strings, booleans, null, arrays without holes and plain
 * objects (whose undefined properties JSON leaves out). -0 passes: JSON writes it as 0, which equals it.
 *
 * @param owner - Who holds the value, for the message: `detector 'errorRun'`.
 * @throws DriftSenseError `STATE_NOT_JSON` naming the owner and the path of the first offending part.
 *
 * @example
 * assertPlainJson({ run: Number.NaN }, "detector 'errorRun'"); // throws: state.run is NaN
 */
export function assertPlainJson(value: unknown, owner: string): void {
  check(value, 'state', owner, undefined, 0);
}

function check(value: unknown, path: string, owner: string, above: Parent | undefined, depth: number): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) refuse(owner, path, String(value));
    return;
  }
  if (typeof value !== 'object') return refuse(owner, path, value === undefined ? 'undefined' : `a ${typeof value}`);
  if (!isPlain(value)) return refuse(owner, path, `a ${value.constructor?.name ?? 'special object'}`);
  for (let parent = above; parent !== undefined; parent = parent.above)
    if (parent.value === value) return refuse(owner, path, 'a reference to itself');
  if (depth >= limits.nesting) return refuse(owner, path, `nested deeper than ${limits.nesting} levels`);
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return refuse(owner, path, 'an object with toJSON');
  const here: Parent = { value, above };
  if (Array.isArray(value)) {
    // By index: a hole must be seen, and JSON would write it as null.
    for (let i = 0; i < value.length; i++) {
      const part: unknown = value[i];
      // A model has a million numbers, and none of them needs to know where it stands.
      if (!Number.isFinite(part)) check(part, `${path}[${i}]`, owner, here, depth + 1);
    }
    return;
  }
  if (Object.getOwnPropertySymbols(value).length > 0) refuse(owner, path, 'an object with symbol keys');
  for (const [key, part] of Object.entries(value))
    if (part !== undefined) check(part, `${path}.${key}`, owner, here, depth + 1);
}

function refuse(owner: string, path: string, found: string): never {
  throw new DriftSenseError('STATE_NOT_JSON', `${owner}: ${path} is ${found}, which JSON cannot keep`, {
    details: { owner, path, found },
  });
}

/**
 * Copies arrays and plain objects all the way down; anything else is passed on as it is, and so is what is nested deeper
 * than `assertPlainJson` lets pass. A state that is plain JSON is thereby wholly the caller's own.
 */
export function copyPlain<T>(value: T, left: number = limits.nesting): T {
  if (left < 0 || typeof value !== 'object' || value === null || !isPlain(value)) return value;
  if (Array.isArray(value)) {
    const copy: unknown[] = [];
    for (const part of value) copy.push(copyPlain(part, left - 1));
    return copy as T;
  }
  // defineProperty semantics of fromEntries keep a key named __proto__ a key.
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copyPlain(part, left - 1)])) as T;
}

/** True for arrays and for objects made by a literal, JSON or `Object.create(null)`, of this realm or another. */
function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
