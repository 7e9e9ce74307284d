import type { MoveOptions } from '../act/registry/alias-move.js';
import { assembleTraining, collectWindows, refusalError, type Assembled } from '../act/train/assemble.js';
import { withDeadline } from '../act/train/deadline.js';
import type { GateRecord } from '../act/train/gate-record.js';
import { firstLook, nextLook } from '../act/train/gate-looks.js';
import type { SegmentValues } from '../act/train/gate-segments.js';
import type { Span } from '../act/train/span.js';
import { predictApart } from '../act/train/predict-guarded.js';
import { pacer, type Pace } from '../act/train/pace.js';
import { coercePaced, readPaced } from '../act/train/read-paced.js';
import { runTraining } from '../act/train/run-training.js';
import type { TrainingData } from '../contracts/model-trainer.js';
import type { ModelVersion, Registry } from '../contracts/registry.js';
import { DriftSenseError, messageOf } from '../errors.js';
import type { TaskSettings } from '../judge/performance/outcomes.js';
import { answered, unasked } from '../judge/policy/after-training.js';
import type { Clock } from '../ports/clock.js';
import { inTurns } from '../ports/next-turn.js';
import { isReferenceProfile } from '../profile/parse-profile.js';
import { concatBatches } from '../table/batch.js';
import type { Coerced } from '../table/coerce.js';
import { classCount } from './champion.js';
import type { MonitorEvents } from './events.js';
import { comparison, gateOf, segmentColumns } from './gate-of.js';
import { crossFitFacts, heldOutFacts, type HeldOutFacts } from './held-out-facts.js';
import type { Judgement } from './judge-rows.js';
import { keepDecision, type Decided } from './keep-decision.js';
import { LabelWait, type LabelledWindow, type TrainingRequest } from './label-wait.js';
import type { Checked } from './options.js';
import { rivalPredictions } from './shadow.js';
import type { Prepared } from './prepare.js';
import { retrainOptions } from './retrain-options.js';
import { trainingNote } from './training-note.js';
import type { MonitorState } from './state.js';

/** A version that trained and is not decided upon: plain JSON. */
export interface PendingCandidate {
  readonly version: number;
  readonly record: GateRecord;
}

/** A version that serves and is compared with the one before it on what comes. Plain JSON. */
export interface Probation {
  readonly version: number;
  readonly previous: number;
  readonly record?: GateRecord;
}

/** What retraining needs of the monitor it belongs to. */
export interface RetrainingHost {
  readonly options: Checked;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly emit: <E extends 'retrain' | 'gate' | 'error'>(event: E, payload: MonitorEvents[E]) => void;
  readonly prepared: () => Prepared;
  readonly state: () => MonitorState;
  readonly setState: (change: Partial<MonitorState>) => void;
  readonly champion: () => ModelVersion | undefined;
  /** Whether labels come by themselves, behind the rows. */
  readonly labelsComeLate: () => boolean;
  /** A part failed: told, and an alert with the next window. */
  readonly failed: (where: string, error: unknown) => void;
  /** The version before serves again, on record. */
  readonly rollback: (by: MoveOptions) => Promise<unknown>;
  /** Makes a version serve, on record. */
  readonly promote: (version: number, by: MoveOptions, expected: number | null) => Promise<unknown>;
}

/** The rows that the gate asks about. */
interface HeldOut {
  readonly holdout: TrainingData;
  /** What the candidate predicts for them. */
  readonly challenger: Float64Array;
  readonly segments: SegmentValues | undefined;
  readonly span: Span;
}

interface Run {
  readonly request: TrainingRequest;
  readonly signal: AbortSignal;
}

/** At which window something is told. */
type Occasion = Pick<TrainingRequest, 'window' | 'decision'>;

/** Trains candidates, one at a time, asks the gate, appends every candidate with its record, and promotes by the mode. */
export class Retraining {
  readonly #host: RetrainingHost;
  readonly #labels: LabelWait;
  #run: Promise<void> | undefined;
  #abort = new AbortController();

  constructor(host: RetrainingHost) {
    this.#host = host;
    this.#labels = new LabelWait({ ...host, now: () => host.clock.now(), signal: this.#abort.signal });
  }

  get running(): boolean {
    return this.#run !== undefined;
  }

  /** After a window: hands its rows to the source, lets what compares versions go on, starts a run if that was decided. */
  async act(judgement: Judgement): Promise<void> {
    const { options, setState, clock } = this.#host;
    const { report, table, triggers } = judgement;
    const { id: window, inReference } = report.window;
    const at = { window, decision: report.decision };
    const add = async () => table && !inReference && options.training?.add?.(window, table.batch);
    add().catch((error: unknown) => this.#host.failed('training source', error));
    await this.#compare(at, judgement);
    const isNew = at.decision.action === 'train';
    if (isNew) setState({ training: { ...at, triggers, at: clock.now() } });
    await this.#train(at, isNew);
  }

  /** Between windows: labels that have come since may be those that something waits for. */
  async look(window: string): Promise<void> {
    const at: Occasion = { window, decision: { action: 'none', reason: 'labels-came' } };
    await this.#compare(at);
    await this.#train(at, false);
  }

  async #compare(at: Occasion, judgement?: Judgement): Promise<void> {
    const { state, setState } = this.#host;
    if (state().candidate || state().probation) await this.#guarded(at, () => this.#compareOn(at, judgement));
    else if (state().awaited) setState({ awaited: undefined });
  }

  async #train(at: Occasion, isNew: boolean): Promise<void> {
    if (this.#host.state().training) await this.#guarded(at, () => this.#trainOnceLabelled(isNew));
  }

  /** Two versions are compared on every window whose labels have come. */
  async #compareOn(at: Occasion, judgement?: Judgement): Promise<void> {
    const { state } = this.#host;
    for (const rows of await this.#labels.take(judgement)) {
      const { probation } = state();
      if (this.#run === undefined && state().candidate) await this.#guarded(at, () => this.#continueGate(rows));
      // Rows that let a version be promoted are no evidence that it does well after that.
      if (probation && state().probation === probation) await this.#guarded(at, () => this.#judgeProbation(rows));
    }
  }

  async #trainOnceLabelled(isNew: boolean): Promise<void> {
    const { state, setState } = this.#host;
    const request = state().training!;
    if (this.#run !== undefined) return;
    if (await this.#labels.isOver(request)) {
      setState({ training: undefined });
      this.#start(request);
    } else if (isNew) this.#announce(request, 'waiting');
  }

  async settled(): Promise<void> {
    while (this.#run !== undefined) await this.#run;
  }

  abort(): void {
    this.#abort.abort(new DriftSenseError('ABORTED', 'the monitor was closed'));
  }

  #start(request: TrainingRequest): void {
    const run = { request, signal: this.#abort.signal };
    this.#announce(request, 'started');
    this.#run = this.#guarded(request, () => this.#runTraining(run)).finally(() => {
      this.#run = undefined;
    });
  }

  /** Whatever goes wrong is announced; the champion goes on serving. */
  async #guarded(at: Occasion, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const code = DriftSenseError.is(error) ? error.code : 'TRAINING_FAILED';
      this.#announce(at, 'failed', { code, message: messageOf(error) });
    }
  }

  async #runTraining(run: Run): Promise<void> {
    const { options, clock, registry } = this.#host;
    const { reference } = this.#host.prepared();
    const trainer = options.trainer!;
    const deadline = { clock, timeoutMs: retrainOptions(options).timeoutMs };
    const assembled = await withDeadline('the training source', { ...deadline, signal: run.signal }, (signal) =>
      this.#assemble(run.request, signal),
    );
    if (assembled.kind === 'refused') return this.#refused(run.request, assembled);
    const { triggers, window, decision } = run.request;
    const champion = this.#host.champion();
    const span = { from: triggers[0] ?? window, to: triggers.at(-1) ?? window };
    const { notes = trainingNote(decision.reason, span) } = retrainOptions(options);
    const { entry, outOfFold } = await runTraining(trainer, {
      // What the trainer changes in its labels concerns nobody else.
      data: { ...assembled.training, labels: assembled.training.labels.slice() },
      ...deadline,
      seed: options.seed,
      signal: run.signal,
      facts: {
        name: options.name,
        referenceHash: reference.hash,
        trainingWindow: assembled.span,
        reason: decision.reason,
        notes,
        ...(champion && { parent: champion.version }),
      },
    });
    this.#announce(run.request, 'trained', { rows: assembled.training.size });
    const { training, holdout, holdoutSpan: heldSpan, segments } = assembled;
    const { model } = entry;
    const pace = pacer(run.signal);
    const [task, prepared] = [this.#task(), this.#host.prepared()];
    const said = holdout && (await inTurns(predictApart(trainer, model, holdout.features, classCount(task)), pace));
    const heldOut = holdout && said && heldSpan && { holdout, challenger: said, segments, span: heldSpan };
    const held = await inTurns<HeldOutFacts | undefined>(
      heldOut
        ? heldOutFacts(heldOut.challenger, heldOut.holdout.labels, task, options, prepared)
        : crossFitFacts({ trainer, model, training, outOfFold }, task, options, prepared),
      pace,
    );
    const record = heldOut && champion && (await inTurns(this.#firstGate(champion, heldOut, run), pace));
    const { version } = await registry.append({ ...entry, ...held, ...(record && { gate: record }) });
    this.#host.setState({ policy: answered(this.#host.state().policy, run.request) });
    if (record && champion) await this.#keepOrTell({ kind: 'gate', version, against: champion.version, record });
    await this.#settleCandidate(version, record, champion?.version);
  }

  /** Promotes, drops or keeps open, by the gate's verdict and the mode. Without a champion or a gate the first candidate serves. */
  async #settleCandidate(version: number, record: GateRecord | undefined, champion: number | undefined): Promise<void> {
    const { options, registry } = this.#host;
    const { gated, mode } = retrainOptions(options);
    if (record)
      this.#host.emit('gate', {
        version,
        ...(champion !== undefined && { champion }),
        verdict: record.verdict,
        record,
      });
    this.#host.setState({ candidate: record?.verdict === 'continue' && gated ? { version, record } : undefined });
    const passed = !gated || record === undefined || record.verdict === 'promote';
    if (!passed) return;
    const before = await registry.alias('challenger');
    await registry.setAlias('challenger', version, before, record ? record.reason : 'trained', this.#actor);
    if (mode === 'auto')
      await this.#host.promote(version, this.#because(record && gated ? 'gate-passed' : 'trained'), champion ?? null);
  }

  async #assemble(request: TrainingRequest, signal: AbortSignal): Promise<Assembled> {
    const { options } = this.#host;
    const { reference, task } = this.#host.prepared();
    const settings = retrainOptions(options);
    const fresh = await collectWindows(options.training!, request.triggers, reference.schema, signal);
    const pace = pacer(signal);
    const base = await this.#referenceRows(signal, pace);
    const steps = assembleTraining(base, fresh, {
      schema: reference.schema,
      task: task!.task,
      classes: task!.classes,
      strategy: settings.strategy,
      minRows: settings.minRows,
      minFreshRows: settings.minFreshRows,
      holdout: settings.gated ? settings.holdout : 0,
      segments: segmentColumns(settings.gate, this.#host.prepared()),
      checks: settings.checks && {},
    });
    return inTurns(steps, pace);
  }

  /** The rows of the first training: from the source where it has them, else the reference as it was given. */
  async #referenceRows(signal: AbortSignal, pace: Pace): Promise<Coerced | undefined> {
    const { training, reference: given } = this.#host.options;
    const { schema } = this.#host.prepared().reference;
    if (training?.reference) {
      const batches = [];
      for await (const batch of training.reference({ signal })) batches.push(batch);
      return batches.length > 0 ? coercePaced(concatBatches(batches), schema, pace) : undefined;
    }
    return isReferenceProfile(given) ? undefined : coercePaced(await readPaced(given, pace), schema, pace);
  }

  /** Rows that cannot be trained on. Too few of them: the drift stays confirmed, and the next window asks again. */
  #refused(request: TrainingRequest, { refusals, counts }: Extract<Assembled, { kind: 'refused' }>): void {
    const error = refusalError(refusals);
    this.#announce(request, 'refused', { code: error.code, message: error.message, rows: counts.training, refusals });
    if (!refusals.every((refusal) => refusal.reason === 'minimum-rows' || refusal.reason === 'no-rows')) return;
    this.#host.setState({ policy: unasked(this.#host.state().policy, request) });
  }

  *#firstGate(
    champion: ModelVersion,
    { holdout, challenger, segments, span }: HeldOut,
    { request }: Run,
  ): Generator<number | undefined, GateRecord> {
    const { trainer } = this.#host.options;
    return yield* firstLook(
      {
        labels: holdout.labels,
        champion: yield* predictApart(trainer!, champion.model, holdout.features, classCount(this.#task())),
        challenger,
        ...(segments && { segments }),
      },
      gateOf(this.#parts()),
      {
        trigger: request.decision.reason,
        dataWindow: span,
        champion: champion.version,
        actor: this.#actor,
      },
    );
  }

  /** Later labelled windows, which neither model was trained on, go on where the held-out rows were not enough. */
  async #continueGate(labelled: LabelledWindow): Promise<void> {
    const { registry } = this.#host;
    const { candidate } = this.#host.state();
    const champion = this.#host.champion();
    if (!candidate || !champion) return;
    const challenger = await registry.read(candidate.version);
    if (challenger === undefined || challenger.parent !== champion.version)
      return this.#host.setState({ candidate: undefined });
    // The limits it began with, whatever is set since.
    const segments = segmentColumns(candidate.record.settings, this.#host.prepared());
    const pace = pacer(this.#abort.signal);
    const rows = await inTurns(rivalPredictions(labelled, { champion, challenger }, this.#parts(), segments), pace);
    if (rows === undefined) return;
    const record = await inTurns(nextLook(candidate.record, rows), pace);
    await this.#keep({ kind: 'gate', version: candidate.version, against: champion.version, record });
    await this.#settleCandidate(candidate.version, record, champion.version);
  }

  /**
   * A version that was promoted a while ago, and the one before it, on the rows that have come since: when the evidence is
   * that the old one is better, it serves again.
   */
  async #judgeProbation(labelled: LabelledWindow): Promise<void> {
    const { options, registry } = this.#host;
    const { probation } = this.#host.state();
    const champion = this.#host.champion();
    const { probationWindows } = retrainOptions(options);
    if (!probation || probationWindows === 0 || champion?.version !== probation.version)
      return this.#host.setState({ probation: undefined });
    const challenger = await registry.read(probation.previous);
    if (challenger === undefined) return;
    const pace = pacer(this.#abort.signal);
    const rows = await inTurns(rivalPredictions(labelled, { champion, challenger }, this.#parts()), pace);
    if (rows === undefined) return;
    const record = await inTurns(
      probation.record
        ? nextLook(probation.record, rows)
        : firstLook(
            rows,
            { ...comparison(this.#parts()), maxLooks: probationWindows },
            { trigger: 'probation', champion: champion.version, actor: this.#actor },
          ),
      pace,
    );
    // A run that ended meanwhile may have promoted another version, which has a probation of its own.
    if (this.#host.state().probation !== probation) return;
    await this.#keepOrTell({ kind: 'probation', version: probation.version, against: probation.previous, record });
    this.#host.setState({ probation: record.verdict === 'continue' ? { ...probation, record } : undefined });
    if (record.verdict !== 'promote') return;
    const reason = `probation: version ${probation.previous} does better on the same rows`;
    await this.#host.rollback(this.#because(reason));
  }

  #keep(decided: Decided): Promise<void> {
    return keepDecision(this.#host.registry, decided, { at: this.#host.clock.now(), actor: this.#actor });
  }

  /** A first look is kept with its version too, and a rollback that is due cannot wait for a record. */
  async #keepOrTell(decided: Decided): Promise<void> {
    await this.#keep(decided).catch((error: unknown) => this.#host.failed('registry', error));
  }

  get #actor(): string {
    return `monitor ${this.#host.options.name}`;
  }

  #because(reason: string): MoveOptions {
    return { reason, actor: this.#actor };
  }

  #parts(): { readonly options: Checked; readonly prepared: Prepared } {
    return { options: this.#host.options, prepared: this.#host.prepared() };
  }

  #task(): TaskSettings {
    const { task } = this.#host.prepared();
    if (task === undefined) throw new DriftSenseError('TRAINING_DATA', 'expected a label column in the schema');
    return task;
  }

  #announce(
    { window, decision }: Occasion,
    phase: MonitorEvents['retrain']['phase'],
    more: Partial<MonitorEvents['retrain']> = {},
  ): void {
    this.#host.emit('retrain', { phase, window, decision, ...more });
  }
}
