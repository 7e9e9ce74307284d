import type { AcknowledgeOptions } from '../act/alert/acknowledge.js';
import type { Switch } from '../act/alert/decide-alerts.js';
import type { AlertMessage } from '../contracts/alerter.js';
import type { Followed } from '../contracts/progress.js';
import type { LettersOf } from '../act/labels/row-codec.js';
import { allSteps } from '../all-steps.js';
import type { Batch, Table } from '../contracts/batch.js';
import type { ReferenceProfile, WindowProfile } from '../contracts/profiles.js';
import type { WindowInfo, WindowReport } from '../contracts/window-report.js';
import { DriftSenseError, messageOf } from '../errors.js';
import type { Clock } from '../ports/clock.js';
import { systemClock } from '../ports/system-clock.js';
import { silentLogger } from '../ports/logger.js';
import { isWindowProfile } from '../profile/parse-profile.js';
import { GuardedEmitter } from './events.js';
import { Flow } from './flow.js';
import type { JudgeContext, Judgement } from './judge-rows.js';
import { Labelling, type LabelsJson } from './labelling.js';
import { LazyParts, type Judging, type PartsHost } from './lazy-parts.js';
import type { Checked } from './options.js';
import type { RebaselineOptions } from './rebaseline.js';
import { prepare, type Prepared } from './prepare.js';
import type { CarriedRows, SeeContext } from './see-rows.js';
import type { Serving } from './serving.js';
import { SmallReference } from './small-reference.js';
import { Troubles } from './troubles.js';
import { initialState, restoreState, saveState, type KeptRows, type MonitorJson, type MonitorState } from './state.js';

/** What comes with one window besides its rows. */
export interface WindowExtras extends Followed {
  /** What was kept of its earlier rows over a restart. */
  readonly carried?: readonly CarriedRows[];
  /** Labels of its rows may come by themselves; its predictions were told of before where rows were observed one by one. */
  readonly labels?: 'of-scored' | 'of-all';
  /** What else becomes true when it takes effect. */
  readonly change?: Partial<MonitorState>;
  /** Called as its judgement takes effect, before anybody is told. */
  readonly onTaken?: () => void;
}

/** Begins, or goes on from rows that were kept; gives the steps in which it takes what came before. */
type Start = (kept?: KeptRows) => Generator<undefined, void>;

/** Who takes in rows that come one by one, and keeps those that are not judged yet. */
export interface RowTaker {
  readonly kept: () => KeptRows | undefined;
  /** Makes a change of the reference, whose columns may be others. */
  readonly changeSchema: (change: () => void) => void;
}

/**
 * Judges windows one after another and acts on what comes out, in a fixed order: judge, announce, alert, retrain, save.
 * Holds all of a monitor's state.
 */
export class Engine {
  readonly options: Checked;
  readonly clock: Clock;
  readonly events: GuardedEmitter;
  /** Counts what comes in. */
  readonly flow: Flow;
  /** Joins late labels with their predictions. */
  labelling: Labelling;
  /** Hash of the reference that the options give. */
  readonly #given: string;
  #prepared: Prepared;
  #state: MonitorState;
  /** The work under way, one after another. */
  #turn: Promise<unknown>;
  readonly #host: PartsHost;
  readonly #parts: LazyParts;
  /** Who takes in rows that come one by one. */
  #rows: RowTaker | undefined;
  /** Rows and labels told one by one since the state was last taken to be saved. */
  #updates = 0;
  readonly #troubles = new Troubles();
  readonly #smallReference = new SmallReference(this);
  /** Observed windows among the work that has not begun. */
  waiting = 0;
  /** There since nobody waits any longer: what takes the place of work that has not begun. */
  refuse: (() => never) | undefined;
  /** There is a checkpoint that has not been read, or a state handed over that is damaged: saving would lose what is stored. */
  #unread = false;

  constructor(options: Checked) {
    this.options = options;
    this.clock = options.clock ?? systemClock;
    this.events = new GuardedEmitter(options.logger ?? silentLogger, this.clock);
    this.#prepared = prepare(options);
    this.#given = this.#prepared.reference.hash;
    this.#state = initialState(this.#prepared);
    this.#host = {
      options,
      clock: this.clock,
      events: this.events,
      troubles: this.#troubles,
      flow: () => this.flow,
      labelling: () => this.labelling,
      prepared: () => this.#prepared,
      state: () => this.#state,
      setState: (change) => this.#change(change),
      saved: () => {
        this.#updates = 0;
        return this.#saved();
      },
      save: () => this.save().catch((error: unknown) => this.failed('checkpoint', error)),
      failed: this.failed,
      champion: () => this.#parts.loaded.serving?.current(),
      switched: (how, probation) => this.#switched(how, probation),
    };
    this.#parts = new LazyParts(this.#host);
    this.#turn = Promise.resolve();
    this.flow = new Flow(this.clock.now());
    this.labelling = new Labelling(this.#host);
    if (this.#prepared.onTrainingData)
      this.#parts.tellOfTrainingData().catch((error: unknown) => this.failed('training data', error));
    void this.#smallReference.lookAhead();
  }

  get prepared(): Prepared {
    return this.#prepared;
  }

  get state(): MonitorState {
    return this.#state;
  }

  /** Which version serves, and how that is moved. */
  serving(): Promise<Serving> {
    return this.#parts.serving();
  }

  /** Resolves when all work is done, also what was asked for meanwhile. */
  async idle(): Promise<void> {
    let turn: Promise<unknown>;
    do await (turn = this.#turn);
    while (turn !== this.#turn);
  }

  /** Reads the checkpoint, if there is a store, and starts with the rows kept in it, before anything else is done. */
  load(start: Start): void {
    if (this.options.checkpoint === undefined) return void start();
    this.#unread = true;
    // Work waits for it, and fails with it: going on without the state would lose it at the next save.
    this.#turn = this.#load(start);
    this.#turn.catch((error: unknown) => this.failed('checkpoint', error));
  }

  async #load(start: Start): Promise<void> {
    const checkpointing = await this.#parts.checkpointing();
    if (!this.#unread) return; // it has started from a state that was handed over
    await checkpointing?.load(
      (...parsed) => this.#restore(...parsed),
      (kept) => {
        this.#unread = false;
        return start(kept);
      },
    );
  }

  /** `restore`, and before the first work a look into the state: what is wrong in it fails all work. */
  adopt(json: unknown): KeptRows | undefined {
    const onDamaged = (): void => void (this.#unread = true);
    return allSteps(
      this.#restore(json, (whose) => (this.#turn = this.#parts.afterLook(this.#turn, json, whose, onDamaged))),
    );
  }

  /** Takes the state that `toJSON` gave, in its last step; gives the rows kept in it. @throws DriftSenseError `STATE_INVALID`; what `look` throws. */
  *#restore(
    json: unknown,
    look: (whose: Prepared) => unknown,
    lettersOf?: LettersOf,
  ): Generator<undefined, KeptRows | undefined> {
    const { prepared, state, alerting, kept, labels } = restoreState(json, this.#given, this.#prepared, this.options);
    look(prepared);
    const labelling = new Labelling(this.#host);
    if (labels) yield* labelling.restore(labels, prepared, lettersOf);
    this.#unread = false;
    this.#state = state;
    this.#prepared = prepared;
    this.labelling = labelling;
    this.#parts.restoreAlerting(alerting);
    return kept;
  }

  takeRowsFrom(rows: RowTaker): void {
    this.#rows = rows;
  }

  toJSON(): MonitorJson {
    return this.#saved(this.labelling.toJSON());
  }

  #saved(labels?: LabelsJson): MonitorJson {
    const { reference, detector } = this.#prepared;
    const alerting = this.#parts.alertingJson();
    const kept = this.#rows?.kept();
    return saveState(detector, this.#state, {
      name: this.options.name,
      reference: this.#given,
      ...(reference.hash !== this.#given && { rebaselined: reference }),
      ...(alerting && { alerting }),
      ...(kept && { kept }),
      ...(labels && { labels }),
    });
  }

  /** Does work when all that was asked for before is done: that of so many observed windows. */
  exclusive<T>(work: () => Promise<T>, windows = 0): Promise<T> {
    this.waiting += windows;
    const turn = this.#turn.then(() => {
      this.waiting -= windows;
      return (this.refuse ?? work)();
    });
    // A checkpoint that cannot be read fails all that follows; anything else only itself.
    const before = this.#turn;
    this.#turn = turn.catch(() => before).then(() => undefined);
    this.#turn.catch(() => undefined);
    return turn;
  }

  /** Judges a window and acts on the report. */
  async window(
    given: Table | WindowProfile,
    info: Partial<WindowInfo>,
    extras: WindowExtras = {},
  ): Promise<WindowReport> {
    const judging = await this.#parts.judging();
    const alerting = await this.#parts.alerting();
    const outcomes = await this.#parts.outcomes();
    const join = await this.#parts.join(extras.carried);
    const short = await this.#parts.short(info);
    await this.#parts.loadOngoing();
    const champion = await this.#parts.champion();
    const loaded = { champion, join, short, score: this.#parts.loaded.serving?.score };
    const isCounts = isWindowProfile(given);
    const late = isCounts ? undefined : await outcomes?.takeLate(this.labelling);
    if (late?.restart) this.#forgetModel();
    const { rows, ...read } = await judging.readWindow(given, this, { ...loaded, ...outcomes, late }, extras);
    const kept = extras.carried?.reduce((sum, part) => sum + part.rows, 0) ?? 0;
    const small = await this.#smallReference.texts(rows.size + kept, extras.signal);
    const { ahead } = read;
    const noted = { table: ahead?.judged, inReference: ahead?.inReference, labels: extras.labels };
    const early = ahead || isCounts ? await outcomes?.judgeLabelsInTurns(this.labelling, noted) : undefined;
    // From here to the change nothing waits: what is taken from the labels and the rows is in the state at once.
    const awaited = this.labelling.counts() ?? extras.labels;
    const judgement = this.#judge(judging, rows, info, { ...loaded, ...read, small, late, awaited }, extras.carried);
    // All before anybody is told: a state saved from now on, by a listener too, holds the window with all it led to.
    const { table, report } = judgement;
    const { inReference } = report.window;
    const matured = early ?? outcomes?.judgeLabels(this.labelling, { table, inReference, labels: extras.labels });
    if (matured) outcomes!.labelsJudged(this.labelling, late, matured);
    this.#change({ ...judgement.state, ...extras.change });
    extras.onTaken?.();
    if (judgement.leftOut) this.dropped('rows', judgement.leftOut);
    for (const { where, error } of judgement.failures) this.#troubles.broken(where, error);
    const conditions = [...judgement.conditions, ...(matured?.conditions ?? [])];
    const messages = alerting.decide(judgement, conditions, this.#troubles.take());
    for (const { where, error } of judgement.failures) this.#announceFailure(where, error);
    for (const [event, payload] of judgement.announcements) this.events.emit(event, payload);
    for (const performance of matured?.performances ?? []) this.events.emit('performance', performance);
    for (const message of messages) this.events.emit('alert', message);
    if (this.#parts.canTrain) await (await this.#parts.retraining()).act(judgement);
    await (await this.#parts.checkpointing())?.windowJudged(alerting.waits);
    alerting.send();
    void this.#parts.loaded.serving?.dispose();
    await this.#smallReference.look(judgement.report.window);
    return judgement.report;
  }

  /** Whether all that took effect is saved, or there is no store to save it in. */
  get isSaved(): boolean {
    return this.#parts.loaded.checkpointing?.isSaved ?? true;
  }

  /** A period went by: what it shows of the flow of data, and what labels that came since lead to. */
  period(): Promise<void> {
    return this.#parts.period();
  }

  /** Saves the state now. @throws what the store throws; `STATE_NOT_JSON`. */
  async save(): Promise<void> {
    await (await this.#parts.checkpointing())?.saveAll();
  }

  /** A row or a label was told by itself: so many of them are saved between two windows, too. */
  updated(): void {
    if (++this.#updates !== this.options.checkpointEvery.updates) return;
    void this.exclusive(() => {
      this.#updates = 0; // also where nothing can be saved: it is tried again after as many
      return this.#host.save();
    });
  }

  rebaseline(reference: Table | ReferenceProfile, options: RebaselineOptions): Promise<void> {
    return this.#parts.rebaseline({
      reference,
      options,
      take: (prepared) => {
        const change = (): void => void (this.#prepared = prepared);
        if (this.#rows) this.#rows.changeSchema(change);
        else change();
      },
    });
  }

  /** Somebody has seen an alert. @throws DriftSenseError `ALERT_UNKNOWN`, `OPTION_INVALID`; what the store throws. */
  async acknowledge(alert: string | AlertMessage, said: AcknowledgeOptions): Promise<boolean> {
    const goesOn = await this.#parts.acknowledge(alert, said);
    if (goesOn) await this.save();
    return goesOn;
  }

  async settled(): Promise<void> {
    await this.idle();
    await this.#parts.loaded.retraining?.settled();
    await (await this.#parts.opening)?.settled();
    // What was delivered is noted, too.
    await (await this.#parts.checkpointing())?.settled();
  }

  /** Ends training and delivery, what is under way within the deadline. */
  close(deadlineMs: number): Promise<void> {
    return this.#parts.end(this.clock.monotonic() + deadlineMs, this);
  }

  /** Begins the last save; none where an earlier state could not be read. */
  lastSave(): Promise<void> | undefined {
    return this.#unread ? undefined : this.save();
  }

  /** Rows or windows for which there was no room. */
  dropped(what: 'windows' | 'rows', count: number): void {
    this.#troubles.drop(what, count);
    this.events.emit('dropped', { what, count });
  }

  /** A part failed: told, and an alert with the next window. */
  readonly failed = (where: string, error: unknown): void => {
    this.#troubles.broken(where, error);
    this.#announceFailure(where, error);
  };

  #announceFailure(where: string, error: unknown): void {
    const code = DriftSenseError.is(error) ? error.code : 'INTERNAL';
    this.events.emit('error', { where, code, message: messageOf(error) });
  }

  #judge(
    { judgeProfile, judgeRows }: Judging,
    given: Batch | WindowProfile,
    info: Partial<WindowInfo>,
    loaded: Partial<JudgeContext> & Pick<JudgeContext, 'champion' | 'score'>,
    carried?: readonly CarriedRows[],
  ): Judgement {
    const context = {
      monitor: this.options.name,
      prepared: this.#prepared,
      options: this.options,
      state: this.#state,
      at: this.clock.now(),
      trainingRuns: this.#state.training !== undefined || (this.#parts.loaded.retraining?.running ?? false),
      canTrain: this.#parts.canTrain,
      ...loaded,
      ...this.#parts.loaded.outcomes,
      ongoing: this.#parts.ongoing,
    };
    if (isWindowProfile(given)) return judgeProfile(given, info, context);
    return judgeRows(given, info, context, carried);
  }

  /** What is kept of rows that are not judged yet. */
  get seeContext(): SeeContext {
    const serving = this.#parts.loaded.serving;
    return { prepared: this.#prepared, options: this.options, champion: serving?.current(), score: serving?.score };
  }

  /** Another model serves: alerts about the old one are closed. */
  async #switched(how: Switch, probation: MonitorState['probation']): Promise<void> {
    const alerting = await this.#parts.alerting();
    await this.#parts.outcomes();
    this.#change({ champion: how.version, probation: this.#parts.canTrain ? probation : undefined });
    const messages = alerting.closeForModel(how);
    if (this.options.preset.perModel) this.#forgetModel();
    await alerting.tell(messages);
  }

  #forgetModel(): void {
    this.#change({ ...this.#parts.loaded.outcomes?.ofOtherModel(this.#prepared, this.#state) });
  }

  #change(change: Partial<MonitorState>): void {
    this.#state = { ...this.#state, ...change };
  }
}
