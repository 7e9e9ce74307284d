import type { AcknowledgeOptions } from '../act/alert/acknowledge.js';
import type { AlertMessage } from '../contracts/alerter.js';
import type { ModelVersion } from '../contracts/registry.js';
import type { WindowInfo } from '../contracts/window-report.js';
import type { Clock } from '../ports/clock.js';
import { settingsOf } from '../source/window-spec.js';
import type { Alerting, AlertingJson } from './alerting.js';
import type { StateOwner } from './check-state.js';
import type { Checkpointing } from './checkpointing.js';
import type { WorkToEnd } from './end-parts.js';
import type { GuardedEmitter } from './events.js';
import type { Flow } from './flow.js';
import type { Checked } from './options.js';
import type { judgeLate, judgeOutcomes, labelFlow, ofOtherModel } from './judge-outcomes.js';
import type { JudgeContext } from './judge-rows.js';
import type { Labelling } from './labelling.js';
import type { feedLate, measureAhead } from './measure-ahead.js';
import type { Prepared } from './prepare.js';
import type { NewReference } from './rebaseline.js';
import type { Retraining } from './retraining.js';
import type { Serving, ServingHost } from './serving.js';
import type { MonitorJson, MonitorState } from './state.js';
import type { Troubles } from './troubles.js';

/** What the parts need of the monitor they belong to. */
export interface PartsHost {
  readonly options: Checked;
  readonly clock: Clock;
  readonly events: GuardedEmitter;
  readonly troubles: Troubles;
  readonly flow: () => Flow;
  readonly labelling: () => Labelling;
  readonly prepared: () => Prepared;
  readonly state: () => MonitorState;
  readonly setState: (change: Partial<MonitorState>) => void;
  /** The state to be saved, but for `labelling`. */
  readonly saved: () => MonitorJson;
  /** Saves the state; a store that fails is told. */
  readonly save: () => Promise<void>;
  readonly failed: (where: string, error: unknown) => void;
  /** Version that serves, as the registry says. */
  readonly champion: () => ModelVersion | undefined;
  readonly switched: ServingHost['switched'];
}

export type Judging = typeof import('./judge-rows.js');
type ReadLedger = typeof import('./read-ledger.js');
interface OutcomeParts extends ReadLedger {
  readonly judgeOutcomes: typeof judgeOutcomes;
  readonly labelFlow: typeof labelFlow;
  readonly judgeLate: typeof judgeLate;
  readonly measureAhead: typeof measureAhead;
  readonly feedLate: typeof feedLate;
  readonly ofOtherModel: typeof ofOtherModel;
}

/** What goes on from window to window. */
export interface Ongoing {
  /** Watching rows one by one, where the budget is in rows. */
  sequential?: typeof import('./sequential-step.js');
  /** Windows that join the reference. */
  pooling?: typeof import('./pooling.js');
  /** What a test with a fixed threshold cannot see, where there is one. */
  stretched?: typeof import('./stretched-reference.js');
  /** What cannot be relied on where the model was trained on the reference. */
  training?: typeof import('./training-data.js');
}

/** What is loaded: how people are told, what is made of labels, which version serves, retraining. */
interface Loaded {
  checkpointing?: Checkpointing;
  alerting?: Alerting;
  outcomes?: OutcomeParts;
  serving?: Serving;
  retraining?: Retraining;
}

/** The parts that not every monitor needs, or none before the first window: each is loaded when it is first used. */
export class LazyParts {
  /** What goes on from window to window, as far as it is loaded. */
  readonly ongoing: Ongoing = {};
  readonly loaded: Loaded = {};
  /** The alerting, loaded or about to be, as after a restart. */
  opening: Promise<Alerting> | undefined;
  readonly #host: PartsHost;
  #checkpointing: Promise<Checkpointing> | undefined;
  #storedAlerting: AlertingJson | undefined;

  constructor(host: PartsHost) {
    this.#host = host;
  }

  /** Takes what `alertingJson` gave before a restart; what waited is sent now, if there is anybody to send it to. */
  restoreAlerting(stored: AlertingJson | undefined): void {
    this.#storedAlerting = stored;
    if (stored && this.#host.options.alerters.length > 0)
      this.alerting().then(
        (loaded) => loaded.send(),
        (error: unknown) => this.#host.failed('alerts', error),
      );
  }

  alertingJson(): AlertingJson | undefined {
    return this.loaded.alerting?.toJSON() ?? this.#storedAlerting;
  }

  alerting(): Promise<Alerting> {
    return (this.opening ??= this.#loadAlerting());
  }

  async #loadAlerting(): Promise<Alerting> {
    const { openAlerting } = await import('./open-alerting.js');
    return (this.loaded.alerting = await openAlerting(this.#host, this.#storedAlerting, () => this.#saveSoon()));
  }

  /** Somebody has seen an alert. Whether its episode goes on. @throws DriftSenseError as `acknowledge`. */
  async acknowledge(...seen: [alert: string | AlertMessage, said: AcknowledgeOptions]): Promise<boolean> {
    const { acknowledgeAlert } = await import('./acknowledge-alert.js');
    return acknowledgeAlert(this.#host, this, ...seen);
  }

  /** Another reference is in force from now on. @throws what `prepare` throws. */
  async rebaseline(given: NewReference): Promise<void> {
    const { rebaseline } = await import('./rebaseline.js');
    await rebaseline(this.#host, await this.alerting(), given);
  }

  /** Loads what keeps the state in a store, if there is one. */
  checkpointing(): Promise<Checkpointing> | undefined {
    const { checkpoint } = this.#host.options;
    if (checkpoint === undefined) return undefined;
    return (this.#checkpointing ??= import('./checkpointing.js').then(
      ({ Checkpointing: Loaded }) => (this.loaded.checkpointing = new Loaded(checkpoint, this.#host, this)),
    ));
  }

  #saveSoon(): void {
    this.checkpointing()?.then(
      (loaded) => loaded.saveSoon(),
      (error: unknown) => this.#host.failed('checkpoint', error),
    );
  }

  /** Work that waits for other work, and for a look into a saved state; it fails with `checkState`, which is told. */
  afterLook(work: Promise<unknown>, json: unknown, whose: StateOwner, onDamaged: () => void): Promise<unknown> {
    const looked = work.then(async () => (await import('./check-state.js')).checkState(json, whose));
    looked.catch((error: unknown) => {
      onDamaged();
      this.#host.failed('state', error);
    });
    return looked;
  }

  /** Ends what is loaded. @throws what the last save throws. */
  async end(...until: [time: number, work: WorkToEnd]): Promise<void> {
    const { endParts } = await import('./end-parts.js');
    await endParts(this.#host, this, ...until);
  }

  /** Loads what judges windows. */
  judging(): Promise<Judging> {
    return import('./judge-rows.js');
  }

  async serving(): Promise<Serving> {
    const { Serving: Loaded } = await import('./serving.js');
    return (this.loaded.serving ??= new Loaded(this.#host));
  }

  /** Loads what puts the parts of a window together, if some were kept over a restart. */
  async join(kept: readonly unknown[] = []): Promise<typeof import('./join-carried.js') | undefined> {
    return kept.length > 0 ? import('./join-carried.js') : undefined;
  }

  /** Loads what takes the verdict from a window that closed before it was full, unless it is to be judged all the same. */
  async short({ partial }: Partial<WindowInfo>): Promise<JudgeContext['short']> {
    const { window, trailing } = this.#host.options;
    const judges = (settingsOf(window).trailing ?? trailing) === 'judge';
    return partial && !judges ? import('./short-window.js') : undefined;
  }

  /** Loads what is made of labels, if the reference says what is predicted. */
  async outcomes(): Promise<OutcomeParts | undefined> {
    if (this.#host.prepared().task === undefined || this.loaded.outcomes) return this.loaded.outcomes;
    const [ledger, outcomes, ahead] = await Promise.all([
      import('./read-ledger.js'),
      import('./judge-outcomes.js'),
      import('./measure-ahead.js'),
    ]);
    outcomes.tryAnew(this.#host);
    return (this.loaded.outcomes = { ...ledger, ...outcomes, ...ahead });
  }

  /** Loads what goes on from window to window, where there is any of it. */
  async loadOngoing(): Promise<void> {
    const { options, prepared } = this.#host;
    if (prepared().settings.sequential) this.ongoing.sequential ??= await import('./sequential-step.js');
    if (options.referenceMode === 'pooled') this.ongoing.pooling ??= await import('./pooling.js');
    if (!options.preset.hasBudget || Object.keys(options.columns).length > 0)
      this.ongoing.stretched ??= await import('./stretched-reference.js');
    if (prepared().onTrainingData) this.ongoing.training ??= await import('./training-data.js');
  }

  /** Warns of what rests on rows that the model was trained on, as soon as anybody can listen. */
  async tellOfTrainingData(): Promise<void> {
    const prepared = this.#host.prepared();
    const { tellFromTheStart } = await import('./training-data.js');
    tellFromTheStart(prepared, this.#host.events);
  }

  /** A period went by. */
  async period(): Promise<void> {
    const { lookAtPeriod } = await import('./period.js');
    await lookAtPeriod(this.#host, this);
  }

  /** There is a trainer and a training source. */
  get canTrain(): boolean {
    const { trainer, training } = this.#host.options;
    return trainer !== undefined && training !== undefined;
  }

  /** The version that serves now, from which a switch may follow; none where there is neither a registry nor a trainer. */
  async champion(): Promise<ModelVersion | undefined> {
    const { options, state, setState } = this.#host;
    if (!options.registry && !options.trainer) return undefined;
    const champion = await (await this.serving()).readFrom(state().champion);
    if (champion && state().champion === undefined) setState({ champion: champion.version });
    return champion;
  }

  async retraining(): Promise<Retraining> {
    const serving = await this.serving();
    const { openRetraining } = await import('./open-retraining.js');
    return (this.loaded.retraining ??= openRetraining(this.#host, serving, () => this.alerting()));
  }
}
