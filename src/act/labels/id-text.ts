import { limits } from '../../limits.js';

/**
 * An id as the text that is hashed: a text of 1 to 8,192 characters, or a finite number as it prints, so that `7` and
 * `'7'` are one id. Undefined for anything else.
 */
export function idText(id: unknown): string | undefined {
  if (typeof id === 'string') return id !== '' && id.length <= limits.idCharacters ? id : undefined;
  if (typeof id === 'number') return Number.isFinite(id) ? String(id) : undefined;
  return typeof id === 'bigint' ? idText(String(id)) : undefined;
}
