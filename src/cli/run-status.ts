import type { WindowReport } from '../contracts/window-report.js';
import type { RunCounts } from './narrate.js';

/** What a run leaves in `status.json`, for `status` and for whoever watches the watcher. */
export interface RunStatus extends Readonly<RunCounts> {
  readonly kind: 'status';
  readonly schemaVersion: 1;
  /** When the run ended, ISO-8601. */
  readonly at: string;
  readonly interrupted: boolean;
  /** Channels that were enabled without their secrets. */
  readonly dryRunChannels: readonly string[];
  readonly last?: {
    readonly window: string;
    readonly verdict: WindowReport['verdict'];
    readonly reason: WindowReport['reason'];
    readonly decision: WindowReport['decision'];
  };
}
