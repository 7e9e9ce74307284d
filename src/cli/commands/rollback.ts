import { pathFrom } from '../../config/load-parts.node.js';
import { fileRegistry } from '../../act/registry/file-registry.node.js';
import { promote, rollback as goBack } from '../../act/registry/rollback.js';
import { DriftSenseError } from '../../errors.js';
import { exitCodes, type ConfigFlags, type ExitCode, type Io } from '../io.js';
import { withConfig } from '../with-config.js';

export interface RollbackFlags extends ConfigFlags {
  readonly to?: number;
  readonly reason?: string;
}

/** `rollback`: lets the version that served before serve again, or any version by `--to`. On record in the registry. */
export const rollback = (flags: RollbackFlags, io: Io): Promise<ExitCode> =>
  withConfig(flags, io, async (file) => {
    const registry = fileRegistry(pathFrom(file, file.config.registry.path), { clock: io.clock });
    const before = await registry.alias('champion');
    const { reason = 'rolled back by hand' } = flags;
    const moved = flags.to === undefined ? await stepBack() : await promote(registry, flags.to, { reason });
    io.out(
      flags.json
        ? JSON.stringify({ version: moved.version, was: before ?? null, reason })
        : `version ${moved.version} serves${before === undefined ? '' : ` (was ${before})`}`,
    );
    return exitCodes.ok;

    async function stepBack() {
      try {
        return await goBack(registry, { reason });
      } catch (error) {
        if (!DriftSenseError.is(error, 'NO_PREVIOUS_VERSION')) throw error;
        throw new DriftSenseError('NO_PREVIOUS_VERSION', error.message, {
          cause: error,
          remedy:
            before === undefined
              ? `driftsense init-model --config ${flags.config}`
              : `driftsense rollback --config ${flags.config} --to <version>; driftsense status --config ${flags.config} lists them`,
        });
      }
    }
  });
