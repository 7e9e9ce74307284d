import type { Clock } from '../ports/clock.js';

/** What a command sees of the world, so that tests can stand in for it. */
export interface Io {
  /** One line of result, on standard output. */
  readonly out: (line: string) => void;
  /** One line of progress, warning or error, on standard error. */
  readonly err: (line: string) => void;
  /** Replaces the last line on standard error; absent where standard error is no terminal. */
  readonly progress?: (line: string) => void;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Characters of a line on standard output, where it is a terminal. */
  readonly width?: number;
  /** Whether standard output may be coloured. */
  readonly colour: boolean;
  readonly clock: Clock;
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
}

/** Ends of a command: everything in order; drift found (`check` only); an error. */
export const exitCodes = { ok: 0, drift: 1, error: 2 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Flags of every command that reads a configuration. */
export interface ConfigFlags {
  readonly config: string;
  readonly json?: boolean;
  readonly printConfig?: boolean;
}
