import { appendFileSync, closeSync, fchmodSync, openSync } from 'node:fs';
import { ioError } from '../store/io-error.js';
import type { Clock } from '../ports/clock.js';
import { nodeFileSystem } from '../ports/file-system.node.js';
import type { Logger } from '../ports/logger.js';

const levels = ['debug', 'info', 'warn', 'error'] as const;
type Level = (typeof levels)[number];

/** A log of JSON lines. Aggregates only: it is handed events and settings, never rows. */
export interface LogFile extends Logger {
  /** Lines that could not be written. */
  readonly lost: () => number;
  readonly close: () => void;
}

/**
 * Appends to a log file, mode 0600, one JSON object per line: `time`, `level`, `message`, and the fields. A disk that fails
 * later does not stop the work: what was lost is counted.
 *
 * @throws DriftSenseError `FILE_UNWRITABLE`, `IO_FULL`, `IO_FAILED` when the file cannot be opened.
 */
export function openLogFile(path: string, least: Level, clock: Clock): LogFile {
  const file = openPrivate(path);
  let lost = 0;
  const write = (level: Level) => (fields: object, message?: string) => {
    if (levels.indexOf(level) < levels.indexOf(least)) return;
    const line = {
      time: new Date(clock.now()).toISOString(),
      level,
      ...(message !== undefined && { message }),
      ...fields,
    };
    try {
      appendFileSync(file, `${JSON.stringify(line)}\n`);
    } catch {
      lost++;
    }
  };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    lost: () => lost,
    close: () => closeSync(file),
  };
}

function openPrivate(path: string): number {
  try {
    const file = openSync(path, 'a', 0o600);
    fchmodSync(file, 0o600);
    return file;
  } catch (error) {
    throw ioError(error, nodeFileSystem, 'write', path);
  }
}
