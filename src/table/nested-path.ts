/** Levels that a path is followed down. */
const depth = 4;

/** Where the first value inside a nested cell lies, for messages: `address.city`, `tags[0]`. Names, never values. */
export function nestedPath(column: string, cell: unknown): string {
  let path = column;
  let value = cell;
  for (let level = 0; level < depth && typeof value === 'object' && value !== null; level++) {
    const key: string | undefined = Object.keys(value)[0];
    if (key === undefined) break;
    path += Array.isArray(value) ? `[${key}]` : `.${key}`;
    value = (value as Record<string, unknown>)[key];
  }
  return path;
}
