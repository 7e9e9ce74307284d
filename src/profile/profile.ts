import * as z from 'zod/mini';
import type { Table } from '../contracts/batch.js';
import type { ReferenceProfile, WindowProfile } from '../contracts/profiles.js';
import { limits } from '../limits.js';
import { parseOptions } from '../options.js';
import { toBatch } from '../table/batch.js';
import { coerce } from '../table/coerce.js';
import { givenSchema, inferColumns, unknownColumn } from '../table/schema.js';
import { cellCounter } from './cell-counts.js';
import { parseReference } from './parse-profile.js';
import { profileReference, type ProfileOptions } from './profile-reference.js';
import { profileWindow } from './profile-window.js';
import { redactCategories } from './redact.js';

const flag = z.optional(z.boolean());
const asReference = z.strictObject({
  schema: givenSchema,
  sample: flag,
  range20: flag,
  exactKs: z.optional(z.union([z.boolean(), z.array(z.string())])),
  maxCategories: z.optional(z.int().check(z.gte(1), z.lte(limits.maxCategories))),
  ordered: flag,
  seed: z.optional(z.number()),
});
const asWindow = z.strictObject({ on: z.transform(parseReference) });

/**
 * Profiles a table: once as a reference, or as a window over the cells of a reference.
 *
 * @example
 * const reference = profile(lastMonth);                   // keep it: JSON.stringify(reference)
 * const window = profile(today, { on: reference });       // counts over the reference's cells
 * @throws DriftSenseError `TABLE_INVALID` for what is no table; `OPTION_INVALID`; `SCHEMA_INVALID` for a schema that is none, or
 *   scores that are no probabilities; `PROFILE_INVALID` for a reference that is none; `UNKNOWN_COLUMN` for one named in
 *   `exactKs`; `VALUE_NESTED` for a reference column of objects or arrays.
 */
export function profile(table: Table, options: { readonly on: ReferenceProfile }): WindowProfile;
export function profile<Names extends string>(table: Table, options?: ProfileOptions<Names>): ReferenceProfile<Names>;
export function profile(
  table: Table,
  options: ProfileOptions | { readonly on: ReferenceProfile } = {},
): ReferenceProfile | WindowProfile {
  const batch = toBatch(table);
  if (isOn(options)) {
    const { on } = parseOptions(asWindow, options, 'profile');
    return profileWindow(redactCategories(coerce(batch, on.schema), on.schema), on, undefined, cellCounter);
  }
  const { schema = inferColumns(batch), ...settings } = parseOptions(asReference, options, 'profile');
  const names = schema.columns.map(({ name }) => name);
  const unknown = Array.isArray(settings.exactKs) && settings.exactKs.find((name) => !names.includes(name));
  if (typeof unknown === 'string') throw unknownColumn(unknown, names);
  return profileReference(redactCategories(coerce(batch, schema), schema), schema, settings as ProfileOptions);
}

const isOn = (options: unknown): boolean => typeof options === 'object' && options !== null && 'on' in options;
