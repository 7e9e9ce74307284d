import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../shared/data/', import.meta.url));

/** Path of a file of the shared data folder beside the checkout, or undefined where that folder is absent. */
export function sharedData(name: string): string | undefined {
  const path = folder + name;
  if (existsSync(path)) return path;
  console.warn(`SKIPPED: ${name} of the shared data folder is not here`);
  return undefined;
}
