import { DriftSenseError } from '../errors.js';
import { nearestName } from '../nearest-name.js';
import type { LoadedConfig } from './check-config.js';
import { isGiven } from './check-keys.js';
import { inWords } from './explain.js';
import type { Path } from './schema.js';

/**
 * Whether the reference has every column that a configuration names.
 *
 * @throws DriftSenseError `UNKNOWN_COLUMN` with all that it lacks, each with line and column and the nearest known name.
 */
export function checkColumns({ config, parsed, interpolated, file }: LoadedConfig, known: readonly string[]): void {
  const { data, columns } = config;
  const named: [path: Path, name: string | undefined][] = [
    // Without this key a column `label` is the label where there is one.
    [['data', 'label'], isGiven(interpolated.value, ['data', 'label']) ? data.label : undefined],
    [['data', 'id'], data.id],
    [['data', 'timestamp'], data.timestamp],
    ...Object.keys(columns).map((name): [Path, string] => [['columns', name], name]),
  ];
  const lacking = named.flatMap(([path, name]) => (name === undefined || known.includes(name) ? [] : [{ path, name }]));
  if (lacking.length === 0) return;
  const lines = lacking.map(({ path, name }) => {
    const { line, column } = parsed.position(path) ?? { line: 1, column: 1 };
    const nearest = nearestName(name, known);
    const hint = nearest === undefined ? `it has ${known.slice(0, 20).join(', ')}` : `did you mean '${nearest}'?`;
    return `${file}:${line}:${column}: ${inWords(path)}: the reference has no column '${inWords([name])}'; ${hint}`;
  });
  throw new DriftSenseError('UNKNOWN_COLUMN', lines.join('\n'), {
    details: { columns: lacking.map(({ name }) => name), known: known.slice(0, 50) },
  });
}
