import type * as z from 'zod/mini';

type Schema = z.core.$ZodType;
/** A schema that is looked at in another way than by its form. */
interface Known extends Schema {
  holds?: (value: unknown) => boolean;
}
/** What a schema is made of, as far as it is looked at here. */
interface Form {
  readonly type: string;
  readonly check?: string;
  readonly checks?: readonly z.core.$ZodCheck<unknown>[];
  readonly shape: Readonly<Record<string, Schema>>;
  readonly catchall?: Schema;
  readonly innerType: Schema;
  readonly element: Schema;
  readonly fn: (value: unknown) => boolean;
}

/** Says by what `plainlyFits` knows that a value fits a schema. */
export function knownBy<S extends Schema>(schema: S, holds: (value: unknown) => boolean): S {
  (schema as Known).holds = holds;
  return schema;
}

/**
 * Whether a value fits a schema, by the schema's own checks, without what zod makes besides to copy it and to say what is
 * wrong: most of what a stored profile costs in a fresh process. False also for what only zod can tell.
 */
export function plainlyFits(schema: Schema, value: unknown): boolean {
  const { holds } = schema as Known;
  if (holds) return holds(value);
  const form = schema._zod.def as unknown as Form;
  switch (form.type) {
    case 'optional':
      return value === undefined || plainlyFits(form.innerType, value);
    case 'literal':
    case 'enum':
      return schema._zod.values!.has(value as string);
    case 'custom':
      if (!form.fn(value)) return false;
      break;
    case 'array':
      if (!Array.isArray(value) || value.findIndex((part) => !plainlyFits(form.element, part)) >= 0) return false;
      break;
    case 'object': {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
      const { shape, catchall } = form;
      for (const key in shape) if (!plainlyFits(shape[key]!, (value as typeof shape)[key])) return false;
      if (catchall?._zod.def.type === 'never') for (const key in value) if (!Object.hasOwn(shape, key)) return false;
      break;
    }
    default: // texts, numbers and such; a format of them is checked by zod alone, as are other forms
      if (form.check !== undefined || typeof value !== form.type) return false;
      if (typeof value === 'number' && !Number.isFinite(value)) return false;
  }
  for (const check of form.checks ?? []) {
    const seen: z.core.ParsePayload = { value, issues: [] };
    void check._zod.check(seen);
    if (seen.issues.length > 0) return false;
  }
  return true;
}
