import type * as z from 'zod/mini';

type Schema = z.core.$ZodType;

/**
 * The options a schema has, as paths: `retrain.confirm.windows`. A choice between an object and something else is an option
 * itself and has those of the object; names and indices that come with the data are `*`.
 */
export function leavesOf(schema: Schema, path: readonly string[] = []): string[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const own = path.length > 0 ? [path.join('.')] : [];
  switch (def.type) {
    case 'object':
      return Object.entries(def.shape).flatMap(([key, part]) => leavesOf(part, [...path, key]));
    case 'optional':
    case 'default':
    case 'prefault':
    case 'nullable':
      return leavesOf(def.innerType, path);
    case 'union': {
      const parts = def.options.flatMap((part) => leavesOf(part, path));
      return [...new Set(parts.length > own.length ? [...own, ...parts] : parts)];
    }
    case 'pipe':
      return [...new Set([...leavesOf(def.in, path), ...leavesOf(def.out, path)])];
    case 'record':
      return leavesOf(def.valueType, [...path, '*']);
    default:
      return own;
  }
}
