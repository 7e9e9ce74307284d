import { allSteps } from '../all-steps.js';
import { DriftSenseError, type ErrorCode } from '../errors.js';
import type { FileSystem } from '../ports/file-system.js';
import { shellWord } from '../shell-word.js';
import { sha256 } from '../stats/sha256.js';
import { joinedBytes } from './joined-bytes.js';

/** What a family of stored records is: its name in the file, its cap, and the error that a damaged one raises. */
export interface RecordKind {
  readonly name: 'model' | 'alias' | 'decision' | 'checkpoint';
  readonly maxBytes: number;
  readonly damaged: Extract<ErrorCode, 'REGISTRY_CORRUPT' | 'STATE_INVALID'>;
  /** What holds once a damaged one is moved away. */
  readonly without: string;
}

/** A record that cannot be used, and how to go on without it. */
export const damagedRecord = (
  { damaged, without }: RecordKind,
  path: string,
  problem: string,
  {
    cause,
    remedy = `mv ${shellWord(path)} ${shellWord(`${path}.kept`)}; ${without}`,
  }: { readonly cause?: unknown; readonly remedy?: string } = {},
): DriftSenseError =>
  new DriftSenseError(damaged, `'${path}' ${problem}`, { cause, details: { path, problem }, remedy });

/** The bytes a record protects, and their sha-256. */
export interface StoredRecord {
  readonly body: Uint8Array;
  readonly sha256: string;
}

const formatVersion = 1;
const opening = '{"format":"driftsense/';
const header =
  /^\{"format":"driftsense\/([a-z]{1,20})","formatVersion":([1-9][0-9]{0,5}),"sha256":"([0-9a-f]{64})","length":(0|[1-9][0-9]{0,11}),"body":/;
const headerBytes = 256;
const closing = '}\n';

const text = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);

/**
 * One record as a file: a single JSON document `{format, formatVersion, sha256, length, body}` (for a JSON body). Every
 * byte of the file counts: head and tail must be exactly what is written here, and the body must have its length and sum.
 *
 * @param sum - Its SHA-256 as 64 hexadecimal digits, where that is known.
 */
export const encodeRecord = (kind: RecordKind, body: Uint8Array, sum?: string): Uint8Array =>
  allSteps(recordSteps(kind, body, sum));

/** The same, with the sum by the hash of the file system where it has one. */
export const recordFor = async (fs: FileSystem, kind: RecordKind, body: Uint8Array): Promise<Uint8Array> =>
  encodeRecord(kind, body, await fs.sha256?.(body));

/** `encodeRecord` in steps of a few milliseconds. */
export function recordSteps(kind: RecordKind, body: Uint8Array, sum = sha256(body)): Generator<undefined, Uint8Array> {
  const head = `${opening}${kind.name}","formatVersion":${formatVersion},"sha256":"${sum}","length":${body.length},"body":`;
  const utf8 = new TextEncoder();
  return joinedBytes([utf8.encode(head), body, utf8.encode(closing)]);
}

/** Whether a file begins as our records do, whatever came of it later. */
export const isRecord = (file: Uint8Array): boolean => text(file.subarray(0, opening.length)) === opening;

/**
 * The body of a record, verified.
 *
 * @param path - For the message.
 * @throws DriftSenseError with the kind's code when the file is not ours, of another kind, of a newer format, cut short
 *   or changed.
 */
export async function decodeRecord(
  kind: RecordKind,
  file: Uint8Array,
  path: string,
  digest: NonNullable<FileSystem['sha256']> = sha256,
): Promise<StoredRecord> {
  const refuse = (problem: string, remedy?: string): never => {
    throw damagedRecord(kind, path, problem, { ...(remedy !== undefined && { remedy }) });
  };
  const head = header.exec(text(file.subarray(0, headerBytes)));
  if (head === null) return refuse(isRecord(file) ? 'has a damaged head' : 'is no record of driftsense');
  const [prefix, name, version, sum, length] = head as unknown as [string, string, string, string, string];
  if (name !== kind.name) return refuse(`is a record of kind '${name}', expected '${kind.name}'`);
  if (Number(version) !== formatVersion)
    return refuse(
      `has format version ${version}; this release of driftsense reads version ${formatVersion}`,
      'npm install driftsense@latest; a later release wrote it',
    );
  const end = prefix.length + Number(length);
  if (file.length !== end + closing.length)
    return refuse(`has ${file.length} bytes where ${end + closing.length} were written`);
  if (text(file.subarray(end)) !== closing) return refuse('has a damaged tail');
  const body = file.subarray(prefix.length, end);
  if ((await digest(body)) !== sum) return refuse('does not match its sha-256');
  return { body, sha256: sum };
}
