import { fileErrorCode, type FileSystem } from '../ports/file-system.js';
import { ioError } from './io-error.js';
import { recordFile } from './record-file.js';
import { damagedRecord, decodeRecord, type RecordKind, type StoredRecord } from './record.js';

/** Head and tail of a record, beyond its body. */
const frameBytes = 256;

/**
 * Reads and verifies one record.
 *
 * @returns undefined when there is no such file.
 * @throws DriftSenseError the kind's code when it is damaged, too large or no regular file; `FILE_UNREADABLE`, `IO_FAILED`.
 */
export async function readRecord(fs: FileSystem, path: string, kind: RecordKind): Promise<StoredRecord | undefined> {
  const file = await recordFile(fs, path);
  if (file === undefined) return undefined;
  const { stat } = file;
  const refuse = (problem: string): never => {
    throw damagedRecord(kind, path, problem);
  };
  // A link would lead out of the directory.
  if (stat.kind !== 'file') return refuse(`is a ${stat.kind}, not a regular file`);
  const tooLarge = `holds more than the ${kind.maxBytes} bytes that are read`;
  if (stat.size > kind.maxBytes + frameBytes) return refuse(tooLarge);
  try {
    const record = await decodeRecord(kind, await fs.read(file.path), path, fs.sha256);
    return record.body.length > kind.maxBytes ? refuse(tooLarge) : record;
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT') return undefined;
    throw ioError(error, fs, 'read', path);
  }
}
