import { requireGiven } from '../require-given.js';
import type { LabelEvent } from './label-events.js';

/**
 * What became of a label: it is the first of its id; the same once more; a later one, which replaces the one before; an
 * earlier one, which does not; or nothing that can be used.
 */
export type LabelTold =
  | 'added'
  | 'duplicate'
  | 'corrected'
  | 'superseded'
  | 'invalid-id'
  | 'invalid-label'
  | 'invalid-time';

interface Entry {
  label: unknown;
  /** NaN where it is not known. */
  at: number;
  asked: boolean;
}

/**
 * Labels by id, to be joined to rows that come after them. Of several labels of one id the latest counts, and where a time
 * is not known the one told last. Holds the ids themselves and is never stored.
 */
export class LabelTable {
  readonly #byId = new Map<string, Entry>();
  readonly #counts: Record<LabelTold, number> = {
    added: 0,
    duplicate: 0,
    corrected: 0,
    superseded: 0,
    'invalid-id': 0,
    'invalid-label': 0,
    'invalid-time': 0,
  };

  /** Ids that have a label. */
  get size(): number {
    return this.#byId.size;
  }

  /** What became of all labels told. */
  get counts(): Readonly<Record<LabelTold, number>> {
    return { ...this.#counts };
  }

  /** Ids whose label nobody has asked for. */
  get unmatched(): number {
    let count = 0;
    for (const { asked } of this.#byId.values()) if (!asked) count++;
    return count;
  }

  /** Takes a label; says what became of it. @throws DriftSenseError `VALUE_OUT_OF_DOMAIN` for what is no label. */
  add(event: LabelEvent): LabelTold {
    requireGiven(event, 'LabelTable.add', 'a label of an id');
    const told = this.#add(event);
    this.#counts[told]++;
    return told;
  }

  /** The label of an id; undefined where none is known. */
  get(id: string): unknown {
    const entry = this.#byId.get(id);
    if (entry) entry.asked = true;
    return entry?.label;
  }

  #add({ id, label, at }: LabelEvent): LabelTold {
    if (id === '') return 'invalid-id';
    if (label === null || label === undefined) return 'invalid-label';
    if (Number.isNaN(at)) return 'invalid-time';
    const known = this.#byId.get(id);
    if (known === undefined) {
      this.#byId.set(id, { label, at: at ?? Number.NaN, asked: false });
      return 'added';
    }
    const isSame = known.label === label;
    const isStale = at !== undefined && at < known.at;
    if (!isStale) {
      known.label = label;
      known.at = at ?? known.at;
    }
    return isSame ? 'duplicate' : isStale ? 'superseded' : 'corrected';
  }
}
