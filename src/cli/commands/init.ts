import { dirname } from 'node:path';
import { DriftSenseError } from '../../errors.js';
import { nodeFileSystem } from '../../ports/file-system.node.js';
import { ensureDirectory } from '../../store/directory.js';
import { statOf } from '../../store/look.js';
import { replaceFile } from '../../store/replace-file.js';
import { exitCodes, type ExitCode, type Io } from '../io.js';
import { shellWord } from '../../shell-word.js';

export interface InitFlags {
  readonly config: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** What `init` writes: the keys most people set, with their defaults. */
export const startingConfig = `# driftsense: paths start at this file's folder; every key is optional.
preset: budget # at most one false alarm in a hundred windows; thresholds: fixed thresholds

data:
  reference: data/train.csv # what windows are compared with, and the first model learns from
  stream: data/stream/stream_*.csv # one window per file, in number order
  label: label # what the model predicts, where the data have it
  # id: id
  # timestamp: time

# columns: # per column: type, role, test, threshold, tolerance, missing_tolerance, weight, enabled, labels
#   price: { tolerance: 0.1 }

concept_drift:
  detector: adwin # ddm, pagehinkley; kswin hardly sees errors at its defaults

retraining:
  mode: candidate # suggest: only say so; candidate: train, gate, wait; auto: promote what passes the gate
  strategy: append # with the reference; replace: new windows only, right after a change of concept

alerting:
  slack:
    enabled: false
    webhook_url: "\${SLACK_WEBHOOK_URL}"
  email:
    enabled: false
    smtp_host: "\${SMTP_HOST}"
    smtp_port: "\${SMTP_PORT:-587}"
    username: "\${SMTP_USERNAME}"
    password: "\${SMTP_PASSWORD}"
    from_addr: "\${EMAIL_FROM}"
    to_addrs: ["\${EMAIL_TO}"]
  on_missing_secret: dry_run # fail: refuse to start

registry:
  path: models
outputs:
  path: outputs
logging:
  path: logs
`;

/**
 * `init`: writes a configuration to start from.
 *
 * @throws DriftSenseError `FILE_EXISTS` without `--force`, `FILE_UNWRITABLE`.
 */
export async function init({ config, force = false, json = false }: InitFlags, io: Io): Promise<ExitCode> {
  if (!force && (await statOf(nodeFileSystem, config)) !== undefined)
    throw new DriftSenseError('FILE_EXISTS', `'${config}' exists already`, {
      remedy: `driftsense init --config ${shellWord(config)} --force replaces it; or choose another --config`,
    });
  await ensureDirectory(nodeFileSystem, dirname(config));
  await replaceFile(nodeFileSystem, config, startingConfig);
  const next = `driftsense doctor --config ${shellWord(config)}`;
  if (json) io.out(JSON.stringify({ wrote: config, next }));
  else for (const line of [`wrote ${config}`, `next: ${next}`]) io.out(line);
  return exitCodes.ok;
}
