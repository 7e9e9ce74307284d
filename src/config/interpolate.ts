import { isUnset, Secret } from '../secret.js';
import { isSecretPath, isTextPath, type Path } from './schema.js';

/** Where values of variables come from. */
export interface Environment {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Content of the file a `NAME_FILE` variable points at; undefined when it cannot be read. */
  readonly readFile?: (path: string) => string | undefined;
}

/** A variable that an enabled section needs and nobody set. */
export interface MissingVariable {
  readonly name: string;
  readonly path: Path;
  /** Why it counts as missing. */
  readonly why: 'unset' | 'placeholder' | 'unreadable-file';
}

export interface Interpolated {
  readonly value: unknown;
  readonly missing: readonly MissingVariable[];
  /** Paths where `${` stands and no reference follows. */
  readonly malformed: readonly Path[];
  /** Variables used, by path joined with dots. */
  readonly used: ReadonlyMap<string, readonly string[]>;
  /** What each variable used was found to be. */
  readonly states: ReadonlyMap<string, 'set' | MissingVariable['why']>;
}

/** `${NAME}`, `${NAME:-default}`, `$${` for a text `${`, and what else begins with `${`. */
const reference = /\$\$\{|\$\{(?:([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\})?/g;

/**
 * Puts variables into the texts of a parsed file: `${NAME}`, `${NAME:-default}`; a variable `NAME_FILE` names a file that
 * holds the value. `$${` is the text `${`. Only parsed scalars are touched, so no value can change the structure.
 * Placeholders of `.env.example` count as unset. Channels that are not enabled stay as they are; where a variable is
 * missing, the setting is left out and named. Secrets come out wrapped.
 */
export function interpolate(parsed: unknown, environment: Environment): Interpolated {
  const missing: MissingVariable[] = [];
  const malformed: Path[] = [];
  const used = new Map<string, string[]>();
  const states = new Map<string, 'set' | MissingVariable['why']>();

  // Not every object of variables is without a prototype: `${constructor}` is unset.
  const variable = (name: string): string | undefined =>
    Object.hasOwn(environment.variables, name) ? environment.variables[name] : undefined;

  function lookUp(name: string): { text?: string; why: MissingVariable['why'] } {
    const direct = variable(name);
    if (direct !== undefined && direct !== '')
      return isUnset(direct) ? { why: 'placeholder' } : { text: direct, why: 'unset' };
    const file = variable(`${name}_FILE`);
    if (file === undefined || file === '') return { why: 'unset' };
    const content = environment.readFile?.(file)?.replace(/\r?\n$/, '');
    if (content === undefined) return { why: 'unreadable-file' };
    return isUnset(content) ? { why: 'placeholder' } : { text: content, why: 'unset' };
  }

  function fill(text: string, path: Path): unknown {
    const names: string[] = [];
    let lacking = false;
    const filled = text.replaceAll(reference, (all: string, name?: string, other?: string) => {
      if (name === undefined) {
        if (all === '${') malformed.push(path);
        return '${';
      }
      const { text: found, why } = lookUp(name);
      names.push(name);
      states.set(name, found === undefined ? why : 'set');
      if (found === undefined && other === undefined) {
        lacking = true;
        missing.push({ name, path, why });
      }
      return found ?? other ?? '';
    });
    if (names.length === 0) return filled;
    used.set(path.join('.'), names);
    if (lacking) return undefined;
    return isTextPath(path) ? filled : retyped(filled);
  }

  /** @param off - In a channel that is not enabled, where nothing is looked up. */
  function walk(value: unknown, path: Path, off = false): unknown {
    if (typeof value === 'string') {
      const filled = off ? value : fill(value, path);
      return typeof filled === 'string' && isSecretPath(path) ? new Secret(filled) : filled;
    }
    if (Array.isArray(value)) {
      // Outside of channels a missing variable is refused in the end, as what it is and not as an empty list.
      const items = value.map(
        (item: unknown, i) => walk(item, [...path, i], off) ?? (path[0] === 'alerting' ? undefined : item),
      );
      return items.filter((item) => item !== undefined);
    }
    if (typeof value !== 'object' || value === null) return value;
    const enabled = isChannel(path) ? walk((value as { enabled?: unknown }).enabled, [...path, 'enabled']) : true;
    const entries = Object.entries(value).map(([key, item]) => [
      key,
      isChannel(path) && key === 'enabled' ? enabled : walk(item, [...path, key], off || enabled !== true),
    ]);
    return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
  }

  return { value: walk(parsed, []), missing, malformed, used, states };
}

const isChannel = (path: Path): boolean => path.length === 2 && path[0] === 'alerting';

/** A number or a truth value that came as text from the environment. */
function retyped(text: string): unknown {
  if (/^(?:true|false)$/.test(text)) return text === 'true';
  return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text) ? Number(text) : text;
}
