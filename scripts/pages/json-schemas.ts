import {
  createFormatter,
  createParser,
  createProgram,
  DEFAULT_CONFIG,
  SchemaGenerator,
} from 'ts-json-schema-generator';
import { fileURLToPath } from 'node:url';

const path = fileURLToPath(new URL('../published-types.ts', import.meta.url));
let generator: SchemaGenerator | undefined;

/** All types are read once, by which all schemas are made. */
function readTypes(): SchemaGenerator {
  const config = { ...DEFAULT_CONFIG, path, skipTypeCheck: true };
  const program = createProgram(config);
  return new SchemaGenerator(program, createParser(program, config), createFormatter(config), config);
}

/** The JSON Schema of one of the published types, as a page of text. */
export function jsonSchema(type: string): string {
  generator ??= readTypes();
  return `${JSON.stringify(generator.createSchema(type), undefined, 2)}\n`;
}
