import { pathFrom } from '../../config/load-parts.node.js';
import { fileRegistry } from '../../act/registry/file-registry.node.js';
import { promote, rollback as goBack, type Promotion } from '../../act/registry/rollback.js';
import { DriftSenseError } from '../../errors.js';
import { actingUser } from '../acting-user.js';
import { exitCodes, type ConfigFlags, type ExitCode, type Io } from '../io.js';
import { withConfig } from '../with-config.js';
import { shellWord } from '../../shell-word.js';

export interface RollbackFlags extends ConfigFlags {
  readonly to?: number;
  readonly reason?: string;
  readonly by?: string;
}

/** `rollback`: lets the version that served before serve again, or any version by `--to`. On record in the registry. */
export const rollback = (flags: RollbackFlags, io: Io): Promise<ExitCode> =>
  withConfig(flags, io, async (file) => {
    const registry = fileRegistry(pathFrom(file, file.config.registry.path), { clock: io.clock });
    const before = await registry.alias('champion');
    const { reason = 'rolled back by hand' } = flags;
    const by = { reason, actor: actingUser(flags.by) };
    let moved: Promotion;
    try {
      moved = flags.to === undefined ? await goBack(registry, by) : await promote(registry, flags.to, by);
    } catch (error) {
      throw withRemedy(error, before, flags);
    }
    io.out(
      flags.json
        ? JSON.stringify({ version: moved.version, was: before ?? null, ...by })
        : `version ${moved.version} serves${before === undefined || before === moved.version ? '' : ` (was ${before})`}`,
    );
    return exitCodes.ok;
  });

/** The same error with the command that helps here. */
function withRemedy(error: unknown, before: number | undefined, { to, config }: RollbackFlags): unknown {
  if (!DriftSenseError.is(error, 'NO_PREVIOUS_VERSION') && !DriftSenseError.is(error, 'MODEL_NOT_FOUND')) return error;
  const remedy =
    before === undefined && to === undefined
      ? `driftsense init-model --config ${shellWord(config)}`
      : `driftsense rollback --config ${shellWord(config)} --to <version>; driftsense status --config ${shellWord(config)} lists them`;
  return new DriftSenseError(error.code, error.message, { cause: error, remedy });
}
