import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WindowReport } from '../contracts/window-report.js';
import { DriftSenseError } from '../errors.js';
import { nodeFileSystem } from '../ports/file-system.node.js';
import { replaceFile } from '../store/replace-file.js';
import type { LabelCounts } from './label-counts.js';
import type { PromotionMark, RunCounts } from './run-counts.js';
import { shellWord } from '../shell-word.js';
import { unreadable } from '../source/unreadable.node.js';

/** How a run went. */
export interface RunSummary extends Readonly<RunCounts> {
  /** When the run ended, ISO-8601. */
  readonly at: string;
  readonly interrupted: boolean;
  /** What ended the run before its last window. */
  readonly error?: { readonly code: string; readonly message: string };
  /** Channels that were enabled without their secrets. */
  readonly dryRunChannels: readonly string[];
  /** Log lines that could not be written. */
  readonly lostLogLines: number;
  readonly promotions: readonly PromotionMark[];
  /** Labels from files of their own, where `data.labels` names some. */
  readonly labels?: LabelCounts;
  readonly last?: {
    readonly window: string;
    readonly verdict: WindowReport['verdict'];
    readonly reason: WindowReport['reason'];
    readonly decision: WindowReport['decision'];
  };
}

/** What a run leaves in `status.json`, for `status`, for `report`, and for whoever watches the watcher. */
export interface RunStatus extends RunSummary {
  readonly kind: 'status';
  readonly schemaVersion: 1;
}

const pathIn = (outputs: string): string => join(outputs, 'status.json');

export async function writeStatus(outputs: string, summary: RunSummary): Promise<void> {
  const whole: RunStatus = { kind: 'status', schemaVersion: 1, ...summary };
  await replaceFile(nodeFileSystem, pathIn(outputs), `${JSON.stringify(whole, null, 2)}\n`);
}

/**
 * How the last run ended; undefined when there was none.
 *
 * @throws DriftSenseError `STATE_INVALID` for a file that is no status, `FILE_UNREADABLE`.
 */
export async function readStatus(outputs: string, config: string): Promise<RunStatus | undefined> {
  const path = pathIn(outputs);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw unreadable(path, error);
  }
  try {
    const status = JSON.parse(text) as RunStatus;
    if (status.kind === 'status' && status.schemaVersion === 1) return status;
  } catch {
    // told below
  }
  throw new DriftSenseError('STATE_INVALID', `${path}: expected the status of a run`, {
    details: { path },
    remedy: `mv ${shellWord(path)} ${shellWord(`${path}.kept`)}; the next run writes it anew: driftsense run-monitor --config ${shellWord(config)}`,
  });
}
