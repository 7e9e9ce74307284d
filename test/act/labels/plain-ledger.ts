import { newCounts } from '../../../src/act/labels/ledger-counts.js';
import type { LabelOutcome, LedgerSettings, RecordOutcome } from '../../../src/act/labels/ledger-types.js';

interface PlainRow {
  readonly id: string;
  at: number;
  prediction?: { readonly value: number; readonly score: number; readonly version: number };
  window?: string;
  turn: number;
  label?: number | undefined;
  /** Times of all its labels, as told. */
  labelTimes: number[];
  labelAt: number;
  done: boolean;
  late: boolean;
}

/** The ledger once more, as plainly as it can be said: lists, no hash, everything searched for. What tests compare with. */
export class PlainLedger {
  readonly settings: LedgerSettings;
  readonly counts = newCounts();
  /** Predictions by window and version, in the order these began; then labels that came first. */
  cohorts: {
    key: string;
    window: string;
    version: number;
    rows: PlainRow[];
    predictions: number;
    dropped: number;
    from: number;
    to: number;
    periodEnd: number;
    matured: boolean;
  }[] = [];
  early: PlainRow[] = [];
  now = -Infinity;
  turns = 0;

  constructor(settings: LedgerSettings) {
    this.settings = settings;
  }

  get size(): number {
    return this.early.length + this.cohorts.reduce((sum, { rows }) => sum + rows.length, 0);
  }

  advance(now: number): void {
    if (now <= this.now) return;
    const { maxAgeMs } = this.settings;
    if (this.now === -Infinity) for (const row of this.early) row.at = now;
    this.now = now;
    while (this.early.length > 0 && this.early[0]!.at + maxAgeMs < now) {
      this.early.shift();
      this.counts.expired.unmatched++;
    }
    const step = Math.max(1, maxAgeMs / 1_000);
    for (const cohort of this.cohorts) {
      const end = Math.max(cohort.to, cohort.periodEnd);
      if (now <= Math.ceil((end + maxAgeMs) / step) * step) continue;
      for (const row of cohort.rows) {
        if (row.label === undefined) this.counts.expired.unlabelled++;
        this.#leaves(row);
      }
      this.cohorts = this.cohorts.filter((other) => other !== cohort);
    }
  }

  record(
    id: string,
    {
      prediction,
      score = Number.NaN,
      version,
      at,
      window,
    }: { prediction: number; score?: number; version: number; at: number; window?: string | undefined },
  ): RecordOutcome {
    const outcome = this.#record(id, prediction, score, version, at, window);
    this.counts.records[outcome]++;
    return outcome;
  }

  label(id: string, value: number, at?: number): LabelOutcome {
    const outcome = this.#label(id, value, at ?? Number.NaN);
    this.counts.labels[outcome]++;
    return outcome;
  }

  take(version?: number): number[][] {
    const taken: number[][] = [];
    while (this.takeOne(version, this.now, taken));
    return taken;
  }

  /** Takes the first row, if its turn has come by a time; it goes to `taken` unless it is passed over. */
  takeOne(version: number | undefined, now: number, taken: number[][]): boolean {
    const row = this.#line()[0];
    if (row === undefined || (row.label === undefined && !(row.at + this.settings.graceMs < now))) return false;
    row.done = true;
    if (row.label === undefined || this.#tooLate(row)) this.counts.feed.skipped++;
    else if (version !== undefined && row.prediction!.version !== version) this.counts.feed.otherVersion++;
    else {
      this.counts.feed.fed++;
      taken.push([row.label, row.prediction!.value, row.prediction!.score]);
    }
    return true;
  }

  copy(): PlainLedger {
    return Object.assign(new PlainLedger(this.settings), structuredClone({ ...this }));
  }

  get waiting(): number {
    return this.#line().length;
  }

  reports() {
    const { graceMs } = this.settings;
    return this.cohorts
      .map(({ window, version, rows, predictions, dropped, from, to }) => {
        const mature = rows.filter((row) => row.at + graceMs < this.now);
        return {
          window,
          ...(version >= 0 && { modelVersion: version }),
          from,
          to,
          predictions,
          labelled: rows.filter((row) => row.label !== undefined).length,
          mature: mature.length,
          covered: mature.filter((row) => row.label !== undefined && !(firstTime(row) - row.at > graceMs)).length,
          dropped,
        };
      })
      .sort(
        (a, b) =>
          a.from - b.from ||
          (a.window < b.window ? -1 : a.window > b.window ? 1 : 0) ||
          (a.modelVersion ?? -1) - (b.modelVersion ?? -1),
      );
  }

  joined(window: string, version: number): number[][] {
    const rows = this.cohorts.find((cohort) => cohort.window === window && cohort.version === version)?.rows ?? [];
    return rows
      .filter((row) => row.label !== undefined)
      .map((row) => [row.label!, row.prediction!.value, row.prediction!.score]);
  }

  matured(): string[] {
    const { graceMs } = this.settings;
    const young = this.cohorts.filter(
      (cohort) => !cohort.matured && Math.max(cohort.to, cohort.periodEnd) + graceMs < this.now,
    );
    for (const cohort of young) cohort.matured = true;
    return young.map(({ window, version }) => `${window}/${version}`).sort();
  }

  #record(
    id: string,
    value: number,
    score: number,
    version: number,
    at: number,
    named: string | undefined,
  ): RecordOutcome {
    this.advance(at);
    const { maxAgeMs, periodMs, maxPending } = this.settings;
    if (at + maxAgeMs < this.now) return 'expired';
    const known = this.#find(id);
    if (known?.prediction) {
      const before = known.prediction;
      return before.value === value && Object.is(before.score, score) && before.version === version
        ? 'duplicate'
        : 'conflict';
    }
    const wasFull = known === undefined && this.size >= maxPending;
    if (wasFull) this.#makeRoom();
    const start = Math.floor(at / periodMs) * periodMs;
    const window = named ?? new Date(start).toISOString().replace('T00:00:00.000Z', '');
    let cohort = this.cohorts.find((other) => other.window === window && other.version === version);
    if (cohort === undefined) {
      const periodEnd = named === undefined ? start + periodMs - 1 : -Infinity;
      cohort = {
        key: '',
        window,
        version,
        rows: [],
        predictions: 0,
        dropped: 0,
        from: Infinity,
        to: -Infinity,
        periodEnd,
        matured: false,
      };
      this.cohorts.push(cohort);
    }
    const row: PlainRow = known ?? { id, at, turn: 0, labelTimes: [], labelAt: Number.NaN, done: false, late: false };
    this.early = this.early.filter((other) => other !== row);
    if (row.labelAt > at + maxAgeMs) {
      row.label = undefined;
      row.labelTimes = [];
      row.labelAt = Number.NaN;
      this.counts.expired.unmatched++;
    }
    row.at = at;
    row.prediction = { value, score, version };
    row.turn = this.turns++;
    cohort.rows.push(row);
    cohort.predictions++;
    cohort.from = Math.min(cohort.from, at);
    cohort.to = Math.max(cohort.to, at);
    if (row.label === undefined) return wasFull ? 'full' : 'waiting';
    this.#joined(row);
    return 'joined';
  }

  #label(id: string, value: number, at: number): LabelOutcome {
    const row = this.#find(id);
    if (row === undefined) {
      const wasFull = this.size >= this.settings.maxPending;
      if (wasFull) this.counts.dropped.unmatched++;
      if (wasFull && this.early.length === 0) return 'full';
      if (wasFull) this.early.shift();
      this.early.push({
        id,
        at: this.now,
        turn: 0,
        label: value,
        labelTimes: [at],
        labelAt: at,
        done: false,
        late: false,
      });
      return wasFull ? 'full' : 'unmatched';
    }
    if (row.prediction && (Number.isNaN(at) ? this.now : at) - row.at > this.settings.maxAgeMs) return 'expired';
    if (row.label === undefined) {
      row.label = value;
      row.labelTimes = [at];
      row.labelAt = at;
      this.#joined(row);
      return 'joined';
    }
    row.labelTimes.push(at);
    const same = row.label === value;
    const stale = at < row.labelAt;
    if (!stale && !Number.isNaN(at)) row.labelAt = at;
    if (same) return 'duplicate';
    if (stale) return 'superseded';
    row.label = value;
    if (row.done && !this.#tooLate(row)) this.counts.feed.correctedAfter++;
    return 'corrected';
  }

  #joined(row: PlainRow): void {
    row.late = row.at + this.settings.graceMs < this.now;
    if (this.settings.order === 'arrival') row.turn = this.turns++;
  }

  /** Rows whose turn is to come, in order. */
  #line(): PlainRow[] {
    const rows = this.cohorts.flatMap((cohort) => cohort.rows).filter((row) => !row.done);
    if (this.settings.order === 'arrival')
      return rows.filter((row) => row.label !== undefined).sort((a, b) => a.turn - b.turn);
    return rows.sort((a, b) => a.at - b.at || a.turn - b.turn);
  }

  #tooLate(row: PlainRow): boolean {
    return this.settings.order === 'prediction' && row.late;
  }

  #makeRoom(): void {
    if (this.early.shift()) {
      this.counts.dropped.unmatched++;
      return;
    }
    const cohort = this.cohorts[0]!;
    const row = cohort.rows.shift()!;
    cohort.dropped++;
    this.counts.dropped[row.label === undefined ? 'waiting' : 'joined']++;
    this.#leaves(row);
    if (cohort.rows.length === 0) this.cohorts.shift();
  }

  #leaves(row: PlainRow): void {
    if (!row.done && (this.settings.order === 'prediction' || row.label !== undefined)) this.counts.feed.skipped++;
  }

  #find(id: string): PlainRow | undefined {
    return [...this.early, ...this.cohorts.flatMap(({ rows }) => rows)].find((row) => row.id === id);
  }
}

/** NaN when one of its labels has no time. */
const firstTime = (row: PlainRow): number => Math.min(...row.labelTimes);
