import { loadConfig } from '../../config/load-config.node.js';
import { loadParts, pathFrom } from '../../config/load-parts.node.js';
import { printConfig } from '../../config/effective.js';
import { DriftSenseError } from '../../errors.js';
import { trainInitialModel } from '../../monitor/initial-model.js';
import { exitCodes, type ConfigFlags, type ExitCode, type Io } from '../io.js';

/**
 * `init-model`: trains the first model on the reference and makes it serve. With a registry that has versions already it
 * trains one more.
 */
export async function initModel(flags: ConfigFlags, io: Io): Promise<ExitCode> {
  const file = await loadConfig(flags.config, io.environment);
  if (flags.printConfig) {
    io.out(printConfig(file));
    return exitCodes.ok;
  }
  for (const warning of file.warnings) io.err(`warning: ${flags.config}: ${warning}`);
  const { config } = file;
  const { options } = await loadParts(file, { clock: io.clock });
  if (options.columns?.[config.data.label]?.role !== 'label')
    throw new DriftSenseError(
      'TRAINING_DATA',
      `${pathFrom(file, config.data.reference)} has no label column '${config.data.label}' with values`,
      {
        remedy: `name the label column in ${flags.config}: data: {label: …}`,
      },
    );
  const { version, metrics, rows } = await trainInitialModel({ ...options, alerters: [] }, { signal: io.signal });
  const shown = Object.entries(metrics)
    .filter(([, value]) => Number.isFinite(value))
    .slice(0, 6)
    .map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`);
  io.out(
    flags.json
      ? JSON.stringify({ version, rows, metrics, registry: config.registry.path })
      : `version ${version} trained on ${rows.toLocaleString('en')} rows of the reference and serving${shown.length > 0 ? `; out-of-fold ${shown.join(', ')}` : ''}`,
  );
  return exitCodes.ok;
}
