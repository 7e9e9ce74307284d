import type { DeliveryEvent } from '../act/alert/channel.js';
import { createOutbox, type Outbox } from '../act/alert/deliver.js';
import { closeForPromotion, decideAlerts } from '../act/alert/decide-alerts.js';
import { promote, rollback } from '../act/registry/rollback.js';
import type { Batch, Table } from '../contracts/batch.js';
import type { ReferenceProfile, WindowProfile } from '../contracts/profiles.js';
import type { ModelVersion, Registry } from '../contracts/registry.js';
import type { Source } from '../contracts/source.js';
import type { WindowInfo, WindowReport } from '../contracts/window-report.js';
import { DriftSenseError, messageOf } from '../errors.js';
import { limits } from '../limits.js';
import { parseOptions } from '../options.js';
import { systemClock, type Clock } from '../ports/clock.js';
import { silentLogger } from '../ports/logger.js';
import { isReferenceProfile, isWindowProfile, parseWindowProfile } from '../profile/parse-profile.js';
import { seededRandom } from '../stats/random.js';
import { cutWindows } from '../source/windows.js';
import { toBatch } from '../table/batch.js';
import { championReader, type ChampionReader } from './champion.js';
import { defaultRegistry } from './defaults.js';
import { GuardedEmitter, type MonitorEvents } from './events.js';
import { monitorOptions, type Checked, type MonitorOptions } from './options.js';
import { prepare, type Prepared } from './prepare.js';
import { policySettings } from './policy-settings.js';
import type { Retraining, RetrainingHost } from './retraining.js';
import { freshConcept, initialState, restoreState, saveState, type MonitorJson, type MonitorState } from './state.js';
import { judgeProfile, judgeRows, type Judgement } from './judge-rows.js';

/**
 * Watches one model: judges windows of rows against a frozen reference, tells people, and retrains. It calls its five
 * parts in a fixed order and announces every step as a typed event.
 *
 * @example
 * const monitor = new Monitor({ reference: lastMonth });
 * const report = await monitor.process(today);
 * report.verdict; // 'stable' | 'immaterial' | 'warning' | 'drift' | 'undecided'
 */
export class Monitor<Names extends string = string> {
  readonly name: string;
  readonly #options: Checked;
  readonly #clock: Clock;
  readonly #registry: Registry;
  readonly #events: GuardedEmitter<Names>;
  readonly #outbox: Outbox;
  readonly #champion: ChampionReader;
  readonly #retrainingHost: RetrainingHost;
  /** Loaded with the first window, and only where there is something to train with. */
  #retraining: Retraining | undefined;
  #prepared: Prepared;
  #state: MonitorState;
  /** The last call of `process`, so that windows are judged one after another. */
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  /**
   * @throws DriftSenseError `OPTION_INVALID`, `UNKNOWN_COLUMN`, `REFERENCE_EMPTY`, `TABLE_INVALID`, `PROFILE_INVALID`: all
   *   configuration errors are thrown here.
   */
  constructor(options: MonitorOptions<Names>) {
    const checked = parseOptions(monitorOptions, options, 'Monitor');
    this.name = checked.name;
    this.#options = checked;
    this.#clock = checked.clock ?? systemClock;
    this.#registry = checked.registry ?? defaultRegistry();
    const logger = checked.logger ?? silentLogger;
    this.#prepared = prepare(checked);
    this.#state = initialState(this.#prepared.detector);
    this.#events = new GuardedEmitter<Names>(logger);
    this.#champion = championReader(this.#registry);
    const jitter = checked.random ?? seededRandom(`${checked.seed}/${checked.name}/jitter`);
    this.#outbox = createOutbox({
      alerters: checked.alerters,
      clock: this.#clock,
      random: () => jitter.uniform(),
      logger,
      onEvent: (event) => this.#delivered(event),
    });
    this.#retrainingHost = {
      options: checked,
      registry: this.#registry,
      clock: this.#clock,
      emit: (event, payload) => this.#events.emit(event, payload as MonitorEvents<Names>[typeof event]),
      prepared: () => this.#prepared,
      state: () => this.#state,
      setState: (change) => this.#change(change),
      champion: () => this.#champion.current(),
      promote: async (version, reason, expected) => {
        await promote(this.#registry, version, { reason, expected });
        await this.#afterPromotion(version, reason);
      },
    };
  }

  /**
   * Goes on where a saved monitor stopped: code parts from `options`, state from `json`.
   *
   * @throws DriftSenseError `STATE_INVALID` when the state belongs to another reference, detector or version.
   */
  static fromJSON<Names extends string = string>(json: unknown, options: MonitorOptions<Names>): Monitor<Names> {
    const monitor = new Monitor(options);
    monitor.#state = restoreState(json, monitor.#prepared.reference.hash, monitor.#prepared.detector);
    return monitor;
  }

  /** The reference in force. Profile parts of a window over it with `profile(rows, { on: monitor.reference })`. */
  get reference(): ReferenceProfile<Names> {
    return this.#prepared.reference as ReferenceProfile<Names>;
  }

  on<E extends keyof MonitorEvents<Names> & string>(
    event: E,
    listener: (payload: MonitorEvents<Names>[E]) => unknown,
  ): this {
    this.#events.on(event, listener);
    return this;
  }

  once<E extends keyof MonitorEvents<Names> & string>(
    event: E,
    listener: (payload: MonitorEvents<Names>[E]) => unknown,
  ): this {
    this.#events.once(event, listener);
    return this;
  }

  off<E extends keyof MonitorEvents<Names> & string>(
    event: E,
    listener: (payload: MonitorEvents<Names>[E]) => unknown,
  ): this {
    this.#events.off(event, listener);
    return this;
  }

  /**
   * Judges one window: a table, or counts made elsewhere by `profile(table, { on: monitor.reference })` and `merge`.
   * Resolves when the report is final, its alerts are in the outbox, and a training run, if any, has started.
   *
   * @throws DriftSenseError `TABLE_INVALID`, `PROFILE_MISMATCH`, `CLOSED`. What is wrong inside a table never throws: it is
   *   in the report.
   */
  process(window: Table | WindowProfile, info: Partial<WindowInfo> = {}): Promise<WindowReport<Names>> {
    const turn = this.#turn.then(() => this.#processNow(window, info));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** Cuts a source into windows as `window` says and judges them in order, one report each. */
  async *run(
    source: Source | AsyncIterable<Batch> | Iterable<Batch>,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<WindowReport<Names>> {
    for await (const { info, rows, offset } of cutWindows(source, this.#options.window, {
      trailing: this.#options.trailing,
    })) {
      if (signal?.aborted) throw new DriftSenseError('ABORTED', 'the run was aborted', { cause: signal.reason });
      yield await this.process(rows, info);
      if (offset !== undefined && 'ack' in source) await source.ack?.(offset);
    }
  }

  /** Makes a version serve. Returns it. @throws DriftSenseError `MODEL_NOT_FOUND`, `REGISTRY_CONFLICT`. */
  async promote(version: number, { reason = 'by hand' }: { readonly reason?: string } = {}): Promise<ModelVersion> {
    return this.#exclusive(async () => {
      await promote(this.#registry, version, { reason });
      return this.#afterPromotion(version, reason);
    });
  }

  /** Goes back to the version that served before. @throws DriftSenseError `NO_PREVIOUS_VERSION`, `REGISTRY_CONFLICT`. */
  async rollback({ reason = 'by hand' }: { readonly reason?: string } = {}): Promise<ModelVersion> {
    return this.#exclusive(async () => {
      const before = await this.#registry.alias('champion');
      const { version } = await rollback(this.#registry, { reason });
      this.#events.emit('rolledBack', { version, previous: before!, reason });
      return this.#switched(version, reason);
    });
  }

  /** Takes a new reference, on record: later windows are compared with it, runs of drift start anew. */
  async rebaseline(reference: Table | ReferenceProfile, { reason }: { readonly reason: string }): Promise<void> {
    await this.#exclusive(async () => {
      const schema = isReferenceProfile(reference) ? undefined : this.#prepared.reference.schema;
      this.#prepared = prepare({ ...this.#options, reference, ...(schema && { schema }) });
      this.#change({ since: [], policy: { ...this.#state.policy, recent: [] } });
      const { hash, size } = this.#prepared.reference;
      this.#events.emit('rebaselined', { hash, rows: size, reason });
    });
  }

  /** Waits until deliveries and a running training are done. */
  async settled(): Promise<void> {
    await this.#turn;
    await this.#retraining?.settled();
    await this.#outbox.settled();
  }

  /**
   * Ends: waits for what is under way, at most `deadlineMs` (5,000), aborts the rest and closes the channels. Rows and
   * windows given afterwards are refused with `CLOSED`.
   */
  async close({ deadlineMs = limits.closeMs }: { readonly deadlineMs?: number } = {}): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const deadline = new AbortController();
    const waited = this.#clock.sleep(deadlineMs, deadline.signal).catch(() => undefined);
    await Promise.race([waited, this.#turn.then(() => this.#retraining?.settled())]);
    this.#retraining?.abort();
    await this.#outbox.close({ deadlineMs });
    deadline.abort();
  }

  /**
   * The state as plain JSON, for `Monitor.fromJSON`.
   *
   * @throws DriftSenseError `STATE_NOT_JSON` naming a detector whose state is not plain JSON.
   */
  toJSON(): MonitorJson {
    return saveState(this.name, this.#prepared.reference.hash, this.#prepared.detector, this.#state);
  }

  async #processNow(given: Table | WindowProfile, info: Partial<WindowInfo>): Promise<WindowReport<Names>> {
    if (this.#closed) throw new DriftSenseError('CLOSED', `monitor '${this.name}' is closed`);
    const judgement = await this.#judge(given, info);
    this.#change(judgement.state);
    const report = judgement.report as WindowReport<Names>;
    this.#announce(report, judgement);
    this.#alert(report);
    if (this.#canTrain) await (await this.#loadRetraining()).act(judgement);
    return report;
  }

  async #judge(given: Table | WindowProfile, info: Partial<WindowInfo>): Promise<Judgement> {
    const champion = await this.#readChampion();
    const context = {
      monitor: this.name,
      prepared: this.#prepared,
      options: this.#options,
      state: this.#state,
      at: this.#clock.now(),
      trainingRuns: this.#retraining?.running ?? false,
      policy: policySettings(this.#options, this.#canTrain),
      champion,
    };
    if (isWindowProfile(given)) return judgeProfile(parseWindowProfile(given), info, context);
    return judgeRows(toBatch(given), info, context);
  }

  async #loadRetraining(): Promise<Retraining> {
    const { Retraining: Loaded } = await import('./retraining.js');
    return (this.#retraining ??= new Loaded(this.#retrainingHost));
  }

  get #canTrain(): boolean {
    return this.#options.trainer !== undefined && this.#options.training !== undefined;
  }

  #delivered(event: DeliveryEvent): void {
    const { channel, attempts } = event;
    const { key, sequence } = event.message;
    if (event.type === 'delivered')
      this.#events.emit('delivered', {
        channel,
        key,
        sequence,
        delivery: event.delivery,
        ...(event.detail !== undefined && { detail: event.detail }),
      });
    if (event.type !== 'deliveryFailed') return;
    const { code = 'ALERT_LOST', message = event.outcome } = event.failure ?? {};
    this.#events.emit('deliveryFailed', { channel, key, sequence, attempts, code, message });
    if (event.outcome === 'dropped') this.#events.emit('dropped', { what: 'alerts', count: 1 });
  }

  /** A registry that fails must not stop detection: the last known champion goes on serving. */
  async #readChampion(): Promise<ModelVersion | undefined> {
    try {
      return await this.#champion.read();
    } catch (error) {
      this.#failed('registry', error);
      return this.#champion.current();
    }
  }

  #announce(report: WindowReport<Names>, judgement: Judgement): void {
    const window = report.window.id;
    for (const failure of judgement.failures) this.#failed(failure.where, failure.error);
    this.#events.emit('window', report);
    if (report.window.inReference) return;
    if (report.verdict === 'drift')
      this.#events.emit('drift', { report, columns: report.columns.filter((column) => column.verdict === 'drift') });
    if (report.verdict === 'warning')
      this.#events.emit('warning', { code: report.reason, message: `window ${window}: close to an alarm`, window });
    if (judgement.warnings.length > 0)
      for (const warning of judgement.warnings) this.#events.emit('warning', { ...warning, window });
    if (report.concept?.drift) this.#events.emit('concept', { window, ...report.concept });
    if (report.concept?.improvement) this.#events.emit('improvement', { window, ...report.concept });
    if (report.performance) this.#events.emit('performance', { window, ...report.performance });
  }

  #alert(report: WindowReport<Names>): void {
    const { state, messages } = decideAlerts(this.#state.alerts, report, this.#options.alerts, {
      at: this.#clock.now(),
    });
    this.#change({ alerts: state });
    for (const message of messages) {
      this.#events.emit('alert', message);
      this.#outbox.enqueue(message);
    }
  }

  async #afterPromotion(version: number, reason: string): Promise<ModelVersion> {
    const previous = this.#champion.current()?.version;
    this.#events.emit('promoted', {
      version,
      ...(previous !== undefined && previous !== version && { previous }),
      reason,
    });
    return this.#switched(version, reason);
  }

  /** Another model serves: the detector starts anew, and alerts about the old model are closed. */
  async #switched(version: number, _reason: string): Promise<ModelVersion> {
    const { detector } = this.#prepared;
    const window = { id: `after ${this.#state.windows} windows`, rows: 0 };
    const { state, messages } = closeForPromotion(this.#state.alerts, {
      monitor: this.name,
      window,
      modelVersion: version,
      at: this.#clock.now(),
    });
    // The fixed-threshold preset keeps its detector running over retrainings, as the original does.
    const restarts = this.#options.preset === 'budget';
    const concept =
      restarts && detector && this.#state.concept
        ? { concept: { ...freshConcept(detector), episodes: this.#state.concept.episodes } }
        : {};
    this.#change({ alerts: state, ...concept });
    for (const message of messages) {
      this.#events.emit('alert', message);
      this.#outbox.enqueue(message);
    }
    const champion = await this.#champion.read();
    if (champion === undefined)
      throw new DriftSenseError('MODEL_NOT_FOUND', `version ${version} is not in the registry`);
    return champion;
  }

  #exclusive<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  #change(change: Partial<MonitorState>): void {
    this.#state = { ...this.#state, ...change };
  }

  #failed(where: string, error: unknown): void {
    this.#events.emit('error', {
      where,
      code: DriftSenseError.is(error) ? error.code : 'INTERNAL',
      message: messageOf(error),
    });
  }
}
