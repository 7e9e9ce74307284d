import { allSteps } from '../../all-steps.js';
import type { ConceptDetector } from '../../contracts/concept-detector.js';
import { DriftSenseError } from '../../errors.js';
import { copyPlain } from '../../plain-json.js';
import type { Writable } from '../../writable.js';
import { inDomain } from './domain.js';
import { stepRun } from './run.js';
import { type DetectorRun } from './start-run.js';

/** One row at which a detector spoke. */
export interface Detection {
  /** 0-based row within the detector's own stream. */
  readonly index: number;
  readonly drift: boolean;
  readonly improvement: boolean;
  /** Row at which the change began, where the detector estimates it. */
  readonly since?: number;
}

/** What a stretch of rows led to. */
export interface FeedResult<State = unknown> {
  /**
   * Where the detector stands now: after the last row, or before the row that failed. A host that skips that row counts
   * it by adding one to `run.index`.
   */
  readonly run: DetectorRun<State>;
  /** Rows fed. Fewer than given only when the detector failed: then `values[rows]` is the row it failed on. */
  readonly rows: number;
  readonly detections: readonly Detection[];
  /** First row that warned. */
  readonly warning?: number;
  /** `DETECTOR_FAILED`, with its cause. */
  readonly failure?: DriftSenseError;
}

/**
 * Feeds a stretch of rows to a detector, without touching the run given. A failing detector is no exception here: the
 * result says what came before it and where the run stood, so that the host can report it, skip the row and go on.
 *
 * @param values - Losses in the detector's domain, in the order it wants.
 * @throws DriftSenseError `VALUE_OUT_OF_DOMAIN`
 */
export const feedDetector = <State>(
  detector: ConceptDetector<State>,
  run: DetectorRun<State>,
  values: ArrayLike<number>,
): FeedResult<State> => allSteps(feedDetectorInSteps(detector, run, values));

/** Rows of a step: a few milliseconds of a detector that takes a microsecond or two for each. */
export const rowsOfStep = 2_000;

/** `feedDetector`, for who lets the event loop turn in between. */
export function* feedDetectorInSteps<State>(
  detector: ConceptDetector<State>,
  run: DetectorRun<State>,
  values: ArrayLike<number>,
): Generator<undefined, FeedResult<State>> {
  const where = `detector '${detector.name}'`;
  const inputs = new Float64Array(values.length);
  for (let i = 0; i < inputs.length; i++) inputs[i] = inDomain(detector.input, values[i], where);
  const fed: Fed<State> = { run: copyPlain(run), rows: 0, detections: [] };
  for (;;) {
    feedStep(detector, fed, inputs);
    if (fed.failure) return { ...fed, run: replay(detector, run, inputs.subarray(0, fed.rows)) };
    if (fed.rows === inputs.length) return fed;
    yield;
  }
}

type Fed<State> = Writable<FeedResult<State>> & { readonly detections: Detection[] };

/** Feeds the next rows, until the detector fails. */
function feedStep<State>(detector: ConceptDetector<State>, fed: Fed<State>, inputs: Float64Array): void {
  const { run } = fed;
  const end = Math.min(inputs.length, fed.rows + rowsOfStep);
  for (let row = fed.rows; row < end; row++) {
    try {
      const result = stepRun(detector, run, inputs[row]!);
      const index = run.index - 1;
      const improvement = result.improvement === true;
      if (result.drift || improvement) {
        const since = result.age === undefined ? {} : { since: Math.max(0, index + 1 - result.age) };
        fed.detections.push({ index, drift: result.drift, improvement, ...since });
      }
      if (result.warning === true) fed.warning ??= index;
    } catch (error) {
      if (!DriftSenseError.is(error, 'DETECTOR_FAILED')) throw error;
      fed.rows = row;
      fed.failure = error;
      return;
    }
  }
  fed.rows = end;
}

/**
 * The run after rows that went well once. The failing row may have left half a change behind, and keeping a copy per row
 * would cost more than running again. A detector that fails here is not deterministic; its start then has to do.
 */
function replay<State>(
  detector: ConceptDetector<State>,
  start: DetectorRun<State>,
  inputs: Float64Array,
): DetectorRun<State> {
  const run = copyPlain(start);
  try {
    for (const x of inputs) stepRun(detector, run, x);
    return run;
  } catch {
    return { ...copyPlain(start), index: start.index + inputs.length };
  }
}
