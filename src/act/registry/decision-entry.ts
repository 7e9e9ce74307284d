import type { Json } from '../../contracts/json.js';
import type { DecisionRecord, NewDecision } from '../../contracts/registry.js';
import { DriftSenseError } from '../../errors.js';
import { deepFreeze } from '../../freeze.js';
import { edgeLimits } from '../../edge-limits.js';
import { assertPlainJson } from '../../plain-json.js';
import { jsonBytes } from '../../store/json-body.js';
import { actorCharacters } from './alias-move.js';

type Entry = Omit<DecisionRecord, 'sequence'>;

const isText = (value: unknown): boolean => typeof value === 'string';
const isVersion = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 1;
const oneOf =
  (...names: readonly string[]) =>
  (value: unknown): boolean =>
    isText(value) && names.includes(value as string);

/** Every field of a decision in the order in which it is stored, and what must hold of it. */
const fields: { readonly [Key in keyof Entry]: (value: unknown) => boolean } = {
  at: Number.isFinite,
  kind: oneOf('gate', 'probation'),
  version: isVersion,
  against: isVersion,
  verdict: oneOf('promote', 'reject', 'keep', 'roll-back', 'continue'),
  reason: isText,
  actor: (value) => isText(value) && (value as string).length <= actorCharacters,
  gate: (value) => value !== undefined,
};
const known = Object.keys(fields) as (keyof Entry)[];

/**
 * A decision about to be stored, as the bytes of its record's body.
 *
 * @throws DriftSenseError `OPTION_INVALID` naming the field that is missing or wrong; `STATE_NOT_JSON` for a gate record that
 *   is not plain finite JSON; `MODEL_TOO_LARGE`.
 */
export function encodeDecision(decision: NewDecision): Uint8Array {
  const wrong = wrongField(decision) ?? unknownField(decision);
  if (wrong !== undefined) throw new DriftSenseError('OPTION_INVALID', `recordDecision: ${wrong}`);
  const given = Object.fromEntries(known.map((key) => [key, decision[key]])) as unknown as Json;
  assertPlainJson(given, 'recordDecision');
  const bytes = jsonBytes(given);
  const limit = edgeLimits.decisionBytes;
  if (bytes.length > limit)
    throw new DriftSenseError('MODEL_TOO_LARGE', `a decision of ${bytes.length} bytes passes the limit of ${limit}`, {
      details: { bytes: bytes.length, limit },
    });
  return bytes;
}

/** A stored body as the decision it is, frozen. @throws Error that says what is wrong; callers give it a place. */
export function decodeDecision(body: Json, sequence: number): DecisionRecord {
  const wrong = wrongField(body);
  if (wrong !== undefined) throw new Error(`is no decision: ${wrong}`);
  const stored = body as unknown as Entry;
  const entry = Object.fromEntries(known.map((key) => [key, stored[key]])) as unknown as Entry;
  return deepFreeze({ sequence, ...entry });
}

/** The next number, unless the caller asks for another. @throws DriftSenseError `REGISTRY_CONFLICT`. */
export function assertNext(asked: number | undefined, next: number): void {
  if (asked === undefined || asked === next) return;
  throw new DriftSenseError(
    'REGISTRY_CONFLICT',
    asked < next
      ? `decision ${asked} is recorded, and no decision is ever replaced`
      : `recordDecision: expected the next number, ${next}, got ${asked}`,
  );
}

function wrongField(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'expected an object';
  const given = value as Readonly<Record<string, unknown>>;
  const wrong = known.find((key) => !Object.hasOwn(given, key) || !fields[key](given[key]));
  return wrong && `'${wrong}' is missing or not what is expected`;
}

function unknownField(decision: NewDecision): string | undefined {
  const unknown = Object.keys(decision).find((key) => key !== 'sequence' && !Object.hasOwn(fields, key));
  return unknown && `unknown field '${unknown}'`;
}
