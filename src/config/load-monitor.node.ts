import { Monitor } from '../monitor/monitor.js';
import type { GivenParts } from './load-parts.node.js';
import { requireGiven, requireText } from '../require-given.js';

/** What a configuration file is completed with from code. */
export interface LoadMonitorOptions extends GivenParts {
  /** Variables for `${NAME}`. Default `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * Makes a Monitor from a configuration file. Parts written in code can be named in it: `columns: {price: {test: medianShift}}`.
 * Relative paths start at the file's folder; the reference is read from `data.reference`. Labels of `data.labels` are joined
 * to it and to what is trained on; the rows that you hand in bring theirs, by `withLabels`.
 *
 * @throws DriftSenseError `CONFIG_NOT_FOUND`, `CONFIG_INVALID` with all problems, `UNKNOWN_DETECTOR`, `UNKNOWN_TEST` or
 *   `UNKNOWN_TRAINER` when such a name is the only one, `SECRET_MISSING`, `REFERENCE_NOT_FOUND`, and what the Monitor's
 *   constructor throws; `VALUE_OUT_OF_DOMAIN` for what is no path.
 * @example
 * const monitor = await loadMonitor('config.yaml', { tests: [medianShift] });
 */
export async function loadMonitor(path: string, besides: LoadMonitorOptions = {}): Promise<Monitor> {
  requireText(path, 'loadMonitor', 'a path');
  requireGiven(besides, 'loadMonitor', 'options');
  const { environment, ...given } = besides;
  // Reading YAML and naming all parts is paid for only by who has a file.
  const [{ loadConfig }, { loadParts }] = await Promise.all([
    import('./load-config.node.js'),
    import('./load-parts.node.js'),
  ]);
  const file = await loadConfig(path, environment, given);
  for (const warning of file.warnings) given.logger?.warn({ config: path }, warning);
  const { options, dryRun, labels } = await loadParts(file, given);
  if (labels)
    given.logger?.warn({ config: path }, 'data.labels: hand the rows in with their labels: withLabels(source, labels)');
  for (const { channel, missing } of dryRun)
    given.logger?.warn({ channel, missing, delivery: 'dry-run' }, `${channel} is a dry run: nothing will be sent`);
  return new Monitor(options);
}
