import type { Json } from '../contracts/json.js';
import { DriftSenseError, messageOf } from '../errors.js';
import { limits } from '../limits.js';
import { assertPlainJson } from '../plain-json.js';

/** JSON text as bytes. The value must have passed `assertPlainJson`. */
export const jsonBytes = (value: Json): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

/**
 * Reads JSON that somebody else may have written: UTF-8 only, at most 32 levels deep (counted before parsing), finite
 * numbers only.
 *
 * @throws Error that says what is wrong; callers give it a code and a place.
 */
export function parseJsonBytes(bytes: Uint8Array): Json {
  if (nesting(bytes) > limits.nesting) throw new Error(`is nested deeper than ${limits.nesting} levels`);
  const value = parsed(bytes);
  try {
    assertPlainJson(value, 'json'); // 1e999 is JSON, and parses to Infinity
  } catch (error) {
    if (!DriftSenseError.is(error)) throw error;
    const { path, found } = error.details as { path: string; found: string };
    throw new Error(`holds ${found} at ${path.replace(/^state\.?/, '') || 'its root'}`, { cause: error });
  }
  return value;
}

function parsed(bytes: Uint8Array): Json {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)) as Json;
  } catch (error) {
    throw new Error(`is no JSON: ${messageOf(error)}`, { cause: error });
  }
}

/** Deepest level of brackets outside strings. In UTF-8 no byte of a longer character equals one of these. */
function nesting(bytes: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === 0x22) i = closingQuote(bytes, i);
    else if (byte === 0x5b || byte === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  return deepest;
}

function closingQuote(bytes: Uint8Array, opening: number): number {
  let i = opening + 1;
  while (i < bytes.length && bytes[i] !== 0x22) i += bytes[i] === 0x5c ? 2 : 1;
  return i;
}
