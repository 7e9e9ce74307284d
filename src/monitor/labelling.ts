import { LabelLedger } from '../act/labels/ledger.js';
import type { LedgerState } from '../act/labels/ledger-state.js';
import type { LabelOutcome, LedgerCounts, LedgerSettings } from '../act/labels/ledger-types.js';
import type { LettersOf } from '../act/labels/row-codec.js';
import { allSteps } from '../all-steps.js';
import type { Batch } from '../contracts/batch.js';
import type { ModelVersion } from '../contracts/registry.js';
import type { ColumnSchema, Schema } from '../contracts/schema.js';
import { initialCoverage, restoreCoverage, type CoverageState } from '../judge/performance/coverage-state.js';
import { encodeLabel } from '../judge/performance/encode-label.js';
import { readOutcomes, readPredictions } from '../judge/performance/outcomes.js';
import { limits } from '../limits.js';
import type { Clock } from '../ports/clock.js';
import { entropy } from '../ports/entropy.js';
import { redactCategories } from '../profile/redact.js';
import { seededRandom } from '../stats/random.js';
import { coerce, type Coerced } from '../table/coerce.js';
import type { MonitorState } from './state.js';
import type { Checked } from './options.js';
import type { Prepared } from './prepare.js';
import { attempt } from '../unawaited.js';

/** What is kept of predictions and labels, plain JSON. */
export interface LabelsJson {
  readonly ledger: LedgerState;
  readonly coverage: CoverageState;
  /** Version of the newest prediction. */
  readonly version?: number;
}

export interface LabellingHost {
  readonly options: Checked;
  readonly clock: Clock;
  readonly prepared: () => Prepared;
  /** Version that serves, as the registry says. */
  readonly champion: () => ModelVersion | undefined;
  readonly state: () => MonitorState;
  /** A part failed: told, and an alert with the next window. */
  readonly failed: (where: string, error: unknown) => void;
}

/** Joins labels that come late with the predictions of rows that were observed or processed. */
export class Labelling {
  readonly host: LabellingHost;
  ledger: LabelLedger | undefined;
  coverage: CoverageState = initialCoverage;
  /** Share of the predictions of the newest period past grace that have their label. */
  maturity: number | undefined;
  /** Version that the detector was last fed with, and of the newest prediction. */
  fed: number | undefined;
  #version: number | undefined;

  constructor(host: LabellingHost) {
    this.host = host;
  }

  /**
   * Takes what `toJSON` gave before a restart, in steps of a few milliseconds.
   *
   * @param prepared - That of the state it belongs to.
   * @throws DriftSenseError `STATE_INVALID`.
   */
  *restore(stored: LabelsJson, prepared: Prepared, lettersOf?: LettersOf): Generator<undefined, void> {
    this.ledger = yield* LabelLedger.fromJSON(stored.ledger, this.#settings(prepared), lettersOf);
    this.coverage = restoreCoverage(stored.coverage);
    this.#version = this.fed = stored.version;
  }

  /** Takes the predictions of rows that name an id and bring no label of their own. */
  record(rows: Batch): void {
    const { schema } = this.host.prepared().reference;
    allSteps(this.recordTable(redactCategories(coerce(rows, schema), schema), schema));
  }

  /** Takes the predictions of rows in steps of a few milliseconds. */
  *recordTable(table: Coerced, schema: Schema): Generator<undefined, void> {
    const { task } = this.host.prepared();
    const predicted = task && readPredictions(table, schema, task);
    if (task === undefined || predicted === undefined) return;
    const labels = readOutcomes(table, schema, task)?.labels;
    const champion = this.host.champion()?.version;
    const rows = table.batch;
    for (let row = 0; row < rows.size; row++) {
      if (row > 0 && row % rowsOfStep === 0) yield;
      const id = rows.ids?.[row] ?? '';
      if (id === '' || (labels !== undefined && !Number.isNaN(labels[row]!))) continue;
      const modelVersion = rows.modelVersions?.[row] || champion;
      if (modelVersion !== undefined) this.#version = modelVersion;
      this.#open().record(id, {
        prediction: predicted.predictions[row]!,
        score: predicted.scores?.[row],
        modelVersion,
        at: rows.times?.[row],
      });
    }
  }

  /** Takes a label. */
  label(id: unknown, labels: unknown, at: number | undefined): LabelOutcome {
    const { task, reference } = this.host.prepared();
    const column = labelColumn(reference.schema);
    const value = column && cellOf(labels, column.name);
    const known = column !== undefined && task !== undefined ? encodeLabel(value, column, task) : Number.NaN;
    const outcome = this.#open().label(id, known, { at: at ?? this.host.clock.now() });
    if (column !== undefined && !noNews.has(outcome))
      attempt(
        () => this.host.options.training?.label?.(String(id), { [column.name]: value }),
        (error) => this.host.failed('training source', error),
      );
    return outcome;
  }

  /** What was expected of labels belongs to an old reference. */
  forgetCoverage(): void {
    this.coverage = initialCoverage;
  }

  /** What ever happened to predictions and labels, counted. */
  counts(): LedgerCounts | undefined {
    return this.ledger?.counts();
  }

  toJSON(): LabelsJson | undefined {
    return (
      this.ledger && {
        ledger: this.ledger.toJSON(),
        coverage: this.coverage,
        ...(this.fed !== undefined && { version: this.fed }),
      }
    );
  }

  /** The version that serves, else that of the newest prediction. */
  serving(): number | undefined {
    return this.host.champion()?.version ?? this.#version;
  }

  #open(): LabelLedger {
    const { options } = this.host;
    this.ledger ??= LabelLedger.create(this.#settings(), options.random ?? seededRandom(secretSeed(options)));
    // Time goes on also where no prediction says so; without it a label after a quiet weekend would lie too far ahead.
    this.ledger.advance(this.host.clock.now());
    return this.ledger;
  }

  #settings({ detector } = this.host.prepared()): LedgerSettings {
    return { ...this.host.options.labels, order: detector?.order ?? 'prediction', aheadMs: limits.futureMs };
  }
}

/** A schema without label shares the values of its predictions. */
const labelColumn = ({ columns }: Schema): ColumnSchema | undefined =>
  columns.find(({ role }) => role === 'label') ?? columns.find(({ role }) => role === 'prediction');

/** The cell of a row of that name, or the value given by itself; undefined for a row that cannot be read. */
function cellOf(given: unknown, name: string): unknown {
  try {
    const isRow = typeof given === 'object' && given !== null && !(given instanceof Date);
    return isRow ? (given as Readonly<Record<string, unknown>>)[name] : given;
  } catch {
    return undefined;
  }
}

/** Rows whose predictions are taken in one step. */
const rowsOfStep = 4_096;

/** A label that is of no id, of no time, or older than the one known is none to train on either. */
const noNews = new Set<LabelOutcome>(['invalid-id', 'invalid-time', 'superseded']);

/** Ids are hidden by a key that nobody can guess. */
const secretSeed = ({ seed, name }: Checked): string => `${seed}/${name}/${entropy()}`;
