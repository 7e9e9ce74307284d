import { assembleTraining, collectWindows, refusalError, type Assembled } from '../act/train/assemble.js';
import { withDeadline } from '../act/train/deadline.js';
import type { GateRecord } from '../act/train/gate-record.js';
import { firstLook } from '../act/train/gate-looks.js';
import type { SegmentValues } from '../act/train/gate-segments.js';
import type { Span } from '../act/train/span.js';
import { predictApart } from '../act/train/predict-guarded.js';
import { pacer, type Pace } from '../act/train/pace.js';
import { coerceTraining, readPaced } from '../act/train/read-paced.js';
import { runTraining } from '../act/train/run-training.js';
import type { TrainingData } from '../contracts/model-trainer.js';
import type { ModelVersion } from '../contracts/registry.js';
import { DriftSenseError, messageOf } from '../errors.js';
import type { TaskSettings } from '../judge/performance/outcomes.js';
import { answered, unasked } from '../judge/policy/after-training.js';
import { inTurns, nextTurn } from '../ports/next-turn.js';
import { within } from '../ports/in-time.js';
import { isReferenceProfile } from '../profile/parse-profile.js';
import { concatBatches } from '../table/batch.js';
import type { Coerced } from '../table/coerce.js';
import { classCount } from './champion.js';
import type { MonitorEvents } from './events.js';
import { gateOf, segmentColumns } from './gate-of.js';
import { crossFitFacts, heldOutFacts, type HeldOutFacts } from './held-out-facts.js';
import type { Judgement } from './judge-rows.js';
import { LabelWait, type TrainingRequest } from './label-wait.js';
import { continueGate, judgeProbation } from './later-looks.js';
import { retrainOptions } from './retrain-options.js';
import { actorOf, partsOf, type RetrainingHost } from './retraining-host.js';
import { keepOrTell, settleCandidate } from './settle-candidate.js';
import { trainingNote } from './training-note.js';

/** Cells that are judged and kept within a few milliseconds. */
const cellsAtOnce = 500_000;

/** Longer than a training is waited for at a time. */
const aDay = 86_400_000;

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
    const isNew = at.decision.action === 'train';
    if (isNew) setState({ training: { ...at, triggers, at: clock.now() } });
    // Judging many rows was a slice of its own, and so is keeping them.
    if (table && table.size * table.columns.size > cellsAtOnce) await nextTurn();
    const add = async () => table && !inReference && options.training?.add?.(window, table.batch);
    add().catch((error: unknown) => this.#host.failed('training source', error));
    await this.#compare(at, judgement);
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
      if (this.#run === undefined && state().candidate)
        await this.#guarded(at, () => continueGate(this.#host, rows, this.#abort.signal));
      // Rows that let a version be promoted are no evidence that it does well after that.
      if (probation && state().probation === probation)
        await this.#guarded(at, () => judgeProbation(this.#host, rows, this.#abort.signal));
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

  /** Keeps the process alive: a training that hangs would otherwise end it before its deadline does. */
  async settled(): Promise<void> {
    while (this.#run !== undefined) await within(this.#host.clock, aDay, this.#run);
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
    if (record && champion) await keepOrTell(this.#host, { kind: 'gate', version, against: champion.version, record });
    await settleCandidate(this.#host, version, record, champion?.version);
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
      return batches.length > 0 ? coerceTraining(concatBatches(batches), schema, pace) : undefined;
    }
    return isReferenceProfile(given) ? undefined : coerceTraining(await readPaced(given, pace), schema, pace);
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
      gateOf(partsOf(this.#host)),
      {
        trigger: request.decision.reason,
        dataWindow: span,
        champion: champion.version,
        actor: actorOf(this.#host),
      },
    );
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
