import type { Clock } from './clock.js';
import { systemClock } from './system-clock.js';
import type { FileHandle, FileStat, FileSystem } from './file-system.js';
import { requireGiven } from '../require-given.js';

/** The calls of a FileSystem, and those of an open file. */
export type FileSystemCall = Exclude<keyof FileSystem, 'process'> | { [K in keyof FileHandle]: K }[keyof FileHandle];

/** What goes wrong: the n-th of the calls named (from 1, counted from now on), or from the n-th on when `from` is set. */
export interface FileSystemFault {
  readonly call: FileSystemCall | 'any';
  /** Default 1. */
  readonly n?: number;
  /** Error code, for instance `ENOSPC`. */
  readonly code: string;
  /** Go on failing until `repair()`. Default false. */
  readonly from?: boolean;
  /** Only calls whose path contains this. */
  readonly path?: string;
}

/** A FileSystem in memory that remembers its calls and fails on demand. */
export interface MemoryFileSystem extends FileSystem {
  /** Every call so far with its path, in order. */
  readonly calls: readonly { readonly call: FileSystemCall; readonly path: string; readonly to?: string }[];
  /** Plans a fault. */
  fail(fault: FileSystemFault): void;
  /** From now on a write takes at most this many bytes; undefined = all. */
  shortWrites(bytes: number | undefined): void;
  /** Removes all planned faults and short writes. */
  repair(): void;
  /** Puts a file there as another program would, making its directories: content, mode (0600), age. */
  put(path: string, content: Uint8Array | string, options?: { mode?: number; modifiedAt?: number }): void;
  /** Puts a symbolic link there. Links are seen by `stat` and never followed. */
  putLink(path: string): void;
  /** Changes the permission bits of a path. */
  chmod(path: string, mode: number): void;
  /** Paths of all files, sorted. */
  files(): string[];
}

interface Node {
  kind: FileStat['kind'];
  content: Uint8Array;
  mode: number;
  modifiedAt: number;
}

const fileError = (code: string, call: string, path: string): Error =>
  Object.assign(new Error(`${code}: ${call} '${path}'`), { code, syscall: call, path });

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

/** `/a/./b/../c/` and `a/c` are one path: there is one root and no working directory. */
function absolute(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/**
 * A file system in memory with the semantics the library relies on: exclusive creation, hard links that share their
 * content, atomic rename of files and directories, ENOENT, EEXIST, ENOTEMPTY. Nothing is lost on "power failure": what a call did stays done.
 *
 * @param options - `clock`: where modification times come from.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for what are no options.
 * @example
 * const fs = memoryFileSystem();
 * fs.fail({ call: 'write', n: 2, code: 'ENOSPC', from: true }); // the disk is full from the second write on
 */
export function memoryFileSystem(options: { readonly clock?: Clock } = {}): MemoryFileSystem {
  requireGiven(options, 'memoryFileSystem', 'options');
  const { clock = systemClock } = options;
  const nodes = new Map<string, Node>();
  const calls: { call: FileSystemCall; path: string; to?: string }[] = [];
  let faults: { fault: FileSystemFault; seen: number }[] = [];
  let writeAtMost: number | undefined;

  const make = (kind: Node['kind'], mode: number, content = new Uint8Array()): Node => ({
    kind,
    mode,
    content,
    modifiedAt: clock.now(),
  });
  nodes.set('/', make('directory', 0o700));

  function enter(call: FileSystemCall, path: string, to?: string): void {
    calls.push(to === undefined ? { call, path } : { call, path, to });
    for (const planned of faults) {
      const { call: wanted, n = 1, code, from = false, path: part = '' } = planned.fault;
      if ((wanted !== 'any' && wanted !== call) || !(path.includes(part) || to?.includes(part))) continue;
      planned.seen++;
      if (planned.seen === n || (from && planned.seen > n)) throw fileError(code, call, path);
    }
  }
  function find(call: string, path: string): Node {
    const node = nodes.get(absolute(path));
    if (node === undefined) throw fileError('ENOENT', call, path);
    return node;
  }
  function place(call: string, path: string, node: Node, replace = false): void {
    const where = absolute(path);
    const parent = nodes.get(parentOf(where));
    if (parent === undefined) throw fileError('ENOENT', call, path);
    if (parent.kind !== 'directory') throw fileError('ENOTDIR', call, path);
    if (!replace && nodes.has(where)) throw fileError('EEXIST', call, path);
    if (nodes.get(where)?.kind === 'directory') throw fileError('EISDIR', call, path);
    nodes.set(where, node);
  }
  function childrenOf(directory: string): string[] {
    const prefix = directory === '/' ? '/' : `${directory}/`;
    return [...nodes.keys()].filter((path) => path !== '/' && path.startsWith(prefix) && parentOf(path) === directory);
  }
  /** To where nothing or an empty directory stands, with all that is in it. */
  function moveDirectory(from: string, to: string): void {
    const [source, target] = [absolute(from), absolute(to)];
    const standing = nodes.get(target);
    if (standing !== undefined && standing.kind !== 'directory') throw fileError('ENOTDIR', 'rename', from);
    if (childrenOf(target).length > 0) throw fileError('ENOTEMPTY', 'rename', from);
    if (target.startsWith(`${source}/`)) throw fileError('EINVAL', 'rename', from);
    nodes.delete(target);
    place('rename', to, nodes.get(source)!);
    for (const [path, node] of nodes)
      if (path.startsWith(`${source}/`)) {
        nodes.set(target + path.slice(source.length), node);
        nodes.delete(path);
      }
    nodes.delete(source);
  }
  function handleOn(node: Node, path: string): FileHandle {
    return {
      async write(bytes) {
        enter('write', path);
        const taken = bytes.subarray(0, writeAtMost);
        const longer = new Uint8Array(node.content.length + taken.length);
        longer.set(node.content);
        longer.set(taken, node.content.length);
        node.content = longer;
        node.modifiedAt = clock.now();
        return taken.length;
      },
      sync: async () => enter('sync', path),
      close: async () => enter('close', path),
    };
  }

  return {
    process: { id: 'memory' },
    calls,
    fail: (fault) => void faults.push({ fault, seen: 0 }),
    shortWrites(bytes) {
      writeAtMost = bytes;
    },
    repair() {
      faults = [];
      writeAtMost = undefined;
    },
    put(path, content, { mode = 0o600, modifiedAt = clock.now() } = {}) {
      const where = absolute(path);
      const missing: string[] = [];
      for (let above = parentOf(where); !nodes.has(above); above = parentOf(above)) missing.push(above);
      for (const directory of missing) nodes.set(directory, make('directory', 0o700));
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content.slice();
      nodes.set(where, { kind: 'file', content: bytes, mode, modifiedAt });
    },
    putLink: (path) => void nodes.set(absolute(path), make('link', 0o777)),
    chmod(path, mode) {
      find('chmod', path).mode = mode;
    },
    files: () =>
      [...nodes]
        .filter(([, node]) => node.kind === 'file')
        .map(([path]) => path)
        .toSorted(),
    async open(path, flags) {
      enter('open', path);
      const existing = nodes.get(absolute(path));
      if (flags === 'a' && existing?.kind === 'file') return handleOn(existing, path);
      const node = make('file', 0o600);
      place('open', path, node);
      return handleOn(node, path);
    },
    async read(path) {
      enter('read', path);
      const node = find('read', path);
      if (node.kind === 'directory') throw fileError('EISDIR', 'read', path);
      return node.content.slice();
    },
    async link(existing, path) {
      enter('link', existing, path);
      place('link', path, find('link', existing));
    },
    async rename(from, to) {
      enter('rename', from, to);
      const node = find('rename', from);
      if (nodes.get(absolute(to)) === node) return; // two names of one file: POSIX leaves both
      if (node.kind === 'directory') return moveDirectory(from, to);
      place('rename', to, node, true);
      nodes.delete(absolute(from));
    },
    async unlink(path) {
      enter('unlink', path);
      if (find('unlink', path).kind === 'directory') throw fileError('EISDIR', 'unlink', path);
      nodes.delete(absolute(path));
    },
    async mkdir(path) {
      enter('mkdir', path);
      place('mkdir', path, make('directory', 0o700));
    },
    async rmdir(path) {
      enter('rmdir', path);
      if (find('rmdir', path).kind !== 'directory') throw fileError('ENOTDIR', 'rmdir', path);
      if (childrenOf(absolute(path)).length > 0) throw fileError('ENOTEMPTY', 'rmdir', path);
      nodes.delete(absolute(path));
    },
    async readdir(path) {
      enter('readdir', path);
      if (find('readdir', path).kind !== 'directory') throw fileError('ENOTDIR', 'readdir', path);
      return childrenOf(absolute(path)).map((child) => child.slice(child.lastIndexOf('/') + 1));
    },
    async stat(path) {
      enter('stat', path);
      const { kind, content, mode, modifiedAt } = find('stat', path);
      return { kind, size: content.length, mode, modifiedAt };
    },
    async syncDirectory(path) {
      enter('syncDirectory', path);
      if (find('syncDirectory', path).kind !== 'directory') throw fileError('ENOTDIR', 'syncDirectory', path);
    },
  };
}
