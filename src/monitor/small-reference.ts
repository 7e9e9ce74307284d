import type { WindowInfo } from '../contracts/window-report.js';
import type { GuardedEmitter } from './events.js';
import type { SmallReferenceTexts } from './false-alarms-text.js';
import { isSmallReference } from './is-small-reference.js';
import type { Checked } from './options.js';
import type { Prepared } from './prepare.js';

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
    if (typeof window === 'object' && !('every' in window)) await this.look({ rows: window.rows });
  }

  /** Looks at a window that was judged; rows of the reference are none. */
  async look({ rows, inReference }: Pick<WindowInfo, 'rows' | 'inReference'>): Promise<void> {
    const { prepared, events } = this.#host;
    const { hash } = prepared.reference;
    if (inReference || this.#told === hash || !events.hears('warning')) return;
    const texts = await this.texts(rows);
    if (!texts || this.#told === hash) return;
    this.#told = hash;
    events.emit('warning', { code: 'REFERENCE_SMALL', message: texts.warning });
  }

  /** What to say of windows of so many rows, with the false alarms to expect, where they are large beside the reference. */
  async texts(rows: number): Promise<SmallReferenceTexts | undefined> {
    const { options, prepared } = this.#host;
    if (options.referenceMode !== 'fixed' || !isSmallReference(prepared.reference.size, rows)) return undefined;
    try {
      return await (await import('./false-alarms-text.js')).smallReferenceTexts(rows, prepared);
    } catch (error) {
      this.#host.failed('expected false alarms', error);
      return undefined;
    }
  }
}
