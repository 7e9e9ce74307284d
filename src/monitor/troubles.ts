import { DriftSenseError, errorCodes, type ErrorCode } from '../errors.js';
import type { Condition } from '../judge/health/health.js';
import type { MonitorEvents } from './events.js';

/** What went wrong around the judging since it was last asked: each kind is an alert of its own. */
export class Troubles {
  /** Names of the parts that failed, and why. */
  readonly #broken = new Map<string, string>();
  /** What came of the last run, when one has ended. */
  #run: { readonly failed: boolean; readonly cause: string } | undefined;
  #dropped = { windows: 0, rows: 0 };

  /** A part failed. */
  broken(part: string, error: unknown): void {
    this.#broken.set(part, causeOf(error));
  }

  /** A training run failed, or came to a candidate. */
  retrain({ phase, code }: MonitorEvents['retrain']): void {
    if (phase === 'failed') this.#run = { failed: true, cause: codeText(code, 'the trainer threw') };
    if (phase === 'trained') this.#run = { failed: false, cause: '' };
  }

  drop(what: 'windows' | 'rows', count: number): void {
    this.#dropped[what] += count;
  }

  /** As conditions, and forgets them. */
  take(): readonly Condition[] {
    const broken = [...this.#broken].map(([part, cause]) => `${part} failed (${cause})`);
    const dropped = (['windows', 'rows'] as const).flatMap((what) =>
      this.#dropped[what] > 0 ? [`${this.#dropped[what]} ${what}`] : [],
    );
    const conditions: readonly Condition[] = [
      {
        kind: 'dropped',
        holds: dropped.length > 0,
        summary: `${dropped.join(' and ')} not judged, because there was no room for them`,
        columns: [],
      },
      { kind: 'broken-part', holds: broken.length > 0, summary: broken.join(', '), columns: [] },
    ];
    // Windows without a run say nothing about retraining.
    const run = this.#run;
    const retraining: readonly Condition[] = run
      ? [{ kind: 'retraining', holds: run.failed, summary: `a training run failed (${run.cause})`, columns: [] }]
      : [];
    this.#broken.clear();
    this.#run = undefined;
    this.#dropped = { windows: 0, rows: 0 };
    return [...conditions, ...retraining];
  }
}

/** By code, not by message: what a part of another threw may quote a row, and alerts leave the process. */
const causeOf = (error: unknown): string => codeText(DriftSenseError.is(error) ? error.code : undefined, 'it threw');

const codeText = (code: string | undefined, otherwise: string): string =>
  code !== undefined && Object.hasOwn(errorCodes, code) ? `${code}: ${errorCodes[code as ErrorCode][0]}` : otherwise;
