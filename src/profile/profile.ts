import type { Table } from '../contracts/batch.js';
import type { ReferenceProfile, WindowProfile } from '../contracts/profiles.js';
import { toBatch } from '../table/batch.js';
import { coerce } from '../table/coerce.js';
import { inferSchema } from '../table/schema.js';
import { cellCounter } from './cell-counts.js';
import { profileReference, type ProfileOptions } from './profile-reference.js';
import { profileWindow } from './profile-window.js';
import { redactCategories } from './redact.js';

/**
 * Profiles a table: once as a reference, or as a window over the cells of a reference.
 *
 * @example
 * const reference = profile(lastMonth);                   // keep it: JSON.stringify(reference)
 * const window = profile(today, { on: reference });       // counts over the reference's cells
 * @throws DriftSenseError `TABLE_INVALID` for what is no table; `SCHEMA_INVALID` for a schema that is none, or scores that are
 *   no probabilities; `VALUE_NESTED` for a reference column of objects or arrays.
 */
export function profile(table: Table, options: { readonly on: ReferenceProfile }): WindowProfile;
export function profile<Names extends string>(table: Table, options?: ProfileOptions<Names>): ReferenceProfile<Names>;
export function profile(
  table: Table,
  options: ProfileOptions | { readonly on: ReferenceProfile } = {},
): ReferenceProfile | WindowProfile {
  const batch = toBatch(table);
  const schema = 'on' in options ? options.on.schema : (options.schema ?? inferSchema(batch));
  const typed = redactCategories(coerce(batch, schema), schema);
  return 'on' in options
    ? profileWindow(typed, options.on, undefined, cellCounter)
    : profileReference(typed, schema, options);
}
