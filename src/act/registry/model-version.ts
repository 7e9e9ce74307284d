import type { Json } from '../../contracts/json.js';
import type { ModelVersion } from '../../contracts/registry.js';
import { DriftSenseError, type ErrorCode } from '../../errors.js';
import { deepFreeze } from '../../freeze.js';
import { edgeLimits } from '../../edge-limits.js';
import { assertPlainJson } from '../../plain-json.js';
import { jsonBytes } from '../../store/json-body.js';

type Entry = Omit<ModelVersion, 'version'>;
type Check = (value: unknown) => string | undefined;
type Field = { readonly required?: true; readonly check: Check };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const rule =
  (expected: string, holds: (value: unknown) => boolean): Check =>
  (value) =>
    holds(value) ? undefined : `expected ${expected}`;

const text = rule('text', (value) => typeof value === 'string');
const json: Check = () => undefined; // what is not plain JSON has been refused before
const scalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);
const textsOf = (value: unknown, ...keys: readonly string[]): boolean =>
  isObject(value) && keys.every((key) => typeof value[key] === 'string');
const numbersOf = (value: unknown, ...keys: readonly string[]): boolean =>
  isObject(value) && keys.every((key) => Number.isFinite(value[key]));

/** Every field of a model version in the order in which it is stored. */
const fields: { readonly [Key in keyof Required<Entry>]: Field } = {
  name: { check: text },
  trainer: {
    required: true,
    check: rule('the name of a trainer', (value) => typeof value === 'string' && value !== ''),
  },
  trainerVersion: { check: text },
  libVersion: { check: text },
  createdAt: { required: true, check: rule('epoch milliseconds', Number.isFinite) },
  rows: {
    required: true,
    check: rule('a number of rows', (value) => Number.isSafeInteger(value) && Number(value) >= 0),
  },
  metrics: {
    required: true,
    check: rule('finite numbers by name', (value) => isObject(value) && Object.values(value).every(Number.isFinite)),
  },
  trainingWindow: { check: rule('{from, to} as texts', (value) => textsOf(value, 'from', 'to')) },
  referenceHash: { check: text },
  features: {
    check: rule(
      'a list of {name, type}',
      (value) => Array.isArray(value) && value.every((f) => textsOf(f, 'name', 'type')),
    ),
  },
  classes: {
    check: rule('a list of texts, numbers or booleans', (value) => Array.isArray(value) && value.every(scalar)),
  },
  parent: { check: rule('a version', (value) => Number.isSafeInteger(value) && Number(value) >= 1) },
  reason: { check: text },
  notes: { check: text },
  scoreReference: { check: json },
  validation: { check: rule('{rows, meanLoss, sd} as numbers', (value) => numbersOf(value, 'rows', 'meanLoss', 'sd')) },
  gate: { check: json },
  model: { required: true, check: json },
};
const known = Object.keys(fields) as (keyof Entry)[];

/**
 * An entry about to be stored, as the bytes of its record's body. `version`, if present, is left out: the number comes
 * from the commit.
 *
 * @throws DriftSenseError `MODEL_INVALID` naming the fields that are missing, unknown or not plain finite JSON;
 *   `MODEL_TOO_LARGE` above `maxBytes`.
 */
export function encodeModelVersion(entry: Entry, maxBytes: number = edgeLimits.modelBytes): Uint8Array {
  if (!isObject(entry)) throw invalid(['expected an object'], 'MODEL_INVALID', 'model version');
  const unknown = Object.keys(entry).filter((key) => key !== 'version' && !Object.hasOwn(fields, key));
  const given = Object.fromEntries(known.flatMap((key) => (entry[key] === undefined ? [] : [[key, entry[key]]])));
  const problems = [...unknown.map((key) => `unknown field '${key}'`), ...notPlain(given)];
  if (problems.length === 0) problems.push(...wrongFields(given));
  if (problems.length > 0) throw invalid(problems, 'MODEL_INVALID', 'model version');
  const bytes = jsonBytes(given);
  if (bytes.length > maxBytes)
    throw new DriftSenseError(
      'MODEL_TOO_LARGE',
      `a model version of ${bytes.length} bytes passes the limit of ${maxBytes}`,
      {
        details: { bytes: bytes.length, limit: maxBytes },
      },
    );
  return bytes;
}

/**
 * A stored body as the version it is, frozen. Fields that a later release added are left out.
 *
 * @throws DriftSenseError `REGISTRY_CORRUPT` when it lacks a field or holds one of another type.
 */
export function decodeModelVersion(body: Json, version: number): ModelVersion {
  const problems = isObject(body) ? wrongFields(body) : ['expected an object'];
  if (problems.length > 0) throw invalid(problems, 'REGISTRY_CORRUPT', 'is no model version');
  const stored = body as Record<string, unknown>;
  const entry = Object.fromEntries(known.flatMap((key) => (Object.hasOwn(stored, key) ? [[key, stored[key]]] : [])));
  return deepFreeze({ version, ...(entry as unknown as Entry) });
}

function wrongFields(entry: Readonly<Record<string, unknown>>): string[] {
  return known.flatMap((key) => {
    const value = Object.hasOwn(entry, key) ? entry[key] : undefined;
    if (value === undefined) return fields[key].required ? [`${key} is missing`] : [];
    const problem = fields[key].check(value);
    return problem === undefined ? [] : [`${key}: ${problem}`];
  });
}

function notPlain(given: Readonly<Record<string, Json>>): string[] {
  try {
    assertPlainJson(given, 'model version');
    return [];
  } catch (error) {
    if (!DriftSenseError.is(error, 'STATE_NOT_JSON')) throw error;
    const { path, found } = error.details as { path: string; found: string };
    return [`${path.replace(/^state\./, '')} is ${found}, which JSON cannot keep`];
  }
}

const invalid = (problems: readonly string[], code: ErrorCode, what: string): DriftSenseError =>
  new DriftSenseError(code, `${what}: ${problems.join('; ')}`, { details: { problems } });
