import process from 'node:process';
import { systemClock } from '../ports/system-clock.js';
import { clip } from '../show/markup.js';
import type { Io } from './io.js';
import { runCli } from './program.js';

interface OutputStream {
  readonly isTTY?: boolean;
  /** Width of the terminal; 0 where nobody has told it. */
  readonly columns?: number;
  write(text: string): unknown;
}

/** What of a process the command line needs. */
export interface Host {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: OutputStream & { on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown };
  readonly stderr: OutputStream;
  exitCode?: number | string | null | undefined;
  on(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  off(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  exit(code: number): unknown;
}

/** Characters of a line. A terminal that was never told its width gives 0. */
const widthOf = ({ columns = 0 }: OutputStream): number => (columns > 0 ? columns : 80);

/** The command line on this process: its streams, its environment, its signals. Sets the exit code. */
export async function main(host: Host = process): Promise<void> {
  const { stdout, stderr, env } = host;
  // One that knows no control sequences shows them as text.
  const isPlain = env['TERM'] === 'dumb';
  const stop = new AbortController();
  let shown = false;
  const clear = (): void => {
    if (shown) stderr.write('\r\u001b[K');
    shown = false;
  };
  const line = (stream: OutputStream) => (text: string) => {
    clear();
    stream.write(`${text}\n`);
  };
  const io: Io = {
    out: line(stdout),
    err: line(stderr),
    ...(stderr.isTTY === true &&
      !isPlain && {
        progress: (text: string) => {
          clear();
          // A line that wraps could not be taken back.
          stderr.write(clip(text, widthOf(stderr) - 1));
          shown = text !== '';
        },
      }),
    environment: env,
    ...(stdout.isTTY && { width: widthOf(stdout) }),
    colour: stdout.isTTY === true && !isPlain && (env['NO_COLOR'] ?? '') === '',
    clock: systemClock,
    signal: stop.signal,
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const forget = (): void => signals.forEach((signal) => host.off(signal, onSignal));
  const onSignal = (): void => {
    // The second signal ends the process at once, as it would without us.
    forget();
    io.err('stopping after what is under way; once more to stop at once');
    stop.abort();
  };
  for (const signal of signals) host.on(signal, onSignal);
  // A reader that has seen enough (`| head`) is no error.
  stdout.on('error', (error) => host.exit(error.code === 'EPIPE' ? 0 : 2));
  host.exitCode = await runCli(host.argv.slice(2), io);
  forget();
}
