import * as z from 'zod';
import type { Path } from './schema.js';

/** The keys an object may have at a path of a schema; those of all its forms where there are several. */
export function keysAt(schema: z.ZodType, path: Path): string[] {
  return [...new Set(objectsAt(schema, path).flatMap((found) => Object.keys(found.shape)))];
}

function objectsAt(schema: z.ZodType, path: Path): z.ZodObject[] {
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => objectsAt(option as z.ZodType, path));
  if (schema instanceof z.ZodObject) {
    const [step, ...rest] = path;
    if (step === undefined) return [schema];
    const inner = schema.shape[String(step)] as z.ZodType | undefined;
    return inner === undefined ? [] : objectsAt(inner, rest);
  }
  if (schema instanceof z.ZodRecord)
    return path.length === 0 ? [] : objectsAt(schema.valueType as z.ZodType, path.slice(1));
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional)
    return objectsAt(schema.unwrap() as z.ZodType, path);
  return schema instanceof z.ZodNullable ? objectsAt(schema.unwrap() as z.ZodType, path) : [];
}
