import * as z from 'zod';
import { applyPreset } from '../../src/config/presets.js';
import { builtIns } from '../../src/config/names.js';
import { configSchema } from '../../src/config/schema.js';
import { configNotes } from './config-notes.js';

interface Shape {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly additionalProperties?: boolean | Shape;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Shape[];
}

const head = `# Configuration

<!-- Made by \`npm run docs:generate\` from src/config/schema.ts. -->

One YAML file holds what \`new Monitor({…})\` takes, in snake_case, and where the data are. \`driftsense run-monitor --print-config\`
prints every value in force with its origin. Paths are relative to the file. \`\${NAME}\` and \`\${NAME:-default}\` are replaced inside
parsed values, never in the raw text, so that no value can change the structure of the file. An unknown key is an error that
names the nearest known one; all problems are reported at once, with line and column.

\`\`\`yaml
data:
  reference: data/train.csv
  stream: data/stream/stream_*.csv
  label: label
columns:
  distance: { tolerance: 0.1 }
alerting:
  slack: { enabled: true, webhook_url: "\${SLACK_WEBHOOK_URL}" }
\`\`\`

From code, with parts of your own that the file can then name:

\`\`\`ts no-run
import { loadMonitor, csvFiles } from 'driftsense/node';

const monitor = await loadMonitor('config.yaml');
for await (const report of monitor.run(csvFiles('data/stream/stream_*.csv'))) console.log(report.window.id, report.verdict);
await monitor.close();
\`\`\`

## Every key
`;

const named = `
## Names of built-in parts

Besides these the original's own \`pagehinkley\`. A part of your own has the name it gives itself; it comes first.

| | |
|---|---|
`;

/** docs/config.md: every key of the schema with its values and its default under both presets. */
export function configPage(): string {
  const shape = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }) as Shape;
  const [budget, thresholds] = (['budget', 'thresholds'] as const).map(
    (preset) => applyPreset(configSchema.parse({ preset }), { preset }).config,
  );
  const keys = leavesOf(shape, '');
  const unknown = Object.keys(configNotes).filter((key) => !keys.some(([name]) => name === key));
  if (unknown.length > 0) throw new Error(`notes on keys that do not exist: ${unknown.join(', ')}`);
  const rows = keys.map(([key, leaf]) => {
    const note = configNotes[key];
    if (note === undefined) throw new Error(`no note on the key ${key}`);
    const [here, there] = [budget, thresholds].map((config) => shown(valueAt(config, key)));
    const standard =
      key === 'preset' ? 'by the keys present' : here === there ? here : `${here} (budget), ${there} (thresholds)`;
    return `| \`${key}\` | ${valuesOf(leaf)} | ${standard} | ${note} |`;
  });
  const names = Object.entries(builtIns).map(
    ([kind, table]) => `| ${kind} | ${[...table.keys()].map((name) => `\`${name}\``).join(', ')} |`,
  );
  return `${head}\n| Key | Values | Default | |\n|---|---|---|---|\n${rows.join('\n')}\n${named}${names.join('\n')}\n`;
}

/** The keys that take a value, in the order of the schema; free maps and unions are values. */
function leavesOf(shape: Shape, path: string): [key: string, leaf: Shape][] {
  const { properties, additionalProperties } = shape;
  if (properties !== undefined)
    return Object.entries(properties).flatMap(([name, inner]) =>
      leavesOf(inner, path === '' ? name : `${path}.${name}`),
    );
  const inner = typeof additionalProperties === 'object' && additionalProperties.properties;
  return [[path, shape], ...(inner ? leavesOf(additionalProperties, `${path}.*`) : [])];
}

function valuesOf(shape: Shape): string {
  if (shape.anyOf) return [...new Set(shape.anyOf.map(valuesOf))].join(', ');
  if (shape.const !== undefined) return `\`${String(shape.const)}\``;
  if (shape.enum) return shape.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (shape.properties) return `{${Object.keys(shape.properties).join(', ')}}`;
  if (shape.type === 'object') return 'map';
  if (shape.type === 'array') return 'list';
  return (
    { string: 'text', number: 'number', integer: 'whole number', boolean: 'true, false', null: '`null`' }[
      String(shape.type)
    ] ?? 'text'
  );
}

function valueAt(config: unknown, key: string): unknown {
  return key
    .split('.')
    .reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], config);
}

const shown = (value: unknown): string =>
  value === undefined ? 'none' : `\`${JSON.stringify(value).replaceAll('"', '')}\``;
