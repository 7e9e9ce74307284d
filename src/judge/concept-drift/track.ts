import * as z from 'zod/mini';
import type { ConceptDetector, DetectorInput, DetectorUpdate } from '../../contracts/concept-detector.js';
import { DriftSenseError } from '../../errors.js';
import { assertPlainJson, copyPlain } from '../../plain-json.js';
import { version } from '../../version.js';
import { contains, outOfDomain, show } from './domain.js';
import { asRun, estimateOf, stepRun } from './run.js';
import { type DetectorRun, startRun } from './start-run.js';
import { requireGiven } from '../../require-given.js';

/** What a handle is fed: an error by any detector, a value by those of bounded or real numbers. */
export type Observation<Input extends DetectorInput = DetectorInput> =
  | { readonly error: 0 | 1; readonly value?: never }
  | (Input extends 'error' ? never : { readonly value: number; readonly error?: never });

/** What a detector says of one row. */
export interface Tracked {
  readonly drift: boolean;
  readonly warning: boolean;
  /** A change for the better, see `ConceptDetector.update`. */
  readonly improvement: boolean;
  /** 0-based number of the row since the start or `reset()`; runs on when the detector restarts after a drift. */
  readonly index: number;
  /** The detector's present estimate of the mean of its input, where it has one. */
  readonly estimate?: number;
  /** With a drift, the row at which the change began, where the detector estimates it. */
  readonly since?: number;
}

/** A saved handle, plain JSON. */
export interface TrackJson extends DetectorRun {
  readonly kind: 'track';
  readonly schemaVersion: 1;
  readonly libVersion: string;
  /** Name of the detector. */
  readonly detector: string;
}

/** One detector on one stream, without a Monitor. */
export interface Track<Input extends DetectorInput = DetectorInput> {
  /** Name of the detector in force. */
  readonly detector: string;
  /**
   * Feeds one row.
   *
   * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN`, after which nothing has changed; `DETECTOR_FAILED`
   */
  observe(observation: Observation<Input>): Tracked;
  /** Forgets everything; the next row has index 0. */
  reset(): void;
  /**
   * The handle as plain JSON, for {@link trackFromJSON}.
   *
   * @throws DriftSenseError `STATE_NOT_JSON` when the detector keeps something JSON cannot.
   */
  toJSON(): TrackJson;
}

function start<State, Input extends DetectorInput>(detector: ConceptDetector<State, Input>): Track<Input> {
  requireGiven(detector, 'track', 'a ConceptDetector', 'name', 'input', 'initialState', 'update');
  return new Handle(detector, startRun(detector));
}

/** A class and not an object of closures, and one literal for nearly every row: engines then keep a row off the heap. */
class Handle<State, Input extends DetectorInput> implements Track<Input> {
  readonly detector: string;
  readonly #detector: ConceptDetector<State, Input>;
  #run: DetectorRun<State>;

  constructor(detector: ConceptDetector<State, Input>, run: DetectorRun<State>) {
    this.detector = detector.name;
    this.#detector = detector;
    this.#run = run;
  }

  observe(observation: Observation<Input>): Tracked {
    const detector = this.#detector;
    const run = this.#run;
    const update = stepRun(detector, run, inputOf(detector, observation));
    const estimate = estimateOf(detector, run, update);
    if (update.age !== undefined || estimate - estimate !== 0) return trackedApart(update, run.index - 1, estimate);
    const { drift, warning = false, improvement = false } = update;
    return { drift, warning, improvement, index: run.index - 1, estimate };
  }

  reset(): void {
    this.#run = startRun(this.#detector);
  }

  toJSON(): TrackJson {
    const detector = this.#detector.name;
    assertPlainJson(this.#run.state, `detector '${detector}'`);
    const { state, index, ended } = copyPlain(this.#run);
    return { kind: 'track', schemaVersion: 1, libVersion: version, detector, state, index, ended };
  }
}

/** A row without an estimate, or whose change has a beginning. */
function trackedApart(update: DetectorUpdate, index: number, estimate: number): Tracked {
  const { drift, warning = false, improvement = false, age } = update;
  const row = { drift, warning, improvement, index };
  if (!drift || age === undefined) return row;
  return { ...row, ...(Number.isFinite(estimate) && { estimate }), since: Math.max(0, index + 1 - age) };
}

type Named = Pick<ConceptDetector, 'name' | 'input'>;

function inputOf(detector: Named, observation: { readonly error?: unknown; readonly value?: unknown }): number {
  if (typeof observation === 'object' && observation !== null) {
    const { error, value } = observation;
    if (value === undefined && (error === 0 || error === 1)) return error + 0;
    if (error === undefined && detector.input !== 'error' && contains(detector.input, value)) return value + 0;
  }
  throw refused(detector, observation);
}

function refused(detector: Named, observation: unknown): DriftSenseError {
  const where = `track(${detector.name}).observe`;
  const { error, value } = (observation ?? {}) as { readonly error?: unknown; readonly value?: unknown };
  if (error !== undefined && value === undefined) return outOfDomain('error', error, where);
  if (error === undefined && value !== undefined && detector.input !== 'error')
    return outOfDomain(detector.input, value, where);
  const form = detector.input === 'error' ? '{error: 0 | 1}' : '{error: 0 | 1} or {value: number}';
  return new DriftSenseError('VALUE_OUT_OF_DOMAIN', `${where}: expected ${form}, got ${parts(observation)}`, {
    details: { where, input: detector.input, expected: form },
  });
}

function parts(observation: unknown): string {
  if (typeof observation !== 'object' || observation === null || Array.isArray(observation)) return show(observation);
  return `{${Object.keys(observation).join(', ')}}`;
}

const envelope = z.object({
  kind: z.literal('track'),
  schemaVersion: z.literal(1),
  libVersion: z.string(),
  detector: z.string(),
});

/**
 * Restores a handle where it was saved: the future is the same as without stopping.
 *
 * @param json - What `toJSON()` gave, after any number of trips through JSON.
 * @param detector - The detector it was made with: a state never holds code.
 * @throws DriftSenseError `STATE_INVALID` for another kind, version or detector, or a damaged state.
 *
 * @example
 * const resumed = trackFromJSON(JSON.parse(JSON.stringify(track(adwin()))), adwin());
 */
export function trackFromJSON<State, Input extends DetectorInput>(
  json: unknown,
  detector: ConceptDetector<State, Input>,
): Track<Input> {
  const result = envelope.safeParse(json);
  if (!result.success) {
    const problems = result.error.issues.map(
      ({ path, message }) => `${['track', ...path.map(String)].join('.')}: ${message}`,
    );
    throw new DriftSenseError('STATE_INVALID', problems.join('\n'), { details: { problems } });
  }
  if (result.data.detector !== detector.name)
    throw new DriftSenseError(
      'STATE_INVALID',
      `track: the state belongs to detector '${result.data.detector}', not to '${detector.name}'`,
      { details: { expected: detector.name, received: result.data.detector } },
    );
  const { state, index, ended } = asRun(json, detector);
  return new Handle(detector, copyPlain({ state, index, ended }));
}

/**
 * Follows one stream with one detector, without a Monitor.
 *
 * @param detector - Any concept detector.
 * @returns A handle: `observe`, `reset`, `toJSON`.
 *
 * @example
 * const errors = track(ddm());
 * const { drift, warning, index } = errors.observe({ error: prediction === label ? 0 : 1 });
 */
export const track = /* @__PURE__ */ Object.assign(start, {
  /** Goes on from what `toJSON` gave. */
  fromJSON: trackFromJSON,
});
