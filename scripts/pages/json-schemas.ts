import { createGenerator } from 'ts-json-schema-generator';
import { fileURLToPath } from 'node:url';

const path = fileURLToPath(new URL('../published-types.ts', import.meta.url));

/** The JSON Schema of one of the published types, as a page of text. */
export function jsonSchema(type: string): string {
  const schema = createGenerator({ path, type, skipTypeCheck: true }).createSchema(type);
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}
