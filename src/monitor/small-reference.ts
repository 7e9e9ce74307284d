import type { WindowInfo } from '../contracts/window-report.js';
import type { GuardedEmitter } from './events.js';
import type { SmallReferenceTexts } from './false-alarms-text.js';
import { isSmallReference } from './is-small-reference.js';
import type { Checked } from './options.js';
import type { Prepared } from './prepare.js';

/** What is looked at, and who is told. */
export interface SmallReferenceHost {
  readonly options: Checked;
  readonly prepared: Prepared;
  readonly events: GuardedEmitter;
  failed(where: string, error: unknown): void;
}

/**
 * Warns of a reference that is small beside its windows: once for each reference, as soon as anybody hears of it, with the
 * false alarms to expect.
 */
export class SmallReference {
  readonly #host: SmallReferenceHost;

  constructor(host: SmallReferenceHost) {
    this.#host = host;
  }

  /** Looks at windows whose size is known before the first. */
  async lookAhead(): Promise<void> {
    await Promise.resolve(); // listeners are added behind the constructor
    const { window } = this.#host.options;
    if (typeof window === 'object' && !('every' in window)) await this.look({ rows: window.rows });
  }

  /** Looks at a window that was judged; rows of the reference are none. */
  async look({ rows, inReference }: Pick<WindowInfo, 'rows' | 'inReference'>): Promise<void> {
    if (!inReference && this.#host.events.hears('warning'))
      await (await this.#texter(rows))?.warnOnce(rows, this.#host);
  }

  /**
   * What to say of windows of so many rows, with the false alarms to expect, where they are large beside the reference.
   *
   * @throws DriftSenseError `ABORTED` after the signal.
   */
  async texts(rows: number, signal?: AbortSignal): Promise<SmallReferenceTexts | undefined> {
    return (await this.#texter(rows))?.smallReferenceTexts(rows, this.#host, signal);
  }

  /** Who finds the words, where they are needed; nobody, which is told, where they cannot be loaded. */
  async #texter(rows: number): Promise<typeof import('./false-alarms-text.js') | void> {
    const { options, prepared } = this.#host;
    if (options.referenceMode === 'fixed' && isSmallReference(prepared.reference.size, rows))
      return import('./false-alarms-text.js').catch((error: unknown) => {
        this.#host.failed('expected false alarms', error);
      });
  }
}
