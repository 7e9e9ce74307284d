import { fileRegistry } from '../act/registry/file-registry.node.js';
import type { RegistryProblem } from '../act/registry/registry-problems.js';
import type { ConfigFile } from '../config/load-config.node.js';
import { pathFrom } from '../config/load-parts.node.js';
import { printable } from '../show/markup.js';
import type { Io } from './io.js';

/** Says what is damaged, unsafe or foreign in the registry. None of it stops the work: what is whole is used. */
export async function warnOfRegistry(file: ConfigFile, io: Io): Promise<readonly RegistryProblem[]> {
  const problems = await fileRegistry(pathFrom(file, file.config.registry.path)).problems();
  for (const { code, message } of problems) io.err(`warning: ${code}: ${printable(message)}`);
  return problems;
}
