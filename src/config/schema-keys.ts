import * as z from 'zod';
import type { Path } from './schema.js';

/** The keys an object may have at a path of a schema; those of all its forms where there are several. */
export function keysAt(schema: z.ZodType, path: Path): string[] {
  return [...new Set(objectsAt(schema, path).flatMap((found) => Object.keys(found.shape)))];
}

/** The paths of all keys of a schema, those of sections before those in them; `*` stands for any name. */
export function pathsOf(schema: z.ZodType, above: readonly string[] = []): (readonly string[])[] {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodUnion) return inner.options.flatMap((form) => pathsOf(form as z.ZodType, above));
  if (inner instanceof z.ZodRecord) return pathsOf(inner.valueType as z.ZodType, [...above, '*']);
  if (!(inner instanceof z.ZodObject)) return [];
  return Object.entries(inner.shape).flatMap(([key, value]) => [
    [...above, key],
    ...pathsOf(value as z.ZodType, [...above, key]),
  ]);
}

function objectsAt(schema: z.ZodType, path: Path): z.ZodObject[] {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodUnion) return inner.options.flatMap((form) => objectsAt(form as z.ZodType, path));
  const [step, ...rest] = path;
  if (inner instanceof z.ZodObject) {
    if (step === undefined) return [inner];
    return Object.hasOwn(inner.shape, step) ? objectsAt(inner.shape[String(step)] as z.ZodType, rest) : [];
  }
  return inner instanceof z.ZodRecord && step !== undefined ? objectsAt(inner.valueType as z.ZodType, rest) : [];
}

/** A schema without what only says how it may be absent. */
function unwrapped(schema: z.ZodType): z.ZodType {
  const wraps =
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable;
  return wraps ? unwrapped(schema.unwrap() as z.ZodType) : schema;
}
