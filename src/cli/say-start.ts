import { labelName } from '../config/build.js';
import type { ConfigFile } from '../config/load-config.node.js';
import { pathFrom, type ConfiguredParts } from '../config/load-parts.node.js';
import type { ModelVersion } from '../contracts/registry.js';
import type { Monitor } from '../monitor/monitor.js';
import type { Logger } from '../ports/logger.js';
import { printable } from '../show/markup.js';
import { countOf } from '../show/number-text.js';
import { expectationLines, expectationsOf, testedColumns, windowRowsOf } from './expectations.js';
import type { Io } from './io.js';
import { labelNotes } from './load.js';
import { paint } from './paint.js';
import { shownPath } from './shown-path.js';
import { warnOfRegistry } from './registry-warnings.js';

/** What a run starts from. */
export interface Start {
  readonly file: ConfigFile;
  readonly parts: ConfiguredParts;
  readonly monitor: Monitor;
  /** Stream files. */
  readonly files: number;
  readonly champion: ModelVersion | undefined;
}

/**
 * Before the first window: what is judged against what, the false alarms to expect, which model serves, and all that is not
 * as it should be. Warnings go to standard error.
 */
export async function sayStart({ file, parts, monitor, files, champion }: Start, io: Io, log: Logger): Promise<void> {
  const { config } = file;
  const { reference } = monitor;
  for (const warning of file.warnings) log.warn({ event: 'config' }, warning);
  for (const note of [...reference.notes, ...labelNotes(parts.reference, labelName(config))]) {
    io.err(`note: ${printable(note)}`);
    log.info({ event: 'reference' }, note);
  }
  for (const { code, file: path, message } of await warnOfRegistry(file, io))
    log.warn({ event: 'registry', code, file: path }, message);
  for (const { channel, missing } of parts.dryRun) {
    const text = `warning: ${channel} is a DRY RUN: nothing will be sent, ${missing.join(', ')} unset or a placeholder`;
    // The colour is that of standard output; errors may go elsewhere.
    io.err(io.progress ? paint(io, 'yellow', text) : text);
    log.warn({ event: 'dry-run', channel, missing, delivery: 'dry-run' }, 'nothing will be sent');
  }
  const { preset, name } = config;
  const expected = expectationsOf(
    testedColumns(reference, config, parts.options.trainer),
    await windowRowsOf(file, parts),
    config,
  );
  io.out(
    `monitor '${printable(name)}', preset ${preset}: ${countOf(files, 'stream file')} against the ${countOf(reference.size, 'row')} of ${shownPath(pathFrom(file, config.data.reference))}`,
  );
  for (const line of expectationLines(expected)) io.out(line);
  io.out(champion === undefined ? 'no model serves: data drift only' : `version ${champion.version} serves`);
  log.info({ event: 'started', preset, files, champion: champion?.version, expected }, 'run started');
}
