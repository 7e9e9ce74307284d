import process from 'node:process';
import { systemClock } from '../ports/clock.js';
import type { Io } from './io.js';
import { runCli } from './program.js';

/** The command line on this process: its streams, its environment, its signals. Sets the exit code. */
export async function main(): Promise<void> {
  const { stdout, stderr, env } = process;
  const stop = new AbortController();
  const onSignal = (): void => {
    // The second signal ends the process at once, as it would without us.
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    stop.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  // A reader that has seen enough (`| head`) is no error.
  stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 2));
  let shown = false;
  const clear = (): void => {
    if (shown) stderr.write('\r\u001b[K');
    shown = false;
  };
  const io: Io = {
    out: (line) => {
      clear();
      stdout.write(`${line}\n`);
    },
    err: (line) => {
      clear();
      stderr.write(`${line}\n`);
    },
    ...(stderr.isTTY && {
      progress: (line: string) => {
        clear();
        stderr.write(line);
        shown = line !== '';
      },
    }),
    environment: env,
    colour: stdout.isTTY && (env['NO_COLOR'] ?? '') === '',
    clock: systemClock,
    signal: stop.signal,
  };
  process.exitCode = await runCli(process.argv.slice(2), io);
  process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
}
