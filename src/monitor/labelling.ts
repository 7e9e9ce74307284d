import { LabelLedger } from '../act/labels/ledger.js';
import type { LedgerState } from '../act/labels/ledger-state.js';
import type { LabelOutcome, LedgerCounts, LedgerSettings } from '../act/labels/ledger-types.js';
import type { Batch } from '../contracts/batch.js';
import type { ModelVersion } from '../contracts/registry.js';
import type { ColumnSchema, Schema } from '../contracts/schema.js';
import { initialCoverage, restoreCoverage, type CoverageState } from '../judge/performance/coverage-state.js';
import { encodeLabel } from '../judge/performance/encode-label.js';
import { readOutcomes, readPredictions, type Outcomes } from '../judge/performance/outcomes.js';
import { limits } from '../limits.js';
import { entropy } from '../ports/entropy.js';
import { redactCategories } from '../profile/redact.js';
import { seededRandom } from '../stats/random.js';
import { coerce, type Coerced } from '../table/coerce.js';
import type { judgeMatured, Matured } from './judge-matured.js';
import type { Checked } from './options.js';
import type { Prepared } from './prepare.js';
import { scoredSchema, scoresRows } from './score-columns.js';

/** What is kept of predictions and labels, plain JSON. */
export interface LabelsJson {
  readonly ledger: LedgerState;
  readonly coverage: CoverageState;
  /** Version of the newest prediction. */
  readonly version?: number;
}

export interface LabellingHost {
  readonly options: Checked;
  readonly now: () => number;
  readonly prepared: () => Prepared;
  /** Version that serves, as the registry says. */
  readonly champion: () => ModelVersion | undefined;
}

/** Labelled rows whose turn at the detector has come, after the rows of their windows were judged. */
export interface LateOutcomes extends Outcomes {
  /** Predictions of another version than those before: what the detector knows is about an old model. */
  readonly restart: boolean;
  /** Share of the predictions of the newest period past grace that have their label. */
  readonly maturity: number | undefined;
}

/** Joins labels that come late with the predictions of rows that were observed or processed. */
export class Labelling {
  readonly #host: LabellingHost;
  #ledger: LabelLedger | undefined;
  #coverage: CoverageState = initialCoverage;
  #maturity: number | undefined;
  /** Version of the newest prediction, and the one that the detector was last fed with. */
  #version: number | undefined;
  #fed: number | undefined;

  /** @param stored - What `toJSON` gave before a restart. @throws DriftSenseError `STATE_INVALID`. */
  constructor(host: LabellingHost, stored?: LabelsJson) {
    this.#host = host;
    if (stored === undefined) return;
    this.#ledger = LabelLedger.fromJSON(stored.ledger, this.#settings());
    this.#coverage = restoreCoverage(stored.coverage);
    this.#version = this.#fed = stored.version;
  }

  /** Takes the predictions of rows that name an id and bring no label of their own. */
  record(rows: Batch): void {
    const { schema } = this.#host.prepared().reference;
    this.#record(redactCategories(coerce(rows, schema), schema), schema);
  }

  /** The same of rows that are judged: of those that the monitor scored itself, or of all. */
  recordJudged(table: Coerced, which: 'of-scored' | 'of-all'): void {
    const { options, prepared } = this.#host;
    const { reference, task } = prepared();
    const { schema } = reference;
    if (task === undefined || table.batch.ids === undefined) return;
    if (scoresRows(schema, options.trainer))
      this.#record(table, { ...schema, columns: [...schema.columns, ...scoredSchema(task)] });
    else if (which === 'of-all') this.#record(table, schema);
  }

  #record(table: Coerced, schema: Schema): void {
    const { task } = this.#host.prepared();
    const predicted = task && readPredictions(table, schema, task);
    if (task === undefined || predicted === undefined) return;
    const labels = readOutcomes(table, schema, task)?.labels;
    const champion = this.#host.champion()?.version;
    const rows = table.batch;
    for (let row = 0; row < rows.size; row++) {
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
    const { task, reference } = this.#host.prepared();
    const column = labelColumn(reference.schema);
    const value = column && cellOf(labels, column.name);
    if (column !== undefined && isId(id)) this.#host.options.training?.label?.(String(id), { [column.name]: value });
    const known = column !== undefined && task !== undefined ? encodeLabel(value, column, task) : Number.NaN;
    return this.#open().label(id, known, { at: at ?? this.#host.now() });
  }

  /** Labelled rows that the detector has not been fed with yet. */
  take(): LateOutcomes | undefined {
    const ledger = this.#ledger;
    if (ledger === undefined) return undefined;
    ledger.advance(this.#host.now());
    const version = this.#serving();
    const joined = ledger.take(version);
    const restart = this.#fed !== undefined && version !== this.#fed;
    this.#fed = version;
    return { ...joined, restart, maturity: this.#maturity };
  }

  /** Periods that are past grace since this was last asked. @param judge - There where the reference says what is predicted. */
  mature(judge: typeof judgeMatured | undefined): Matured {
    const { options, now, prepared, champion } = this.#host;
    const ledger = this.#ledger;
    if (ledger === undefined || prepared().task === undefined || judge === undefined)
      return { performances: [], conditions: [] };
    ledger.advance(now());
    const { performances, conditions, coverage } = judge(ledger.takeMatured(), {
      options,
      prepared: prepared(),
      champion: champion(),
      version: this.#serving(),
      coverage: this.#coverage,
    });
    this.#maturity = performances.at(-1)?.maturity ?? this.#maturity;
    this.#coverage = coverage;
    return { performances, conditions };
  }

  /** What was expected of labels belongs to an old reference. */
  forgetCoverage(): void {
    this.#coverage = initialCoverage;
  }

  /** Whether labels ever came by themselves. */
  get labelsCome(): boolean {
    return Object.values(this.counts()?.labels ?? {}).some((count) => count > 0);
  }

  /** What ever happened to predictions and labels, counted. */
  counts(): LedgerCounts | undefined {
    return this.#ledger?.counts();
  }

  toJSON(): LabelsJson | undefined {
    return (
      this.#ledger && {
        ledger: this.#ledger.toJSON(),
        coverage: this.#coverage,
        ...(this.#fed !== undefined && { version: this.#fed }),
      }
    );
  }

  /** The version that serves, else that of the newest prediction. */
  #serving(): number | undefined {
    return this.#host.champion()?.version ?? this.#version;
  }

  #open(): LabelLedger {
    const { options } = this.#host;
    this.#ledger ??= LabelLedger.create(this.#settings(), options.random ?? seededRandom(secretSeed(options)));
    // Time goes on also where no prediction says so; without it a label after a quiet weekend would lie too far ahead.
    this.#ledger.advance(this.#host.now());
    return this.#ledger;
  }

  #settings(): LedgerSettings {
    const { options, prepared } = this.#host;
    return { ...options.labels, order: prepared().detector?.order ?? 'prediction', aheadMs: limits.futureMs };
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

const isId = (id: unknown): id is string | number => typeof id === 'string' || typeof id === 'number';

/** Ids are hidden by a key that nobody can guess. */
const secretSeed = ({ seed, name }: Checked): string => `${seed}/${name}/${entropy()}`;
