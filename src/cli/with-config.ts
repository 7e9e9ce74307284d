import { printConfig } from '../config/effective.js';
import { loadConfig, type ConfigFile } from '../config/load-config.node.js';
import { pathFrom } from '../config/load-parts.node.js';
import { printable } from '../show/markup.js';
import { aboutRegistry, explained } from './explain.js';
import { exitCodes, type ConfigFlags, type ExitCode, type Io } from './io.js';

/** Loads the configuration of a command, prints it where that is asked for, says its warnings, and goes on. */
export async function withConfig(
  flags: ConfigFlags,
  io: Io,
  act: (file: ConfigFile) => Promise<ExitCode>,
): Promise<ExitCode> {
  const file = await loadConfig(flags.config, io.environment);
  if (flags.printConfig) {
    io.out(printConfig(file));
    return exitCodes.ok;
  }
  for (const warning of file.warnings) io.err(`warning: ${printable(`${flags.config}: ${warning}`)}`);
  try {
    return await act(file);
  } catch (error) {
    throw explained(aboutRegistry(error, pathFrom(file, file.config.registry.path)), flags.config);
  }
}
