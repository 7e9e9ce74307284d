/** Freezes a plain value and everything in it; typed arrays stay as they are. Returns it. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || Object.isFrozen(value) || ArrayBuffer.isView(value)) return value;
  Object.freeze(value);
  const parts = value as Record<string, unknown>;
  if (Array.isArray(value)) for (let i = 0; i < value.length; i++) deepFreeze<unknown>(value[i]);
  // Faster than over a list of its keys: a report consists of thousands of small objects.
  else for (const key in parts) if (typeof parts[key] === 'object') deepFreeze(parts[key]);
  return value;
}
