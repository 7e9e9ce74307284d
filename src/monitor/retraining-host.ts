import type { MoveOptions } from '../act/registry/alias-move.js';
import type { GateRecord } from '../act/train/gate-record.js';
import type { ModelVersion, Registry } from '../contracts/registry.js';
import type { Clock } from '../ports/clock.js';
import type { MonitorEvents } from './events.js';
import type { Checked } from './options.js';
import type { Prepared } from './prepare.js';
import type { MonitorState } from './state.js';

/** A version that trained and is not decided upon: plain JSON. */
export interface PendingCandidate {
  readonly version: number;
  readonly record: GateRecord;
}

/** A version that serves and is compared with the one before it on what comes. Plain JSON. */
export interface Probation {
  readonly version: number;
  readonly previous: number;
  readonly record?: GateRecord;
}

/** What retraining needs of the monitor it belongs to. */
export interface RetrainingHost {
  readonly options: Checked;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly emit: <E extends 'retrain' | 'gate' | 'error'>(event: E, payload: MonitorEvents[E]) => void;
  readonly prepared: () => Prepared;
  readonly state: () => MonitorState;
  readonly setState: (change: Partial<MonitorState>) => void;
  readonly champion: () => ModelVersion | undefined;
  /** Whether labels come by themselves, behind the rows. */
  readonly labelsComeLate: () => boolean;
  /** A part failed: told, and an alert with the next window. */
  readonly failed: (where: string, error: unknown) => void;
  /** People are told what became of a candidate, in a sentence. */
  readonly tellOfCandidate: (summary: string) => Promise<void>;
  /** The version before serves again, on record, if `from` is what serves. */
  readonly rollback: (by: MoveOptions, from: number) => Promise<unknown>;
  /** Makes a version serve, on record. */
  readonly promote: (version: number, by: MoveOptions, expected: number | null) => Promise<unknown>;
}

/** Who decides and moves where no person does. */
export const actorOf = ({ options }: Pick<RetrainingHost, 'options'>): string => `monitor ${options.name}`;

/** What the comparison of two versions is set by. */
export const partsOf = (host: RetrainingHost): { readonly options: Checked; readonly prepared: Prepared } => ({
  options: host.options,
  prepared: host.prepared(),
});
