import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { version } from '../version.js';
import { generateData, type GenerateFlags } from './commands/generate-data.js';
import { initModel } from './commands/init-model.js';
import { runMonitor } from './commands/run-monitor.js';
import { describeError } from './describe-error.js';
import { exitCodes, type ConfigFlags, type ExitCode, type Io } from './io.js';

type Action<Flags> = (flags: Flags, io: Io) => Promise<ExitCode>;

/**
 * Runs the command line.
 *
 * @param argv - Without node and script.
 * @returns The exit code: 0, 1 for drift found by `check`, 2 for errors.
 */
export async function runCli(argv: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = exitCodes.ok;
  let debug = argv.includes('--debug');
  const program = new Command('driftsense')
    .description('Watches data and concept of a model: judges, tells, retrains, versions.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out(text.trimEnd()), writeErr: (text) => io.err(text.trimEnd()) })
    .showHelpAfterError('remedy: driftsense --help');

  const command = <Flags>(name: string, description: string, act: Action<Flags>): Command =>
    program
      .command(name)
      .description(description)
      .option('--json', 'print the result as JSON')
      .option('--debug', 'show stack traces')
      .action(async (flags: Flags & { debug?: boolean }) => {
        debug ||= flags.debug === true;
        code = await act(flags, io);
      });
  const configured = (name: string, description: string, act: Action<ConfigFlags>): Command =>
    command(name, description, act)
      .option('-c, --config <file>', 'configuration file', 'config.yaml')
      .option('--print-config', 'print the configuration in force, with the origin of every value, and stop');

  command<GenerateFlags>('generate-data', 'make a synthetic stream whose changes are known', generateData)
    .option('-o, --out <folder>', 'folder to write to', 'data')
    .option('--seed <number>', 'same seed, same bytes', wholeNumber, 0)
    .option('--days <number>', 'files of the stream, the first seven being the training days', wholeNumber, 30)
    .option('--rows <number>', 'rows per file', wholeNumber, 2_000)
    .option('--force', 'replace what is there');
  configured('init-model', 'train the first model on the reference and let it serve', initModel);
  configured('run-monitor', 'judge every stream file, tell, retrain', runMonitor);

  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.error;
    io.progress?.('');
    for (const line of describeError(error, debug)) io.err(line);
    return exitCodes.error;
  }
}

function wholeNumber(text: string): number {
  if (!/^-?\d{1,9}$/.test(text)) throw new InvalidArgumentError('expected a whole number');
  return Number(text);
}
