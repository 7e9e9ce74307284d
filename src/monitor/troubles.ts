import type { Condition } from '../judge/health/health.js';

type Kind = Extract<Condition['kind'], 'dropped' | 'broken-part' | 'retraining'>;

const kinds = ['dropped', 'broken-part', 'retraining'] as const satisfies readonly Kind[];

/** What went wrong around the judging since it was last asked: each is an alert of its own. */
export class Troubles {
  readonly #seen = new Map<Kind, string>();
  #dropped = { windows: 0, rows: 0 };

  note(kind: Exclude<Kind, 'dropped'>, summary: string): void {
    this.#seen.set(kind, summary);
  }

  drop(what: 'windows' | 'rows', count: number): void {
    this.#dropped[what] += count;
    const { windows, rows } = this.#dropped;
    this.#seen.set(
      'dropped',
      `${windows} windows and ${rows} rows were not judged, because there was no room for them`,
    );
  }

  /** As conditions, and forgets them. */
  take(): readonly Condition[] {
    const conditions = kinds.map((kind) => ({
      kind,
      holds: this.#seen.has(kind),
      summary: this.#seen.get(kind) ?? '',
      columns: [],
    }));
    this.#seen.clear();
    this.#dropped = { windows: 0, rows: 0 };
    return conditions;
  }
}
