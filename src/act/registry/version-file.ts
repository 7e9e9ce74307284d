import type { ModelVersion } from '../../contracts/registry.js';
import { DriftSenseError, messageOf } from '../../errors.js';
import type { FileSystem } from '../../ports/file-system.js';
import { parseJsonBytes } from '../../store/json-body.js';
import { readRecord } from '../../store/read-record.js';
import { damagedRecord, type RecordKind } from '../../store/record.js';
import { decodeModelVersion } from './model-version.js';
import { versionNames } from './registry-directory.js';

export const modelRecord = (maxBytes: number): RecordKind => ({
  name: 'model',
  maxBytes,
  damaged: 'REGISTRY_CORRUPT',
  without: 'the other versions stay readable',
});

/** Reads one version, verified; undefined when there is none. Throws `REGISTRY_CORRUPT` when it is damaged. */
export async function readVersionFile(
  fs: FileSystem,
  directory: string,
  version: number,
  maxBytes: number,
): Promise<ModelVersion | undefined> {
  const path = `${directory}/${versionNames.nameOf(version)}`;
  const kind = modelRecord(maxBytes);
  const record = await readRecord(fs, path, kind);
  if (record === undefined) return undefined;
  try {
    return decodeModelVersion(parseJsonBytes(record.body), version);
  } catch (error) {
    throw damagedRecord(kind, path, messageOf(error), { cause: error });
  }
}

/** Damage of one entry, which is skipped and reported; any other error may pass by, and must not hide a version. */
export const isDamage = (error: unknown): error is DriftSenseError =>
  DriftSenseError.is(error) &&
  (error.code === 'REGISTRY_CORRUPT' || error.code === 'FILE_UNREADABLE' || error.details['errno'] === 'EIO');
