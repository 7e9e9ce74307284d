import { Document, isMap, isPair, isSeq, type Node, type Pair, type Scalar } from 'yaml';
import { Secret } from '../secret.js';
import { valueAt, type LoadedConfig } from './check-config.js';
import { keysAt } from './schema-keys.js';
import { configSchema, isSecretPath, type Path } from './schema.js';

type Tree = { [key: string]: unknown };

const own = (tree: Tree, key: string): unknown => (Object.hasOwn(tree, key) ? tree[key] : undefined);

/** Of a text that holds a secret only the names of variables are shown. */
const withoutSecrets = (written: string): string =>
  /^\$\{[A-Za-z_][A-Za-z0-9_]*\}$/.test(written) ? written : '[redacted]';
const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Secret);

/**
 * The configuration in force as YAML, with the origin of every value behind it: a line of the file, variables of the
 * environment, the preset, or the default. Loaded again (with the same variables) it is the same configuration. Variables
 * are printed by name, never by value; secrets written into the file itself are redacted.
 */
export function printConfig(loaded: LoadedConfig): string {
  const { config, parsed } = loaded;
  const view = viewOf(config, parsed.value, []) as Tree;
  // These keys say the same thing in another way or belong to the other preset, and would be refused or ignored beside it.
  const retraining = view['retraining'] as Tree;
  if (config.preset === 'budget') delete view['drift'];
  else {
    for (const key of ['alarm_budget', 'correction', 'reference_mode']) delete view[key];
    delete retraining['holdout'];
  }
  delete retraining[config.retraining.min_drift_windows === undefined ? 'min_drift_windows' : 'confirm'];
  const document = new Document(view);
  document.commentBefore = ` The configuration in force, read from ${loaded.file}. Behind each value: where it comes from.`;
  annotate(document.contents, [], loaded);
  return document.toString({ lineWidth: 0 }).trimEnd();
}

/** The values in force, texts as the file writes them, so that variables stay names. */
function viewOf(value: unknown, written: unknown, path: Path): unknown {
  if (typeof written === 'string' && isSecretPath(path)) return withoutSecrets(written);
  if (typeof written === 'string' && written.includes('${')) return written;
  // A list may have lost the items whose variables are unset.
  if (Array.isArray(written)) return written;
  if (!isTree(value)) return value;
  const raw = isTree(written) ? written : {};
  const order = keysAt(configSchema, path);
  const keys = [...new Set([...Object.keys(value), ...Object.keys(raw)])].toSorted(
    (a, b) => order.indexOf(a) - order.indexOf(b),
  );
  const entries = keys.map((key) => [key, viewOf(own(value, key), own(raw, key), [...path, key])] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}

function annotate(node: Node | null, path: Path, loaded: LoadedConfig): void {
  if (isMap(node)) {
    for (const item of node.items) if (isPair(item)) annotatePair(item as Pair<Scalar, Node | null>, path, loaded);
  }
}

function annotatePair({ key, value }: Pair<Scalar, Node | null>, above: Path, loaded: LoadedConfig): void {
  const path = [...above, String(key.value)];
  if (isMap(value) && value.items.length > 0) annotate(value, path, loaded);
  else if (value !== null) {
    if (isMap(value) || isSeq(value)) value.flow = true;
    value.comment = ` ${originOf(path, loaded)}`;
  }
}

function originOf(path: Path, { file, parsed, interpolated, fromPreset, config }: LoadedConfig): string {
  const key = path.join('.');
  const written = valueAt(parsed.value, path);
  const counts = written !== undefined && (written !== null || valueAt(config, path) === null);
  const position = counts ? parsed.position(path) : undefined;
  if (position === undefined) {
    const parent = fromPreset.some((one) => key === one.join('.') || key.startsWith(`${one.join('.')}.`));
    return parent ? (key === 'preset' ? presetReason(config.preset) : `preset ${config.preset}`) : 'default';
  }
  const place = `${file}:${position.line}`;
  const uses = [...interpolated.used]
    .filter(([at]) => at === key || at.startsWith(`${key}.`))
    .flatMap(([, names]) => names);
  if (uses.length === 0) return place;
  return `${place}, environment: ${[...new Set(uses)].map((name) => `${name} (${interpolated.states.get(name) ?? 'unset'})`).join(', ')}`;
}

const presetReason = (preset: string): string =>
  preset === 'thresholds' ? "because the file has keys of 'drift'" : 'default';
