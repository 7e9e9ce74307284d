import { labelName } from '../../config/build.js';
import { pathFrom } from '../../config/load-parts.node.js';
import { DriftSenseError } from '../../errors.js';
import { trainInitialModel } from '../../monitor/initial-model.js';
import { shellWord } from '../../shell-word.js';
import { countText } from '../../show/number-text.js';
import { actingUser } from '../acting-user.js';
import { exitCodes, type ConfigFlags, type ExitCode, type Io } from '../io.js';
import { hasValues, labelNotes, loadWhole } from '../load.js';
import { warnOfRegistry } from '../registry-warnings.js';
import { shownPath } from '../shown-path.js';
import { withConfig } from '../with-config.js';

export interface InitModelFlags extends ConfigFlags {
  readonly notes?: string;
  readonly by?: string;
}

/** Metrics worth a word on the console, in this order; the registry has them all. */
const shownMetrics = ['auc', 'accuracy', 'macroF1', 'logLoss', 'brier', 'rmse', 'mae', 'rSquared'];

/**
 * `init-model`: trains the first model on the reference and makes it serve. With a registry that has versions already it
 * trains one more.
 */
export const initModel = (flags: InitModelFlags, io: Io): Promise<ExitCode> =>
  withConfig(flags, io, async (file) => {
    const { config } = file;
    io.progress?.(`reading ${shownPath(pathFrom(file, config.data.reference))}`);
    const { options, reference } = await loadWhole(file, { clock: io.clock });
    const path = pathFrom(file, config.data.reference);
    const label = labelName(config);
    if (options.columns?.[label]?.role !== 'label' || !hasValues(reference, label))
      throw new DriftSenseError(
        'TRAINING_DATA',
        reference.names.includes(label)
          ? `${path}: expected values in the label column '${label}', got none`
          : `${path}: expected the label column '${label}', got ${reference.names.map((name) => `'${name}'`).join(', ')}`,
        { details: { path, column: label }, remedy: `set data.label in ${flags.config}, then: ${again(flags)}` },
      );
    for (const note of labelNotes(reference, label)) io.err(`note: ${note}`);
    await warnOfRegistry(file, io);
    const before = await options.registry?.alias('champion');
    io.progress?.(`training on ${countText(reference.size)} rows`);
    const { version, metrics, rows } = await trainInitialModel(
      { ...options, alerters: [] },
      { signal: io.signal, actor: actingUser(flags.by), ...(flags.notes !== undefined && { notes: flags.notes }) },
    ).catch((error: unknown) => {
      throw inReference(error, { path, column: label, next: again(flags) });
    });
    io.progress?.('');
    const shown = shownMetrics
      .filter((name) => Number.isFinite(metrics[name]))
      .map((name) => `${name} ${Number(metrics[name]!.toPrecision(4))}`);
    io.out(
      flags.json
        ? JSON.stringify({ version, rows, metrics, registry: config.registry.path })
        : `version ${version}, trained on ${countText(rows)} rows of the reference, serves${before === undefined ? '' : ` (was ${before})`}${shown.length > 0 ? `; out-of-fold: ${shown.join(', ')}` : ''}`,
    );
    return exitCodes.ok;
  });

const again = ({ config }: ConfigFlags): string => `driftsense init-model --config ${shellWord(config)}`;

/** What is wrong with the training rows, with the file and the column they came from. */
function inReference(
  error: unknown,
  { path, column, next }: { readonly path: string; readonly column: string; readonly next: string },
): unknown {
  if (!DriftSenseError.is(error) || !error.code.startsWith('TRAINING_')) return error;
  const { code, message, remedy, details } = error;
  return new DriftSenseError(code, `${path}, label '${column}': ${message}`, {
    cause: error,
    remedy: `${remedy}, then: ${next}`,
    details: { ...details, path, column },
  });
}
