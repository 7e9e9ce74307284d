import type { ReferenceProfile, WindowProfile } from '../contracts/profiles.js';
import { DriftSenseError } from '../errors.js';

/**
 * Checks that stored JSON is a reference profile of this version.
 *
 * @throws DriftSenseError `PROFILE_INVALID` naming what is wrong.
 */
export function parseReference(json: unknown): ReferenceProfile {
  const value = frame(json, 'referenceProfile');
  if (typeof value['schema'] !== 'object' || value['schema'] === null)
    throw invalid('schema', 'an object', value['schema']);
  for (const [i, column] of (value['columns'] as Record<string, unknown>[]).entries()) {
    if (column['kind'] === 'numeric') {
      const grid = column['grid'] as Record<string, unknown> | undefined;
      if (grid === undefined) continue;
      const { edges, counts, view } = grid;
      if (
        !areNumbers(edges) ||
        !areNumbers(counts) ||
        !areNumbers(view) ||
        counts.length !== edges.length + 1 ||
        view.length !== counts.length
      )
        throw invalid(`columns[${i}].grid`, 'edges, and one count and one view cell more than edges', grid);
    } else if (column['kind'] === 'categorical') {
      const { categories, counts } = column;
      if (!Array.isArray(categories) || !areNumbers(counts) || categories.length !== counts.length)
        throw invalid(`columns[${i}]`, 'as many counts as categories', column);
    } else throw invalid(`columns[${i}].kind`, 'numeric or categorical', column['kind']);
  }
  return value as unknown as ReferenceProfile;
}

/**
 * Checks that stored JSON is a window profile of this version.
 *
 * @throws DriftSenseError `PROFILE_INVALID` naming what is wrong.
 */
export function parseWindowProfile(json: unknown): WindowProfile {
  const value = frame(json, 'windowProfile');
  for (const [i, column] of (value['columns'] as Record<string, unknown>[]).entries())
    if (!areNumbers(column['counts'])) throw invalid(`columns[${i}].counts`, 'numbers', column['counts']);
  return value as unknown as WindowProfile;
}

function frame(json: unknown, kind: string): Record<string, unknown> {
  if (typeof json !== 'object' || json === null) throw invalid('', `a ${kind}`, json);
  const value = json as Record<string, unknown>;
  if (value['kind'] !== kind) throw invalid('kind', kind, value['kind']);
  if (value['schemaVersion'] !== 1) throw invalid('schemaVersion', '1', value['schemaVersion']);
  if (
    !Array.isArray(value['columns']) ||
    !value['columns'].every(
      (column) => typeof column === 'object' && column !== null && typeof column.name === 'string',
    )
  )
    throw invalid('columns', 'a list of named columns', value['columns']);
  return value;
}

const areNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((n) => typeof n === 'number' && Number.isFinite(n));

const invalid = (path: string, expected: string, received: unknown): DriftSenseError =>
  new DriftSenseError(
    'PROFILE_INVALID',
    `profile${path && `.${path}`}: expected ${expected}, got ${JSON.stringify(received)?.slice(0, 80)}`,
  );

/** Whether a value says of itself that it is a window profile. */
export const isWindowProfile = (given: unknown): given is WindowProfile => kindOf(given) === 'windowProfile';

/** Whether a value says of itself that it is a reference profile. */
export const isReferenceProfile = (given: unknown): given is ReferenceProfile => kindOf(given) === 'referenceProfile';

const kindOf = (given: unknown): unknown =>
  typeof given === 'object' && given !== null && 'kind' in given ? given.kind : undefined;
