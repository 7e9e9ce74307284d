import { EventEmitter } from 'eventemitter3';
import type { Refusal } from '../act/train/data-checks.js';
import type { CohortPerformance } from '../judge/performance/cohort-performance.js';
import type { AlertMessage } from '../contracts/alerter.js';
import type {
  ColumnReport,
  ConceptReport,
  Decision,
  PerformanceReport,
  WindowReport,
} from '../contracts/window-report.js';
import { DriftSenseError, messageOf } from '../errors.js';
import { deepFreeze } from '../freeze.js';
import { requireName } from '../nearest-name.js';
import type { Clock } from '../ports/clock.js';
import { guardedLogger, silentLogger, type Logger } from '../ports/logger.js';
import { attempt, isThenable } from '../unawaited.js';

/** What the Monitor announces. Events observe; they never steer. */
export interface MonitorEvents<Names extends string = string> {
  /** Every window, once its report is final. */
  window: WindowReport<Names>;
  /** A flagged window, with its drifted columns, worst first. */
  drift: { readonly report: WindowReport<Names>; readonly columns: readonly ColumnReport<Names>[] };
  /** Something to know that is no drift: a column close to alarm, a small reference, a dry-run channel. */
  warning: { readonly code: string; readonly message: string; readonly window?: string };
  concept: { readonly window: string } & ConceptReport;
  improvement: { readonly window: string } & ConceptReport;
  /** Labelled rows of a window, or of a period whose late labels should all have come. */
  performance: { readonly window: string } & PerformanceReport & Partial<CohortPerformance>;
  alert: AlertMessage;
  /** Somebody has seen an alert that goes on: its reminders are silent until it ends, or until `until`. */
  acknowledged: {
    readonly key: string;
    /** First window of the episode. */
    readonly since: string;
    readonly at: number;
    readonly until?: number | undefined;
    readonly as?: 'drift' | 'benign' | undefined;
  };
  delivered: {
    readonly channel: string;
    readonly key: string;
    readonly sequence: number;
    readonly kind: AlertMessage['kind'];
    readonly transition: AlertMessage['transition'];
    readonly delivery: 'sent' | 'dry-run';
    readonly detail?: string;
  };
  deliveryFailed: {
    readonly channel: string;
    readonly key: string;
    readonly sequence: number;
    readonly kind: AlertMessage['kind'];
    readonly transition: AlertMessage['transition'];
    readonly attempts: number;
    /** `deferred`: it waits until the channel works again. Anything else is final. */
    readonly outcome: 'deferred' | 'failed' | 'unknown' | 'dropped' | 'coalesced' | 'abandoned';
    readonly code: string;
    readonly message: string;
  };
  /** A training run: waiting for the labels of its windows, started, finished with a candidate, refused by the data checks, or failed. */
  retrain: {
    readonly phase: 'waiting' | 'started' | 'trained' | 'refused' | 'failed';
    readonly window: string;
    readonly decision: Decision;
    readonly rows?: number;
    readonly code?: string;
    readonly message?: string;
    /** What the data checks found, when they refused the rows. */
    readonly refusals?: readonly Refusal[];
  };
  gate: {
    readonly version: number;
    readonly champion?: number;
    readonly verdict: 'promote' | 'reject' | 'continue';
    readonly record: unknown;
  };
  promoted: { readonly version: number; readonly previous?: number; readonly reason: string };
  rolledBack: { readonly version: number; readonly previous: number; readonly reason: string };
  rebaselined: {
    readonly hash: string;
    readonly rows: number;
    readonly reason: string;
    /** Names of columns that the reference before had not, that only it had, and that have another type or role now. */
    readonly columns: {
      readonly added: readonly string[];
      readonly removed: readonly string[];
      readonly changed: readonly string[];
    };
  };
  noData: { readonly since: number };
  dropped: { readonly what: 'windows' | 'alerts' | 'rows'; readonly count: number };
  listenerError: { readonly event: string; readonly message: string };
  error: { readonly where: string; readonly code: string; readonly message: string };
}

/** Their names, and how those are logged that must not be silent though nobody listens; the compiler sees that all are there. */
const known: { readonly [E in keyof MonitorEvents]: 0 | 'warn' | 'error' } = {
  window: 0,
  drift: 0,
  warning: 'warn',
  concept: 0,
  improvement: 0,
  performance: 0,
  alert: 0,
  acknowledged: 0,
  delivered: 0,
  deliveryFailed: 0,
  retrain: 0,
  gate: 0,
  promoted: 0,
  rolledBack: 0,
  rebaselined: 0,
  noData: 0,
  dropped: 0,
  listenerError: 'error',
  error: 'error',
};

type Name<N extends string> = keyof MonitorEvents<N> & string;
type Listener = (payload: never) => unknown;

/**
 * An emitter whose listeners cannot break the monitor or each other: what one throws or rejects, and that one does not settle, is
 * announced as `listenerError`; errors and warnings are logged when nobody listens. An event emitted by a listener waits until the present one has been
 * told to all.
 */
export class GuardedEmitter<Names extends string = string> {
  readonly #emitter = new EventEmitter();
  readonly #guards = new Map<string, Map<Listener, (payload: unknown) => void>>();
  readonly #waiting: [event: keyof MonitorEvents, payload: object][] = [];
  #emitting = false;

  readonly logger: Logger;
  readonly #logs: boolean;
  readonly #clock: Clock;

  constructor(logger: Logger, clock: Clock) {
    this.#clock = clock;
    this.logger = guardedLogger(logger);
    this.#logs = logger !== silentLogger;
  }

  on<E extends Name<Names>>(event: E, listener: (payload: MonitorEvents<Names>[E]) => unknown): void {
    this.#add(event, listener, false);
  }

  once<E extends Name<Names>>(event: E, listener: (payload: MonitorEvents<Names>[E]) => unknown): void {
    this.#add(event, listener, true);
  }

  off<E extends Name<Names>>(event: E, listener: (payload: MonitorEvents<Names>[E]) => unknown): void {
    const guard = this.#guards.get(event)?.get(listener);
    if (guard === undefined) return;
    this.#emitter.off(event, guard);
    this.#guards.get(event)!.delete(listener);
  }

  /** Whether anybody is told of an event: a listener, or the log. */
  hears(event: Name<Names>): boolean {
    return this.#logs || this.#emitter.listenerCount(event) > 0;
  }

  /** Tells every listener. Never throws. */
  emit<E extends Name<Names>>(event: E, payload: MonitorEvents<Names>[E]): void {
    this.#waiting.push([event, deepFreeze(payload)]);
    if (this.#emitting) return;
    this.#emitting = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const heard = this.#emitter.emit(...next);
      if (!heard) this.#logUnheard(...next);
    }
    this.#emitting = false;
  }

  /** What nobody listens to, or whose listener failed. */
  #logUnheard(event: keyof MonitorEvents, payload: object): void {
    const level = known[event];
    if (level) this.logger[level]({ event, ...payload }, 'unheard event');
  }

  #add(given: unknown, listener: Listener, once: boolean): void {
    const event = String(given) as Name<Names>;
    requireName('event', event, Object.keys(known), 'OPTION_INVALID', `on: there is no event '${event}'`);
    if (typeof listener !== 'function')
      throw new DriftSenseError('OPTION_INVALID', `on.${event}: expected a function, got ${typeof listener}`);
    const guards = this.#guards.get(event) ?? new Map<Listener, (payload: unknown) => void>();
    this.#guards.set(event, guards);
    if (guards.has(listener)) return;
    const guard = (payload: unknown): void => {
      if (once) this.off(event, listener as never);
      const failed = (error: unknown): void => this.#failed(event, error);
      attempt(() => {
        const told = listener(payload as never);
        if (isThenable(told))
          void import('./slow-listener.js').then(({ watchListener }) => watchListener(told, this.#clock, failed));
        return told;
      }, failed);
    };
    guards.set(listener, guard);
    this.#emitter.on(event, guard);
  }

  #failed(event: Name<Names>, error: unknown): void {
    const failure = { event, message: messageOf(error) };
    if (event === 'listenerError') this.#logUnheard(event, failure);
    else this.emit('listenerError', failure);
  }
}
