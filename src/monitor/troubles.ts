import { DriftSenseError } from '../errors.js';
import type { Condition } from '../judge/condition.js';

/** What went wrong around the judging, as it was noted. */
export interface Trouble {
  /** Names of the parts that failed, with the code of what they threw, if it has one. */
  readonly broken: readonly (readonly [part: string, code: string | undefined])[];
  /** What came of the last training run, when one has ended. */
  readonly run?: Condition;
  /** What was not judged, because there was no room for it. */
  readonly dropped: { readonly windows: number; readonly rows: number };
}

/** Notes what goes wrong around the judging. */
export class Troubles {
  readonly #broken = new Map<string, string | undefined>();
  #run: Trouble['run'];
  #dropped = { windows: 0, rows: 0 };

  /** A part failed. */
  broken(part: string, error: unknown): void {
    this.#broken.set(part, DriftSenseError.is(error) ? error.code : undefined);
  }

  /** A training run has ended. */
  ran(how: Condition): void {
    this.#run = how;
  }

  drop(what: 'windows' | 'rows', count: number): void {
    this.#dropped[what] += count;
  }

  /** What was noted since it was last asked. */
  take(): Trouble {
    const taken = { broken: [...this.#broken], dropped: this.#dropped, ...(this.#run && { run: this.#run }) };
    this.#broken.clear();
    this.#run = undefined;
    this.#dropped = { windows: 0, rows: 0 };
    return taken;
  }
}
