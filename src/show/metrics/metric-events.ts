import type { AlertMessage } from '../../contracts/alerter.js';
import type { ConceptReport, PerformanceReport, WindowReport } from '../../contracts/window-report.js';

/** The events that metrics are taken from. */
export interface MetricEvents {
  readonly window: WindowReport;
  readonly concept: { readonly window: string } & ConceptReport;
  readonly performance: { readonly window: string } & PerformanceReport;
  readonly alert: AlertMessage;
  readonly delivered: { readonly channel: string; readonly delivery: 'sent' | 'dry-run' };
  readonly deliveryFailed: { readonly channel: string; readonly outcome: string };
  readonly retrain: { readonly phase: string };
  readonly promoted: { readonly version: number };
  readonly rolledBack: { readonly version: number };
  readonly dropped: { readonly what: string; readonly count: number };
  readonly error: { readonly code: string };
}
