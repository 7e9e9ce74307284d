import { Ajv, type ValidateFunction } from 'ajv';
import { readFileSync } from 'node:fs';

/** The JSON that other programs read: each has a schema in docs/schemas. */
export type Published = 'window-report' | 'alert' | 'reference-profile' | 'window-profile';

const compiled = new Map<Published, ValidateFunction>();

function validator(name: Published): ValidateFunction {
  let known = compiled.get(name);
  if (known === undefined) {
    const text = readFileSync(new URL(`../docs/schemas/${name}.schema.json`, import.meta.url), 'utf8');
    known = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(JSON.parse(text) as object);
    compiled.set(name, known);
  }
  return known;
}

/** What of a value, as JSON, does not fit the published schema: a NaN neither, which JSON makes null. */
export function unpublished(name: Published, value: unknown): readonly string[] {
  const validate = validator(name);
  validate(JSON.parse(JSON.stringify(value)));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${name}${instancePath}: ${message}`);
}
