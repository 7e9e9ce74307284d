import type { ConceptDetector } from '../../contracts/concept-detector.js';
import { DriftSenseError } from '../../errors.js';
import { copyPlain } from '../../plain-json.js';
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
export function feedDetector<State>(
  detector: ConceptDetector<State>,
  run: DetectorRun<State>,
  values: ArrayLike<number>,
): FeedResult<State> {
  const where = `detector '${detector.name}'`;
  const inputs = new Float64Array(values.length);
  for (let i = 0; i < inputs.length; i++) inputs[i] = inDomain(detector.input, values[i], where);
  const current = copyPlain(run);
  const detections: Detection[] = [];
  let warning: number | undefined;
  for (let row = 0; row < inputs.length; row++) {
    try {
      const result = stepRun(detector, current, inputs[row]!);
      const index = current.index - 1;
      const improvement = result.improvement === true;
      if (result.drift || improvement) {
        const since = result.age === undefined ? {} : { since: Math.max(0, index + 1 - result.age) };
        detections.push({ index, drift: result.drift, improvement, ...since });
      }
      if (result.warning === true) warning ??= index;
    } catch (error) {
      if (!DriftSenseError.is(error, 'DETECTOR_FAILED')) throw error;
      const before = replay(detector, run, inputs.subarray(0, row));
      return { run: before, rows: row, detections, ...(warning !== undefined && { warning }), failure: error };
    }
  }
  return { run: current, rows: inputs.length, detections, ...(warning !== undefined && { warning }) };
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
