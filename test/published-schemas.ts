import type { Ajv as AjvClass, ValidateFunction } from 'ajv';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** The JSON that other programs read: each has a schema in docs/schemas. */
export type Published = 'window-report' | 'alert' | 'reference-profile' | 'window-profile';

const require = createRequire(import.meta.url);
const compiled = new Map<Published, ValidateFunction>();
const folder = fileURLToPath(new URL('../node_modules/.cache/published-schemas/', import.meta.url));

function validator(name: Published): ValidateFunction {
  let known = compiled.get(name);
  if (known === undefined) {
    known = require(compile(name)) as ValidateFunction;
    compiled.set(name, known);
  }
  return known;
}

/** A schema as code, kept in a file: half a second to make, a fiftieth of one to load, and every test file needs it. */
function compile(name: Published): string {
  const text = readFileSync(new URL(`../docs/schemas/${name}.schema.json`, import.meta.url), 'utf8');
  const { version } = require('ajv/package.json') as { version: string };
  const file = `${folder}${name}-${createHash('sha256').update(`${version} ${text}`).digest('hex').slice(0, 16)}.cjs`;
  if (existsSync(file)) return file;
  const { Ajv } = require('ajv') as { Ajv: typeof AjvClass };
  const { default: toCode } = require('ajv/dist/standalone') as typeof import('ajv/dist/standalone/index.js');
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, code: { source: true } });
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${file}.${process.pid}`, toCode(ajv, ajv.compile(JSON.parse(text) as object)));
  renameSync(`${file}.${process.pid}`, file);
  return file;
}

/**
 * What of a value does not fit the published schema. It is looked at before it is JSON: a NaN, an infinity, a hole or an
 * undefined in an array, which JSON makes null, fit no schema.
 */
export function unpublished(name: Published, value: unknown): readonly string[] {
  const validate = validator(name);
  if (validate(value)) return [];
  return validate.errors!.map(({ instancePath, message }) => `${name}${instancePath}: ${message}`);
}
