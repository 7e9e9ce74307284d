import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Node, type Pair, type Range } from 'yaml';
import { limits } from '../limits.js';
import { isTextPath, type Path } from './schema.js';

/** Something wrong in a configuration file, where it stands (from 1). */
export interface ConfigProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A parsed file: plain values, and where each key and value stands. */
export interface ParsedYaml {
  readonly value: unknown;
  readonly problems: readonly ConfigProblem[];
  /** Where the key at a path stands, or for items of lists the item. */
  readonly position: (path: Path) => Position | undefined;
}

const pathKey = (path: Path): string => JSON.stringify(path.map(String));

/**
 * Reads YAML (JSON is a part of it). Keys, names and secrets are taken as written: `no`, `007` and `1.10` stay texts.
 * Duplicate keys, tags, unresolvable or too many aliases, documents that nest too deep or are too large are problems;
 * all of them are reported.
 */
export function parseYaml(text: string): ParsedYaml {
  const lines = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const positions = new Map<string, Position>();
  const position = (path: Path): Position | undefined => positions.get(pathKey(path));
  const tooLarge = new TextEncoder().encode(text).length > limits.configBytes;
  if (tooLarge)
    return {
      value: {},
      problems: [{ line: 1, column: 1, message: `expected at most ${limits.configBytes} bytes` }],
      position,
    };
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
    logLevel: 'silent',
  });
  const problems: ConfigProblem[] = [...document.errors, ...document.warnings].map(({ message, pos }) => ({
    ...at(pos[0]),
    message: message.replace(/^Map keys must be unique/, 'this key stands here twice; keys must be unique'),
  }));
  let aliases = 0;

  const report = (range: Range | null | undefined, message: string): undefined => {
    problems.push({ ...at(range?.[0] ?? 0), message });
  };

  function read(node: Node | null | undefined, path: Path): unknown {
    if (node === null || node === undefined) return null;
    if (!positions.has(pathKey(path))) positions.set(pathKey(path), at(node.range?.[0] ?? 0));
    if (path.length > limits.nesting) return report(node.range, `expected at most ${limits.nesting} levels`);
    if (isAlias(node)) {
      if (++aliases > limits.configAliases)
        return report(node.range, `expected at most ${limits.configAliases} aliases`);
      const target = node.resolve(document);
      return target === undefined ? report(node.range, `no anchor '${node.source}' above`) : read(target, path);
    }
    if (isScalar(node))
      return isTextPath(path) && node.value !== null ? (node.source ?? String(node.value)) : node.value;
    if (isSeq(node)) return node.items.map((item, i) => read(item as Node, [...path, i]));
    return isMap(node) ? readMap(node.items as Pair<Node, Node | null>[], path) : undefined;
  }

  function readMap(items: readonly Pair<Node, Node | null>[], path: Path): object {
    const result: Record<string, unknown> = {};
    for (const { key, value } of items) {
      if (!isScalar(key)) {
        report(key.range, 'expected a name as key');
        continue;
      }
      const name = key.source ?? String(key.value);
      const here = [...path, name];
      positions.set(pathKey(here), at(key.range?.[0] ?? 0));
      if (name === '__proto__') report(key.range, `'__proto__' cannot be a key here`);
      else result[name] = read(value, here);
    }
    return result;
  }

  const value = read(document.contents, []);
  return { value: value ?? {}, problems, position };
}
