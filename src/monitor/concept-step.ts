import type { ConceptDetector } from '../contracts/concept-detector.js';
import type { ConceptReport } from '../contracts/window-report.js';
import type { DriftSenseError } from '../errors.js';
import { limits } from '../limits.js';
import { countEpisode } from '../judge/concept-drift/episodes.js';
import { feedDetector, type Detection } from '../judge/concept-drift/feed.js';
import { startRun } from '../judge/concept-drift/start-run.js';
import type { ConceptDetectors, ConceptState } from './concept-state.js';

export interface ConceptStep {
  readonly state: ConceptState;
  readonly report: ConceptReport;
  readonly failure?: DriftSenseError;
  /** The fallback has taken over, in words. */
  readonly fellBack?: string;
}

/**
 * Feeds the losses of one window, in row order. A row on which the detector fails is skipped and counted; after three
 * failures in a row it is out of service, and the fallback, if there is one, goes on with the next row.
 */
export function conceptStep(
  { detector, fallback }: ConceptDetectors & { detector: ConceptDetector },
  state: ConceptState,
  losses: Float64Array,
  refractoryRows: number,
): ConceptStep {
  let { run, failures, standIn, episodes } = state;
  let failure: DriftSenseError | undefined;
  let warned = false;
  let from = 0;
  const detections: Detection[] = [];
  for (;;) {
    if (failures >= limits.detectorFailures && fallback && !standIn) {
      const why = failure ? `, last: ${failure.message}` : '';
      const reason = `detector '${detector.name}' failed ${failures} times in a row${why}`;
      standIn = { detector: fallback.name, reason };
      run = { ...startRun(fallback), index: run.index };
      failures = 0;
    }
    if (from >= losses.length || failures >= limits.detectorFailures) break;
    const fed = feedDetector(standIn && fallback ? fallback : detector, run, losses.subarray(from));
    for (const detection of fed.detections) detections.push(detection);
    warned ||= fed.warning !== undefined;
    run = fed.run;
    from += fed.rows;
    if (fed.failure === undefined) continue;
    // The row it failed on is skipped, and counted, so that later indices are those of the stream.
    run = { ...run, index: run.index + 1 };
    from += 1;
    failure = fed.failure;
    failures += 1;
  }
  const outOfService = failures >= limits.detectorFailures && failure === undefined;
  const drifts = detections.filter((detection) => detection.drift);
  for (const { index } of drifts) episodes = countEpisode(episodes, index, refractoryRows);
  const first = drifts[0] ?? detections[0];
  const notes = [
    ...(standIn ? [`${standIn.reason}; '${standIn.detector}' stands in`] : []),
    ...(outOfService ? [`out of service after ${failures} failures`] : []),
    ...(failure && !standIn?.reason.includes(failure.message) ? [failure.message] : []),
  ];
  const fellBack = standIn && (standIn !== state.standIn || state.run.index === 0);
  return {
    state: { run, episodes, failures: failure || outOfService ? failures : 0, ...(standIn && { standIn }) },
    report: {
      detector: standIn?.detector ?? detector.name,
      rows: outOfService ? 0 : losses.length,
      ...(losses.length > 0 && { mean: meanOf(losses) }),
      drift: drifts.length > 0,
      warning: warned,
      improvement: detections.some((detection) => detection.improvement),
      episode: episodes.episode,
      ...(first && { index: first.index }),
      ...(first?.since !== undefined && { since: first.since }),
      ...(notes.length > 0 && { note: notes.join('; ') }),
    },
    ...(failure && { failure }),
    ...(fellBack && { fellBack: notes[0]! }),
  };
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
