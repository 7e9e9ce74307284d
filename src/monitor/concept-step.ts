import type { ConceptDetector } from '../contracts/concept-detector.js';
import type { ConceptReport } from '../contracts/window-report.js';
import type { DriftSenseError } from '../errors.js';
import { limits } from '../limits.js';
import { countEpisode, type EpisodeCount } from '../judge/concept-drift/episodes.js';
import { feedDetector } from '../judge/concept-drift/feed.js';
import type { DetectorRun } from '../judge/concept-drift/run.js';

/** The detector between windows, plain JSON. */
export interface ConceptState {
  readonly run: DetectorRun;
  readonly episodes: EpisodeCount;
  /** Failures in a row; at the limit the detector is out of service. */
  readonly failures: number;
}

export interface ConceptStep {
  readonly state: ConceptState;
  readonly report: ConceptReport;
  readonly failure?: DriftSenseError;
}

/** Feeds the losses of one window, in row order. A row on which the detector fails is skipped and counted. */
export function conceptStep(
  detector: ConceptDetector,
  state: ConceptState,
  losses: Float64Array,
  refractoryRows: number,
): ConceptStep {
  const frame = { detector: detector.name, rows: losses.length, ...(losses.length > 0 && { mean: meanOf(losses) }) };
  const quiet = { ...frame, drift: false, warning: false, improvement: false, episode: state.episodes.episode };
  if (state.failures >= limits.detectorFailures)
    return { state, report: { ...quiet, rows: 0, note: `out of service after ${state.failures} failures` } };
  let { run, episodes } = state;
  let failures = 0;
  let failure: DriftSenseError | undefined;
  let warned = false;
  const detections: { index: number; drift: boolean; improvement: boolean }[] = [];
  for (let from = 0; from < losses.length && failures < limits.detectorFailures;) {
    const fed = feedDetector(detector, run, losses.subarray(from));
    detections.push(...fed.detections);
    warned ||= fed.warning !== undefined;
    run = fed.run;
    from += fed.rows + 1;
    if (fed.failure === undefined) break;
    // The row it failed on is skipped, and counted, so that later indices are those of the stream.
    run = { ...run, index: run.index + 1 };
    failure = fed.failure;
    failures++;
  }
  const drifts = detections.filter((detection) => detection.drift);
  for (const { index } of drifts) episodes = countEpisode(episodes, index, refractoryRows);
  const first = drifts[0] ?? detections[0];
  return {
    state: { run, episodes, failures: failure ? state.failures + failures : 0 },
    report: {
      ...frame,
      drift: drifts.length > 0,
      warning: warned,
      improvement: detections.some((detection) => detection.improvement),
      episode: episodes.episode,
      ...(first && { index: first.index }),
      ...(failure && { note: failure.message }),
    },
    ...(failure && { failure }),
  };
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
