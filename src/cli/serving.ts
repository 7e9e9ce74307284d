import type { ConfiguredParts } from '../config/load-parts.node.js';
import type { ModelVersion, Registry } from '../contracts/registry.js';
import { DriftSenseError } from '../errors.js';
import { scoresRows } from '../monitor/score-columns.js';
import type { Monitor } from '../monitor/monitor.js';
import { shellWord } from '../shell-word.js';

/**
 * The version that scores the rows. Without one, a stream with labels but no predictions cannot be watched.
 *
 * @param config - Path of the configuration, for the remedies.
 * @throws DriftSenseError `MODEL_NOT_FOUND`, `REGISTRY_CORRUPT`, `REGISTRY_UNSAFE`.
 */
export async function servingModel(
  monitor: Monitor,
  { options, registry }: ConfiguredParts,
  config: string,
): Promise<ModelVersion | undefined> {
  const version = await registry.alias('champion');
  if (version !== undefined) return readServing(registry, version, config);
  const labelled = monitor.reference.schema.columns.some(({ role }) => role === 'label');
  if (labelled && scoresRows(monitor.reference.schema, options.trainer))
    throw new DriftSenseError('MODEL_NOT_FOUND', 'Baseline model not found: no version of the registry serves', {
      remedy: `driftsense init-model --config ${shellWord(config)}`,
    });
  return undefined;
}

/** The version that serves. @throws DriftSenseError `REGISTRY_CORRUPT` with the way back. */
export async function readServing(
  registry: Registry,
  version: number,
  config: string,
): Promise<ModelVersion | undefined> {
  try {
    return await registry.read(version);
  } catch (error) {
    if (!DriftSenseError.is(error, 'REGISTRY_CORRUPT')) throw error;
    throw new DriftSenseError('REGISTRY_CORRUPT', `version ${version} serves and cannot be read: ${error.message}`, {
      cause: error,
      details: error.details,
      remedy: `driftsense rollback --config ${shellWord(config)}; where nothing served before: driftsense init-model --config ${shellWord(config)}`,
    });
  }
}
