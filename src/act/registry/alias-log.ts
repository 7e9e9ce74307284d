import type { Json } from '../../contracts/json.js';
import type { AliasRecord } from '../../contracts/registry.js';
import { DriftSenseError, messageOf } from '../../errors.js';
import { edgeLimits } from '../../edge-limits.js';
import type { FileSystem } from '../../ports/file-system.js';
import type { OnNoLinks } from '../../store/claim.js';
import { commitRecord, numbersIn } from '../../store/commit.js';
import { jsonBytes, parseJsonBytes } from '../../store/json-body.js';
import { readRecord } from '../../store/read-record.js';
import { damagedRecord, recordFor, type RecordKind } from '../../store/record.js';
import { shellWord } from '../../shell-word.js';
import { recordNames as names } from './registry-directory.js';

const kind: RecordKind = {
  name: 'alias',
  maxBytes: edgeLimits.aliasBytes,
  damaged: 'REGISTRY_CORRUPT',
  without: 'the alias then points where the record before it says',
};

/** Which record a record follows, by number and sha-256, so that an edit of the past shows. */
interface Link {
  readonly sequence: number;
  readonly sha256: string;
}

/** One move as it is read: with the record it says it follows, and its own sum. */
interface StoredMove {
  readonly move: AliasRecord;
  readonly after: Link | undefined;
  readonly sha256: string;
}

/** The last move of an alias, or undefined when it was never set. Throws `REGISTRY_CORRUPT` when that record is damaged. */
export async function lastMove(fs: FileSystem, directory: string, alias: string): Promise<StoredMove | undefined> {
  const last = (await numbersIn(fs, directory, names)).at(-1);
  return last === undefined ? undefined : await readMove(fs, directory, alias, last);
}

/** All moves that can be read, in order. Damaged records, and those that do not follow their forerunner, are reported. */
export async function* moves(
  fs: FileSystem,
  directory: string,
  alias: string,
  report: (path: string, error: DriftSenseError) => void,
): AsyncGenerator<AliasRecord> {
  let before: StoredMove | undefined;
  for (const sequence of await numbersIn(fs, directory, names)) {
    const path = `${directory}/${names.nameOf(sequence)}`;
    let stored: StoredMove | undefined;
    try {
      stored = await readMove(fs, directory, alias, sequence);
    } catch (error) {
      if (!DriftSenseError.is(error)) throw error;
      report(path, error);
    }
    if (stored !== undefined) {
      if (stored.after?.sequence !== before?.move.sequence || stored.after?.sha256 !== before?.sha256)
        report(path, damagedRecord(kind, path, 'does not follow the record before it', { remedy: edited(directory) }));
      yield stored.move;
    }
    before = stored;
  }
}

/**
 * Records a move right after `before`; claiming its number is the compare-and-set.
 *
 * @returns false when another move came first.
 */
export async function recordMove(
  fs: FileSystem,
  directory: string,
  alias: string,
  move: AliasRecord,
  before: StoredMove | undefined,
  onNoLinks: OnNoLinks,
): Promise<boolean> {
  const after = before && { sequence: before.move.sequence, sha256: before.sha256 };
  const body = jsonBytes({ alias, ...move, ...(after && { after }) });
  const only = { first: move.sequence, last: Math.min(move.sequence, names.last), onNoLinks };
  return (await commitRecord(fs, directory, names, await recordFor(fs, kind, body), only)) !== undefined;
}

/** A past that was changed is no fault of the record that shows it. */
const edited = (directory: string): string =>
  `a record was changed, removed or put aside; compare with a backup: ls -l ${shellWord(directory)}`;

async function readMove(
  fs: FileSystem,
  directory: string,
  alias: string,
  sequence: number,
): Promise<StoredMove | undefined> {
  const path = `${directory}/${names.nameOf(sequence)}`;
  const record = await readRecord(fs, path, kind);
  if (record === undefined) return undefined;
  const refuse = (problem: string, cause?: unknown): never => {
    throw damagedRecord(kind, path, problem, { cause });
  };
  let body: Json;
  try {
    body = parseJsonBytes(record.body);
  } catch (error) {
    return refuse(messageOf(error), error);
  }
  if (!isMoveBody(body)) return refuse('is not the move of an alias');
  if (body.alias !== alias || body.sequence !== sequence)
    return refuse(`is move ${body.sequence} of '${body.alias}', in the wrong place`);
  const { version, previous, reason, actor, after } = body;
  const move: AliasRecord = Object.freeze({
    sequence,
    version,
    ...(previous !== undefined && { previous }),
    at: body.at,
    ...(reason !== undefined && { reason }),
    ...(actor !== undefined && { actor }),
  });
  return { move, after, sha256: record.sha256 };
}

const isNumber = (value: unknown, from: number): boolean => Number.isSafeInteger(value) && Number(value) >= from;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isMoveBody(body: unknown): body is AliasRecord & { readonly alias: string; readonly after?: Link } {
  if (!isObject(body)) return false;
  const { alias, sequence, version, previous, at, reason, actor, after } = body;
  return (
    typeof alias === 'string' &&
    isNumber(sequence, 1) &&
    isNumber(version, 1) &&
    (previous === undefined || isNumber(previous, 1)) &&
    Number.isFinite(at) &&
    (reason === undefined || typeof reason === 'string') &&
    (actor === undefined || typeof actor === 'string') &&
    (after === undefined || (isObject(after) && isNumber(after['sequence'], 1) && typeof after['sha256'] === 'string'))
  );
}
