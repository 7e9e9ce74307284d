import type { AlertMessage } from '../src/contracts/alerter.js';
import type { ReferenceProfile, WindowProfile } from '../src/contracts/profiles.js';
import type { WindowReport } from '../src/contracts/window-report.js';

/** The types whose JSON other programs read: each has a schema in docs/schemas. */
export type Report = WindowReport;
export interface Alert extends AlertMessage {
  /** There where a webhook posts it. */
  readonly type?: 'driftsense.alert';
  /** There where a webhook posts it. */
  readonly schemaVersion?: 1;
}
export type Reference = ReferenceProfile;
export type Window = WindowProfile;
