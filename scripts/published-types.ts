import type { AlertMessage } from '../src/contracts/alerter.js';
import type { ReferenceProfile, WindowProfile } from '../src/contracts/profiles.js';
import type { WindowReport } from '../src/contracts/window-report.js';

/** The types whose JSON other programs read: each has a schema in docs/schemas. */
export type Report = WindowReport;
export type Alert = AlertMessage;
export type Reference = ReferenceProfile;
export type Window = WindowProfile;
