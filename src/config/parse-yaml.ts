import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Node, type Pair, type Range } from 'yaml';
import type { ErrorCode } from '../errors.js';
import { edgeLimits } from '../edge-limits.js';
import { limits } from '../limits.js';
import { scanYaml } from './scan-yaml.js';
import { isTextPath, type Path } from './schema.js';

/** Where something stands in a file, from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Something wrong in a configuration file. */
export interface ConfigProblem extends Position {
  readonly message: string;
  /** The code of its own that a problem has, such as `UNKNOWN_DETECTOR`. */
  readonly code?: ErrorCode;
}

/** A parsed file: plain values, and where each key and value stands. */
export interface ParsedYaml {
  /** Keys without a value are undefined. */
  readonly value: unknown;
  readonly problems: readonly ConfigProblem[];
  /** Whether `value` holds what the file means, but for the keys that have problems. */
  readonly isWhole: boolean;
  /** Where the key at a path stands, or for items of lists the item. */
  readonly position: (path: Path) => Position | undefined;
}

const pathKey = (path: Path): string => JSON.stringify(path.map(String));

/**
 * Reads YAML (JSON is a part of it). Keys, names and secrets are taken as written: `no`, `007` and `1.10` stay texts, and
 * any name may be a key. Duplicate keys, merge keys, tags, several documents, aliases that cannot be resolved or are too
 * many, documents that nest too deep or are too large are problems; all of them are reported.
 */
export function parseYaml(text: string): ParsedYaml {
  const lines = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const positions = new Map<string, Position>();
  const position = (path: Path): Position | undefined => positions.get(pathKey(path));
  const refused = (message: string, where: Position = { line: 1, column: 1 }): ParsedYaml => ({
    value: {},
    problems: [{ ...where, message }],
    isWhole: false,
    position,
  });
  if (new TextEncoder().encode(text).length > edgeLimits.configBytes)
    return refused(`expected at most ${edgeLimits.configBytes} bytes`);
  const excess = scanYaml(text, { levels: limits.nesting, tokens: edgeLimits.configTokens });
  if (excess) return refused(excess.excess === 'levels' ? tooDeep : tooManyTokens, positionIn(text, excess.offset));
  const document = withoutStacks(() =>
    parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: false, // told below, where the first one stands as well, in linear time
      logLevel: 'error',
    }),
  );
  const exhausted = document.errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
  if (exhausted) return refused(tooDeep, at(exhausted.pos[0]));
  const problems: ConfigProblem[] = [...document.errors, ...document.warnings].map(({ message, code, pos }) => ({
    ...at(pos[0]),
    message: explained(code, message),
  }));
  const anchors = new Map<string, Node>();
  const open = new Set<Node>();
  let [aliases, values] = [0, 0];
  let isWhole = problems.length === 0;

  const giveUp = (range: Range | null | undefined, message: string): undefined => {
    if (isWhole) report(range, message);
    isWhole = false;
  };
  const report = (range: Range | null | undefined, message: string): undefined => {
    problems.push({ ...at(range?.[0] ?? 0), message });
  };

  function read(node: Node | null | undefined, path: Path): unknown {
    if (node === null || node === undefined) return undefined;
    if (++values > edgeLimits.configValues) return giveUp(node.range, tooMany);
    if (!positions.has(pathKey(path))) positions.set(pathKey(path), at(node.range?.[0] ?? 0));
    if (path.length > limits.nesting) return giveUp(node.range, tooDeep);
    if (isAlias(node)) {
      if (++aliases > edgeLimits.configAliases)
        return giveUp(node.range, `expected at most ${edgeLimits.configAliases} aliases`);
      const target = anchors.get(node.source);
      if (target === undefined) return report(node.range, inWords['BAD_ALIAS']!);
      return open.has(target) ? report(node.range, 'this alias contains itself') : read(target, path);
    }
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    if (isScalar(node)) return readScalar(node.value, node.source, path);
    open.add(node);
    const value = isSeq(node)
      ? node.items.map((item, i) => read(item as Node, [...path, i]) ?? null)
      : isMap(node) && readMap(node.items as Pair<Node, Node | null>[], path);
    open.delete(node);
    return value;
  }

  function readMap(items: readonly Pair<Node, Node | null>[], path: Path): object {
    const result = new Map<string, unknown>();
    for (const { key, value } of items) {
      if (!isScalar(key)) {
        report(key.range, 'expected a name as key');
        continue;
      }
      const name = key.source ?? String(key.value);
      const here = [...path, name];
      if (result.has(name)) report(key.range, `'${name}' stands here twice, first in line ${position(here)!.line}`);
      else if (name === '<<' && key.type === 'PLAIN')
        report(
          key.range,
          "merge keys ('<<') are not supported: write the keys out, or use an alias for the whole value",
        );
      else {
        positions.set(pathKey(here), at(key.range?.[0] ?? 0));
        result.set(name, read(value, here));
      }
    }
    // Unlike an assignment this takes any name, `__proto__` too.
    return Object.fromEntries(result);
  }

  const value = read(document.contents, []);
  return { value: value ?? {}, problems, isWhole, position };
}

const tooDeep = `expected at most ${limits.nesting} levels`;
const tooManyTokens = `expected at most ${edgeLimits.configTokens} names, values and marks, line ends included`;
const tooMany = `expected at most ${edgeLimits.configValues} values`;

/** The parser makes an error for each problem; a stack for each would cost more than all else. */
function withoutStacks<T>(work: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** A key with nothing behind it has no value; `null` is one. Names in a list are what they look like, `null` as well. */
function readScalar(value: unknown, source: string | undefined, path: Path): unknown {
  if (value === null && source === '') return undefined;
  const isItem = typeof path.at(-1) === 'number';
  return isTextPath(path) && (value !== null || isItem) ? (source ?? String(value)) : value;
}

/** Where the parser would quote the text it cannot read, and a secret may stand there. */
const inWords: Readonly<Record<string, string>> = {
  BAD_ALIAS: "expected an anchor of this name above (a text that begins with '*' needs quotes)",
  TAG_RESOLVE_FAILED: "tags are not supported (a text that begins with '!' needs quotes)",
  BAD_DIRECTIVE: "directives are not supported (a text that begins with '%' needs quotes)",
  BAD_DQ_ESCAPE: 'unknown escape sequence (a backslash within double quotes is written twice)',
  MULTIPLE_DOCS: 'expected one document: from here on nothing would be read',
};

const explained = (code: string, message: string): string =>
  inWords[code] ??
  message.replace(/: ".*"$/s, '').replace(/^Missing closing (["'])quote$/, 'a $1 that opens before here never closes');

function positionIn(text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
