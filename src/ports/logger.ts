import { messageOf } from '../errors.js';
import { attempt } from '../unawaited.js';

/** A structural logger, compatible with pino. It only ever receives redacted values. */
export interface Logger {
  /** What helps to find a fault. */
  debug(fields: object, message?: string): void;
  /** What happened. */
  info(fields: object, message?: string): void;
  /** What somebody should look at. */
  warn(fields: object, message?: string): void;
  /** What failed. */
  error(fields: object, message?: string): void;
}

const quiet = () => {};

/** A logger that says nothing. */
export const silentLogger: Logger = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/** A logger that never throws and never rejects, whatever the given one does: what that fails to say goes to the console. */
export function guardedLogger(logger: Logger): Logger {
  const guarded = (level: LogLine['level']) => (fields: object, message?: string) => {
    const failed = (error: unknown): void => {
      // oxlint-disable-next-line no-console -- the last resort: a broken logger must not swallow what it was to say
      console.error(`driftsense: the logger failed (${messageOf(error)}) at: ${message}`);
    };
    attempt(() => logger[level](fields, message), failed);
  };
  return { debug: guarded('debug'), info: guarded('info'), warn: guarded('warn'), error: guarded('error') };
}

/** One line that was logged. */
export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: object;
  readonly message: string | undefined;
}

/** A logger that keeps its lines, for tests. */
export function memoryLogger(): Logger & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const keep = (level: LogLine['level']) => (fields: object, message?: string) =>
    void lines.push({ level, fields, message });
  return { lines, debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') };
}
