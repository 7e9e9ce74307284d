import type { WindowInfo } from '../contracts/window-report.js';
import type { GuardedEmitter } from './events.js';
import type { Checked } from './options.js';
import type { Prepared } from './prepare.js';

/** From a fifth of the reference's rows on, the reference's own error shows in every window alike. */
export const isSmallReference = (referenceRows: number, windowRows: number): boolean =>
  referenceRows > 0 && windowRows > referenceRows / 5;

/** What is looked at, and who is told. */
interface Host {
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
  readonly #host: Host;
  #told: string | undefined;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Looks at windows whose size is known before the first. */
  async lookAhead(): Promise<void> {
    await Promise.resolve(); // listeners are added behind the constructor
    const { window } = this.#host.options;
    if (typeof window === 'object' && 'rows' in window) await this.look({ rows: window.rows });
  }

  /** Looks at a window that was judged; rows of the reference are none. */
  async look({ rows, inReference }: Pick<WindowInfo, 'rows' | 'inReference'>): Promise<void> {
    const { options, prepared, events } = this.#host;
    const { size, hash } = prepared.reference;
    if (
      options.referenceMode !== 'fixed' ||
      inReference ||
      this.#told === hash ||
      !isSmallReference(size, rows) ||
      !events.hears('warning')
    )
      return;
    this.#told = hash;
    try {
      const { smallReferenceText } = await import('./false-alarms-text.js');
      const message = smallReferenceText(rows, prepared);
      events.emit('warning', { code: 'REFERENCE_SMALL', message });
    } catch (error) {
      this.#host.failed('expected false alarms', error);
    }
  }
}
