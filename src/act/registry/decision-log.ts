import type { DecisionRecord, NewDecision } from '../../contracts/registry.js';
import { DriftSenseError, messageOf } from '../../errors.js';
import { edgeLimits } from '../../edge-limits.js';
import type { FileSystem } from '../../ports/file-system.js';
import type { OnNoLinks } from '../../store/claim.js';
import { commitRecord, nextNumber, numbersIn } from '../../store/commit.js';
import { parseJsonBytes } from '../../store/json-body.js';
import { readRecord } from '../../store/read-record.js';
import { damagedRecord, recordFor, type RecordKind } from '../../store/record.js';
import { assertNext, decodeDecision, encodeDecision } from './decision-entry.js';
import { recordNames as names } from './registry-directory.js';
import { isDamage } from './version-file.js';

const kind: RecordKind = {
  name: 'decision',
  maxBytes: edgeLimits.decisionBytes,
  damaged: 'REGISTRY_CORRUPT',
  without: 'the other decisions stay readable, and no version or alias depends on it',
};

/** Records a decision under the next number, or under the number it names, if that is the next. Nothing is replaced. */
export async function commitDecision(
  fs: FileSystem,
  directory: string,
  decision: NewDecision,
  onNoLinks: OnNoLinks,
): Promise<DecisionRecord> {
  const body = encodeDecision(decision);
  const first = nextNumber(await numbersIn(fs, directory, names), names, directory);
  assertNext(decision.sequence, first);
  const only = decision.sequence === undefined ? {} : { last: first };
  const taken = await commitRecord(fs, directory, names, await recordFor(fs, kind, body), {
    first,
    ...only,
    onNoLinks,
  });
  if (taken !== undefined) return decodeDecision(parseJsonBytes(body), taken);
  throw new DriftSenseError('REGISTRY_CONFLICT', `decision ${first} was recorded by somebody else meanwhile`);
}

/** All decisions that can be read, in order; damaged ones are reported. */
export async function* storedDecisions(
  fs: FileSystem,
  directory: string,
  report: (path: string, error: DriftSenseError) => void,
): AsyncGenerator<DecisionRecord> {
  for (const sequence of await numbersIn(fs, directory, names)) {
    const path = `${directory}/${names.nameOf(sequence)}`;
    let decision: DecisionRecord | undefined;
    try {
      decision = await readDecision(fs, path, sequence);
    } catch (error) {
      if (!isDamage(error)) throw error;
      report(path, error);
    }
    if (decision !== undefined) yield decision;
  }
}

async function readDecision(fs: FileSystem, path: string, sequence: number): Promise<DecisionRecord | undefined> {
  const record = await readRecord(fs, path, kind);
  if (record === undefined) return undefined;
  try {
    return decodeDecision(parseJsonBytes(record.body), sequence);
  } catch (error) {
    throw damagedRecord(kind, path, messageOf(error), { cause: error });
  }
}
