import type * as z from 'zod/mini';

type Schema = z.core.$ZodType;
type Holds = (value: unknown) => boolean;
/** A schema that is known by a function: one that it was given, or that was made of its form. */
interface Known extends Schema {
  holds?: Holds;
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
  readonly fn: Holds;
}

/** Says by what `plainlyFits` knows that a value fits a schema. */
export function knownBy<S extends Schema>(schema: S, holds: Holds): S {
  (schema as Known).holds = holds;
  return schema;
}

/**
 * Whether a value fits a schema, by the schema's own checks, without what zod makes besides to copy it and to say what is
 * wrong: most of what a stored profile costs in a fresh process. False also for what only zod can tell.
 */
export const plainlyFits = (schema: Schema, value: unknown): boolean => holdsOf(schema)(value);

/** Made once: what a schema is made of takes longer to look at than most values. */
const holdsOf = (schema: Known): Holds => (schema.holds ??= withChecks(schema, schema._zod.def as unknown as Form));

function withChecks(schema: Schema, form: Form): Holds {
  const holds = byForm(schema, form);
  const { checks } = form;
  if (!checks?.length) return holds;
  return (value) => {
    if (!holds(value)) return false;
    const seen: z.core.ParsePayload = { value, issues: [] };
    return checks.every((check) => {
      void check._zod.check(seen);
      return seen.issues.length === 0;
    });
  };
}

function byForm({ _zod }: Schema, form: Form): Holds {
  const { type } = form;
  switch (type) {
    case 'optional': {
      const holds = holdsOf(form.innerType);
      return (value) => value === undefined || holds(value);
    }
    case 'literal':
    case 'enum':
      return (value) => _zod.values!.has(value as string);
    case 'custom':
      return form.fn;
    case 'array': {
      const holds = holdsOf(form.element);
      return (value) => Array.isArray(value) && value.every(holds) && !value.includes(undefined); // a hole is undefined
    }
    case 'object':
      return objectHolds(form);
    default: // texts, numbers and such; a format of them is checked by zod alone, as are other forms
      if (form.check !== undefined) return () => false;
      return type === 'number' ? Number.isFinite : (value) => typeof value === type;
  }
}

function objectHolds({ shape, catchall }: Form): Holds {
  const keys = Object.keys(shape);
  const holds = keys.map((key) => holdsOf(shape[key]!));
  const isStrict = catchall?._zod.def.type === 'never';
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    // In a fresh process by half sooner than a loop.
    if (!keys.every((key, i) => holds[i]!((value as typeof shape)[key]))) return false;
    if (isStrict) for (const key in value) if (!Object.hasOwn(shape, key)) return false;
    return true;
  };
}
