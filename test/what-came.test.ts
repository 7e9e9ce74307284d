import { memoryRegistry, toEpoch } from 'driftsense';
import { expect, it } from 'vitest';

const given: Readonly<Record<string, unknown>> = {
  null: null,
  undefined,
  'a text': 'x y',
  'an object': {},
  'a boolean': true,
  'a function': () => 1,
};

it.each(Object.entries(given))('%s is called so where something else was expected', async (name, value) => {
  const registry = memoryRegistry();
  const got = `got ${name}`;
  await expect(registry.read(value as never)).rejects.toThrow(got);
  if (typeof value !== 'string') await expect(registry.alias(value as never)).rejects.toThrow(got);
  expect(() => toEpoch(value)).toThrow(got);
});
