import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { version } from '../version.js';
import { check, type CheckFlags } from './commands/check.js';
import { doctor } from './commands/doctor.js';
import { generateData, type GenerateFlags } from './commands/generate-data.js';
import { initModel, type InitModelFlags } from './commands/init-model.js';
import { init, type InitFlags } from './commands/init.js';
import { report, type ReportFlags } from './commands/report.js';
import { rollback, type RollbackFlags } from './commands/rollback.js';
import { runMonitor } from './commands/run-monitor.js';
import { status } from './commands/status.js';
import { describeError, errorAsJson } from './describe-error.js';
import { exitCodes, type ConfigFlags, type ExitCode, type Io } from './io.js';
import { usageError } from './usage-error.js';

type Action<Flags> = (flags: Flags, io: Io) => Promise<ExitCode>;

/**
 * Runs the command line. Results go to `io.out`, all else to `io.err`; with `--json` an error is printed as JSON, too,
 * unless the command has printed a result already.
 *
 * @param argv - Without node and script.
 * @returns The exit code: 0, 1 for drift found by `check`, 2 for errors.
 */
export async function runCli(argv: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = exitCodes.ok;
  let printed = false;
  const counting: Io = {
    ...io,
    out: (line) => {
      printed = true;
      io.out(line);
    },
  };
  const program = programOf(async (act) => {
    code = await act(counting);
  }, io);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.ok;
    if (error instanceof CommanderError && error.code === 'commander.help') return exitCodes.error; // help was shown
    io.progress?.('');
    const names = program.commands.map((command) => command.name());
    const told =
      error instanceof CommanderError
        ? usageError(
            error,
            names.find((name) => argv.includes(name)),
          )
        : error;
    if (argv.includes('--json') && !printed) io.out(JSON.stringify({ error: errorAsJson(told) }));
    for (const line of describeError(told, argv.includes('--debug'))) io.err(line);
    return exitCodes.error;
  }
}

/** All commands; what one of them does is handed to `run`. */
function programOf(run: (act: (io: Io) => Promise<ExitCode>) => Promise<void>, io: Io): Command {
  const program = new Command('driftsense')
    .description('Watches data and concept of a model: judges, tells, retrains, versions.')
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(text.trimEnd()),
      writeErr: (text) => io.err(text.trimEnd()),
      outputError: () => {}, // told by runCli, with a remedy
    });

  const command = <Flags>(name: string, description: string, act: Action<Flags>): Command =>
    program
      .command(name)
      .description(description)
      .option('--json', 'print the result as JSON')
      .option('--debug', 'show stack traces')
      .action((flags: Flags) => run((told) => act(flags, told)));
  const configured = <Flags extends ConfigFlags>(name: string, description: string, act: Action<Flags>): Command =>
    command<Flags>(name, description, act)
      .option('-c, --config <file>', 'configuration file', 'config.yaml')
      .option('--print-config', 'print the configuration in force, with the origin of every value, and stop');

  command<InitFlags>('init', 'write a configuration to start from', init)
    .option('-c, --config <file>', 'file to write', 'config.yaml')
    .option('--force', 'replace what is there');
  configured('doctor', 'check configuration, data and folders; say what a window can see', doctor);
  command<GenerateFlags>('generate-data', 'make a synthetic stream whose changes are known', generateData)
    .option('-o, --out <folder>', 'folder to write to', 'data')
    .option('--seed <number>', 'same seed, same bytes', wholeNumber, 0)
    .option('--days <number>', 'files of the stream, the first seven being the training days', wholeNumber, 30)
    .option('--rows <number>', 'rows per file', wholeNumber, 2_000)
    .option('--force', 'replace what is there');
  configured<InitModelFlags>('init-model', 'train the first model on the reference and let it serve', initModel)
    .option('--notes <text>', 'kept with the version, and shown in registry.csv')
    .option('--by <name>', 'who does it, kept in the history; default: the user of this machine');
  configured('run-monitor', 'judge every stream file, tell, retrain', runMonitor);
  configured<ReportFlags>('report', 'draw charts, flags and report again from the last run', report)
    .option('--explain <column>', 'write nothing; say why a column did, or did not, alarm')
    .option('--window <id>', 'with --explain: in which window; default: the last one');
  configured('status', 'versions, the one that serves, and the last run', status);
  configured<RollbackFlags>('rollback', 'let the version before serve again', rollback)
    .option('--to <version>', 'the version that is to serve', wholeNumber)
    .option('--reason <text>', 'kept in the history')
    .option('--by <name>', 'who does it, kept in the history; default: the user of this machine');
  program
    .command('check')
    .description('compare two files, or one with the configured reference; exit code 1 means drift')
    .argument('[files...]', 'reference and window, or with --config the window alone')
    .option('-c, --config <file>', 'configuration file')
    .option('--report <file>', 'write an HTML report too')
    .option('--print-config', 'with --config: print the configuration in force, and stop')
    .option('--delimiter <character>', 'of the files; \\t is a tab', (text: string) => (text === '\\t' ? '\t' : text))
    .option('--decimal <mark>', 'decimal mark of the files', oneOf('.', ','))
    .option('--encoding <name>', 'encoding of the files')
    .option('--missing <marker>', 'a text that means no value; may be given several times', markers)
    .option('--ragged <policy>', 'rows of another length: refuse, or skip and count', oneOf('refuse', 'skip'))
    .option('--json', 'print the result as JSON')
    .option('--debug', 'show stack traces')
    .action((files: string[], flags: CheckFlags) => run((told) => check(files, flags, told)));
  return program;
}

const oneOf =
  (...names: readonly string[]) =>
  (text: string): string => {
    if (names.includes(text)) return text;
    throw new InvalidArgumentError(`expected ${names.map((name) => `'${name}'`).join(' or ')}`);
  };

const markers = (marker: string, before: readonly string[] = []): readonly string[] => [...before, marker];

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(number)) throw new InvalidArgumentError('expected a whole number');
  return number;
}
