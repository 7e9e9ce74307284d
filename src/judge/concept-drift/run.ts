import type { ConceptDetector, DetectorUpdate } from '../../contracts/concept-detector.js';
import { DriftSenseError, messageOf } from '../../errors.js';
import { assertPlainJson } from '../../plain-json.js';
import { show } from './domain.js';
import { stable } from './said.js';
import { restart, type DetectorRun } from './start-run.js';
import { atOnce } from '../../unawaited.js';

/**
 * Feeds one row, already in the detector's domain, and changes the run. A state whose concept ended at the row before is
 * replaced first, by `afterDrift` where the detector has one.
 *
 * @throws DriftSenseError `DETECTOR_FAILED`, with the row not counted, when the detector throws or returns no result.
 */
export function stepRun<State>(detector: ConceptDetector<State>, run: DetectorRun<State>, x: number): DetectorUpdate {
  let update: DetectorUpdate;
  try {
    if (run.ended) startAnew(detector, run);
    update = detector.update(run.state, x);
    if (update !== stable) run.ended = endsConcept(update);
  } catch (cause) {
    throw failed(detector, run.index, cause);
  }
  run.index += 1;
  return update;
}

// What few rows need is in functions of its own: an engine then puts what all rows need into its caller.

function startAnew<State>(detector: ConceptDetector<State>, run: DetectorRun<State>): void {
  run.state = restart(detector, run.state);
  run.ended = false;
}

function endsConcept(update: DetectorUpdate): boolean {
  if (isUpdate(atOnce(update))) return update.drift || update.improvement === true;
  throw new TypeError(`expected {drift: boolean, …}, got ${show(update)}`);
}

/**
 * The estimate after the row that `update` was said of, NaN where there is none: a number in any case, which an engine need
 * not put on the heap.
 *
 * @throws DriftSenseError `DETECTOR_FAILED`, the row counted, when the detector's `estimate` throws.
 */
export function estimateOf<State>(
  detector: ConceptDetector<State>,
  run: DetectorRun<State>,
  update: DetectorUpdate,
): number {
  if (update.estimate !== undefined) return update.estimate;
  if (detector.estimate === undefined) return Number.NaN;
  try {
    return atOnce(detector.estimate(run.state)) ?? Number.NaN;
  } catch (cause) {
    throw failed(detector, run.index - 1, cause);
  }
}

function failed({ name }: Pick<ConceptDetector, 'name'>, index: number, cause: unknown): DriftSenseError {
  const message = `detector '${name}' failed at row ${index}: ${messageOf(cause)}`;
  return new DriftSenseError('DETECTOR_FAILED', message, { cause, details: { detector: name, index } });
}

function isUpdate(result: unknown): result is DetectorUpdate {
  if (typeof result !== 'object' || result === null) return false;
  const { drift, warning, improvement, estimate, age } = result as Partial<Record<keyof DetectorUpdate, unknown>>;
  return (
    typeof drift === 'boolean' &&
    (warning === undefined || typeof warning === 'boolean') &&
    (improvement === undefined || typeof improvement === 'boolean') &&
    (estimate === undefined || typeof estimate === 'number') &&
    (age === undefined || Number.isFinite(age))
  );
}

/**
 * Checks a stored run against the detector that is to go on with it: its parts, and that the state has the members and
 * kinds of the detector's own initial state (any may be null: a bound not yet set).
 *
 * @returns The same object, now known to be a run. It is not copied.
 * @throws DriftSenseError `STATE_INVALID`, or `STATE_NOT_JSON` when a number is not finite.
 */
export function asRun<State>(stored: unknown, detector: ConceptDetector<State>): DetectorRun<State> {
  const where = `state of detector '${detector.name}'`;
  if (typeof stored !== 'object' || stored === null) throw invalid(`${where}: expected an object, got ${show(stored)}`);
  const { state, index, ended } = stored as Partial<Record<keyof DetectorRun, unknown>>;
  if (!Number.isSafeInteger(index) || (index as number) < 0)
    throw invalid(`${where}: index must be a row number, got ${show(index)}`);
  if (typeof ended !== 'boolean') throw invalid(`${where}: ended must be true or false, got ${show(ended)}`);
  const odd = difference(detector.initialState(), state, 'state');
  if (odd !== undefined) throw invalid(`${where}: ${odd}; was it made with other options?`);
  assertPlainJson(state, where);
  return stored as DetectorRun<State>;
}

const invalid = (message: string): DriftSenseError => new DriftSenseError('STATE_INVALID', message);

/** The first place where `given` has not the form of `initial`, in words. */
function difference(initial: unknown, given: unknown, path: string): string | undefined {
  if (initial === null || initial === undefined) return undefined;
  if (given === null && path !== 'state') return undefined;
  const wanted = kindOf(initial);
  if (kindOf(given) !== wanted) return `${path} must be ${wanted}, got ${show(given)}`;
  if (wanted !== 'an object') return undefined;
  for (const [key, part] of Object.entries(initial)) {
    if (part === undefined) continue;
    const odd = Object.hasOwn(given as object, key)
      ? difference(part, (given as Record<string, unknown>)[key], `${path}.${key}`)
      : `${path}.${key} is missing`;
    if (odd !== undefined) return odd;
  }
  return undefined;
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
